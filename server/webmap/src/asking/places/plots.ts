/** Plots that are not drawn: a boundary chosen by name, or an area pressed on the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Feature, Geometry } from "geojson";
import type { MapGeoJSONFeature } from "maplibre-gl";
import { getJson, Problem } from "../../api";
import * as busy from "../../busy";
import { boundsOf } from "../../coverage/answer";
import { Combobox, type Option } from "../../panels/combobox";
import { context, type Context } from "../../panels/context";
import { drawing, icon } from "../../panels/marks";
import { TOO_LONG } from "../../state";
import type { Tools } from "../../tasks/task";
import type { Fields } from "../fields";
import { inputValue, type ProcessDescription } from "../process";

/** `villages:64.71.01.1001` by code, `zoning/12` by id. */
const NAMED = /^(\w{1,80})([:/])([\w.-]{1,40})$/;
/** Boundaries that are small enough to be a plot. */
const BOUNDARIES = ["villages", "districts"] as const;
const MOST = 10_000;

interface Named {
  properties: { code: string; name: string };
}

interface Plot {
  geometry: Geometry;
  name: string;
}

const nameOf = ({ id, properties }: Feature): string => String(properties?.["name"] ?? properties?.["namobj"] ?? properties?.["code"] ?? id);

/** How large a drawn area is on the screen, to choose the smallest by; nobody is told. */
function size(feature: MapGeoJSONFeature): number {
  const [west, south, east, north] = boundsOf({ type: "FeatureCollection", features: [feature] }) ?? [0, 0, 360, 360];
  return (east - west) * (north - south);
}

export class Plots {
  readonly #known = new Map<string, Plot>();
  readonly #combo: Combobox;
  #options: Option[] | null = null;
  /** Nothing was drawn where somebody pressed. */
  #missed = false;

  constructor(
    private readonly tools: Tools,
    prefix: string,
  ) {
    this.#combo = new Combobox(`${prefix}-place`, tools.refresh, true);
  }

  isNamed(text: string): boolean {
    return NAMED.test(text.trim());
  }

  /** The outline of a plot as GeoJSON, as far as it is known; any other text as it is. */
  outline(text: string): string {
    const plot = this.#known.get(text.trim());
    return plot ? JSON.stringify(plot.geometry) : this.isNamed(text) ? "" : text;
  }

  /** Asks the service for the outline of a plot that is told by its name. */
  async learn(text: string, signal?: AbortSignal): Promise<void> {
    const [name = "", layer = "", by, key = ""] = NAMED.exec(text.trim()) ?? [];
    if (!name || this.#known.has(name)) return;
    const home = `/collections/${encodeURIComponent(layer)}/items`;
    const feature = by === "/" ? await getJson<Feature>(`${home}/${encodeURIComponent(key)}`, signal) : (await getJson<{ features: Feature[] }>(`${home}?limit=1&code=${encodeURIComponent(key)}`, signal)).features[0];
    if (!feature?.geometry) throw new Problem(context(this.tools.store.state.lang).t("plot.gone", { name }), 404, "no-such-plot", "");
    this.#known.set(name, { geometry: feature.geometry, name: nameOf(feature) });
  }

  /** The inputs of a form as the service takes them, with the outlines of plots in place of their names. */
  async inputs({ inputs }: ProcessDescription, given: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Record<string, unknown>> {
    const isPlot = (id: string): boolean => inputs[id]?.["x-type"] === "parcel";
    const [lost] = Object.keys(given).filter((id) => given[id] === TOO_LONG);
    if (lost) {
      const detail = context(this.tools.store.state.lang).t("plot.lost");
      throw new Problem(detail, 400, "plot-lost", "", [{ input: lost, detail }]);
    }
    await Promise.all(Object.entries(given).map(([id, text]) => isPlot(id) && this.learn(text, signal)));
    return Object.fromEntries(Object.entries(given).flatMap(([id, text]) => (inputs[id] ? [[id, inputValue(inputs[id], isPlot(id) ? this.outline(text) : text)]] : [])));
  }

  /** The smallest area drawn at a point, by its name; null where there is none. */
  pick([lon, lat]: [number, number]): string | null {
    const { layers } = this.tools;
    if (!layers) return null;
    const seen = layers.mapAt([lon, lat]);
    const byStyle = new Map(layers.visibleStyles(seen).map(({ id, layer }) => [id, layer]));
    const there = seen.queryRenderedFeatures(seen.project([lon, lat]), { layers: [...byStyle.keys()] });
    const areas = there.filter(({ id, geometry, layer }) => id !== undefined && geometry.type.endsWith("Polygon") && byStyle.get(layer.id)?.kind === "vector");
    const [found] = areas.sort((a, b) => size(a) - size(b));
    this.#missed = !found;
    return found ? `${byStyle.get(found.layer.id)?.id}/${found.id}` : null;
  }

  async #learnOptions(): Promise<void> {
    if (this.#options) return;
    this.#options = [];
    busy.begin("plots");
    const lists = await Promise.all(BOUNDARIES.map(async (layer) => {
      const path = `/collections/${layer}/items?limit=${MOST}&skipGeometry=true&properties=code,name`;
      const { features } = await getJson<{ features: Named[] }>(path).catch(() => ({ features: [] as Named[] }));
      return features.map(({ properties: { code, name } }): Option => ({ value: `${layer}:${code}`, label: `${name} · ${code}`, also: name }));
    }));
    this.#options = lists.flat();
    busy.end("plots");
    this.tools.refresh();
  }

  /** A named plot in place of its corners. */
  named(c: Context, text: string, id: string, remove: () => void): TemplateResult {
    const name = this.#known.get(text.trim())?.name ?? text;
    return html`<p class="plot"><button type="button" class="chip" id=${id} aria-label=${c.t("form.remove", { name })} @click=${remove}>${name}${drawing(icon.close)}</button></p>`;
  }

  /** Takes the area that is drawn where one presses. */
  button(c: Context, id: string, fields: Fields): TemplateResult | typeof nothing {
    const on = fields.picking === id && fields.isWhole;
    if (!this.tools.map) return nothing;
    return html`<button type="button" class="quiet" aria-pressed=${on ? "true" : "false"} data-pick-area=${id} @click=${() => this.#toggle(fields, id, !on)}>${c.t(on ? "plot.picking" : "plot.pick")}</button>`;
  }

  /** The list of boundaries, which is learnt when somebody turns to it. */
  render(c: Context, id: string, fields: Fields): TemplateResult {
    const learn = (): void => void this.#learnOptions();
    return html`${this.#missed ? html`<p class="fault" role="alert">${c.t("plot.none")}</p>` : nothing}
      <div class="places" @focusin=${learn}>${this.#combo.render(c, c.t("plot.place"), this.#options ?? [], [], ([one]) => fields.set(id, one ?? ""))}</div>`;
  }

  #toggle(fields: Fields, id: string, on: boolean): void {
    this.#missed = false;
    fields.picking = on ? id : "";
    fields.isWhole = on;
    this.tools.refresh();
  }
}
