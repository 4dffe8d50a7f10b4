/** The picture of change on the map: what became of each cell, as the service draws it, with its legend. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import { getJson, whole } from "../api";
import type { Answered } from "../asking/answered";
import type { Kit } from "../asking/face";
import type { LegendEntry } from "../catalogue";
import { slotLayer } from "../map/canvas";
import { CHANGE_PICTURE as ID } from "../map/identify";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";

interface Pictured {
  from: { layer: string };
  to: { layer: string };
}

/** The legend of each picture; null where the two years cannot be drawn cell by cell. */
const legends = new Map<string, LegendEntry[] | null>();
let hidden = false;

function queryOf(answer: Answered): { layer: string; query: string } {
  const { from, to } = answer["epochs"] as Pictured;
  const codes = (answer["focus"] as { code: string }[]).map(({ code }) => code);
  return { layer: to.layer, query: `since=${from.layer}${codes.length ? `&classes=${codes.join(",")}` : ""}` };
}

export function changeOnMap(map: GlMap, answer: Answered | null): void {
  const address = answer ? addressOf(answer) : "";
  const source = map.getSource(ID) as { tiles?: string[] } | undefined;
  if (source && source.tiles?.[0] !== address) {
    map.removeLayer(ID);
    map.removeSource(ID);
  }
  if (!address || map.getSource(ID)) return;
  map.addSource(ID, { type: "raster", tiles: [address], tileSize: 256 });
  const before = map.getLayer("task-areas") ? "task-areas" : slotLayer("answer");
  map.addLayer({ id: ID, type: "raster", source: ID, layout: { visibility: hidden ? "none" : "visible" }, paint: { "raster-resampling": "nearest", "raster-fade-duration": 0 } }, before);
}

function addressOf(answer: Answered): string {
  const { layer, query } = queryOf(answer);
  return whole(`/tiles/${layer}/{z}/{x}/{y}.png?${query}`);
}

async function learn(path: string, refresh: () => void): Promise<void> {
  legends.set(path, null);
  try {
    legends.set(path, (await getJson<{ legend: LegendEntry[] }>(path)).legend);
  } catch {
    // Maps of different legends have tables, and no picture.
  }
  refresh();
}

/** Its legend, a switch, and the two years side by side. */
export function pictureView(c: Context, answer: Answered, kit: Kit): TemplateResult | typeof nothing {
  const { map } = kit;
  if (!map) return nothing;
  const { layer, query } = queryOf(answer);
  const path = `/collections/${layer}/map/legend?${query}`;
  if (!legends.has(path)) void learn(path, kit.refresh);
  const legend = legends.get(path);
  const { from, to } = answer["epochs"] as Pictured;
  const show = (event: Event): void => {
    hidden = !(event.target as HTMLInputElement).checked;
    if (map.getLayer(ID)) map.setLayoutProperty(ID, "visibility", hidden ? "none" : "visible");
  };
  return html`<div class="pictured">
    ${legend
      ? html`<label class="background"><input type="checkbox" .checked=${!hidden} @change=${show} />${c.t("change.picture")}</label>
          <ul class="signs">${legend.map((entry) => html`<li data-colour=${entry.colour}>${swatch(entry.colour, entry.shape)} ${c.text(entry.label)}</li>`)}</ul>`
      : nothing}
    <button type="button" class="quiet" data-compare @click=${() => kit.compare(`${from.layer}~${to.layer}@0.50`)}>${c.t("change.compare")}</button>
  </div>`;
}
