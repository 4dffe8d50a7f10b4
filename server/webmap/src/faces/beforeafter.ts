/** How many are reached today and with the new sites, on either side of a line over the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import type { Answered } from "../asking/answered";
import type { Kept, Kit } from "../asking/face";
import { showAround } from "../asking/places/framing";
import { slotLayer } from "../map/canvas";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";
import { onceStyled } from "../tasks/styled";
import type { Divider } from "../tools/compare/divider";
import type { Mirror } from "../tools/compare/mirror";

/** What the address keeps: where the line stands, from 0 to 1. */
const NAME = "ba";
const SOURCE = "before-after";
const [BEFORE, AFTER, EDGES] = ["before-after-left", "before-after-right", "before-after-edges"] as const;
const COLOURS = ["#46327e", "#365c8d", "#277f8e", "#4ac16d", "#d8e219"] as const;
const NOBODY = "#b8bab4";
/** The new sites stand on the side on which they count. */
const RIGHT = new Set<string>([AFTER, "task-points"]);
const SIDES = { left: new Set<string>([BEFORE]), right: RIGHT };

interface Shown {
  of: Answered;
  mirror: Mirror;
  divider: Divider;
}

let shown: Shown | null = null;
let wanted = 0;

const lineOf = ({ own }: Pick<Kept, "own">): number | null => {
  const at = Number(own[NAME] ?? NaN);
  return Number.isFinite(at) ? Math.min(1, Math.max(0, at)) : null;
};

/** Classes of equal width over both times; the same on both sides. */
function breaksOf(answer: Answered): number[] {
  const shares = (answer.features["units"]?.features ?? []).flatMap(({ properties }) => [properties?.["share_before"], properties?.["share_after"]] as unknown[]).filter((one): one is number => typeof one === "number");
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  return most > least ? Array.from({ length: COLOURS.length + 1 }, (_, i) => least + ((most - least) * i) / COLOURS.length) : [];
}

function colourBy(field: string, breaks: readonly number[]): ExpressionSpecification {
  const steps = breaks.slice(1, -1).flatMap((one, i) => [one, COLOURS[i + 1]]);
  return ["case", ["==", ["typeof", ["get", field]], "number"], ["step", ["get", field], COLOURS[0], ...steps], NOBODY] as unknown as ExpressionSpecification;
}

function draw(map: GlMap, answer: Answered): void {
  const units = answer.features["units"] ?? { type: "FeatureCollection", features: [] };
  if (map.getSource(SOURCE)) map.getSource<GeoJSONSource>(SOURCE)?.setData(units);
  else {
    map.addSource(SOURCE, { type: "geojson", data: units });
    const fill = { type: "fill", source: SOURCE, paint: { "fill-opacity": 0.85 } } as const;
    map.addLayer({ ...fill, id: BEFORE }, slotLayer("answer"));
    map.addLayer({ ...fill, id: AFTER, layout: { visibility: "none" } }, slotLayer("answer"));
    map.addLayer({ id: EDGES, type: "line", source: SOURCE, paint: { "line-color": "#ffffff", "line-width": 0.8 } }, slotLayer("answer"));
  }
  const breaks = breaksOf(answer);
  map.setPaintProperty(BEFORE, "fill-color", colourBy("share_before", breaks));
  map.setPaintProperty(AFTER, "fill-color", colourBy("share_after", breaks));
  if (map.getLayer("task-points")) map.setLayoutProperty("task-points", "visibility", "none");
}

function remove(map: GlMap): void {
  wanted += 1;
  shown?.mirror.remove();
  shown?.divider.remove();
  shown = null;
  for (const id of [BEFORE, AFTER, EDGES]) if (map.getLayer(id)) map.removeLayer(id);
  if (map.getSource(SOURCE)) map.removeSource(SOURCE);
  if (map.getLayer("task-points")) map.setLayoutProperty("task-points", "visibility", "visible");
}

/** Puts the two sides on the map as the address wishes, or takes them away. */
export function beforeAfterOnMap(map: GlMap, answer: Answered | null, kept: Kept): void {
  const at = lineOf(kept);
  if (!answer || at === null || kept.isDivided) {
    if (map.getSource(SOURCE)) remove(map);
    return;
  }
  draw(map, answer);
  if (shown) return cut(at);
  const mine = (wanted += 1);
  void Promise.all([import("../tools/compare/mirror"), import("../tools/compare/divider"), onceStyled("tools")]).then(([{ Mirror }, { Divider }]) => {
    // Another answer, or none, may be wanted since.
    if (wanted !== mine || shown) return;
    const mirror = new Mirror(map, { sideStyles: () => SIDES }, () => undefined, (c) => ({ left: c.t("siting.swipe.today"), right: c.t("siting.swipe.after"), answer: "right" }));
    const divider = new Divider(map.getContainer(), (next) => kept.keep({ [NAME]: next.toFixed(2) }));
    shown = { of: answer, mirror, divider };
    cut(at);
  });
}

function cut(at: number): void {
  shown?.mirror.cut(at);
  shown?.divider.cut(at);
}

/** The switch, the line's place for keys, and what the colours mean. */
export function beforeAfterView(c: Context, answer: Answered, kit: Kit): TemplateResult | typeof nothing {
  const at = lineOf(kit);
  const breaks = breaksOf(answer);
  if (!kit.map || breaks.length === 0) return nothing;
  const percent = Math.round((at ?? 0) * 100);
  const slide = (event: Event): void => kit.keep({ [NAME]: (Number((event.target as HTMLInputElement).value) / 100).toFixed(2) });
  const open = at !== null;
  const toggle = (): void => {
    kit.keep({ [NAME]: open ? "" : "0.50" });
    if (!open) showAround(kit.map, answer.features["units"]?.features ?? []);
  };
  return html`<section class="beside"><button type="button" class="quiet" data-swipe aria-pressed=${open ? "true" : "false"} @click=${toggle}>${c.t("siting.swipe")}</button>
    ${open
      ? html`<label class="cut">${c.t("compare.line")}
            <input type="range" min="0" max="100" step="1" .value=${String(percent)} aria-valuetext=${c.t("compare.at", { share: c.f.count(percent) })} @input=${slide} /></label>
          <p class="soft">${c.t("siting.swipe.said")}</p>
          <ul class="signs" data-legend=${c.t("siting.swipe.share")}>${COLOURS.map((colour, i) => html`<li data-colour=${colour}>${swatch(colour, "fill")} ${c.t("legend.band", { from: c.f.share(breaks[i] ?? 0), to: c.f.share(breaks[i + 1] ?? 0) })}</li>`)}
            <li data-colour=${NOBODY}>${swatch(NOBODY, "fill")} ${c.t("siting.swipe.nobody")}</li></ul>`
      : nothing}
  </section>`;
}
