/** What rasters say at a point: the value of the cell there, as the service tells it. */
import type { Feature, Polygon } from "geojson";
import { html, nothing, type TemplateResult } from "lit-html";
import type { Map as GlMap, RasterTileSource } from "maplibre-gl";
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { at as addressOf, getJson, isAbort, problemFrom } from "../api";
import type { LegendEntry, Trust } from "../catalogue";
import { addPhrases, type Bilingual } from "../i18n";
import type { Context } from "../panels/context";
import { swatch, trustTag } from "../panels/marks";
import type { FoundRow } from "../panels/popup";

addPhrases({ id, en });

interface Told {
  layer: string;
  kind: "class" | "quantity";
  value: number | null;
  legend: LegendEntry | null;
  /** What the value is. */
  of: Bilingual | null;
  unit: Bilingual | null;
  /** Width and height of the cell. */
  cell_m: [number, number] | null;
  source_words: Bilingual;
  data_date: string;
  trust: Trust;
}

interface Cell extends Told {
  title: Bilingual;
  covered: boolean;
  before?: Told;
  change?: LegendEntry | null;
}

type CellFeature = Feature<Polygon, Cell>;

/** Where the service tells of a cell of what a style layer draws: from the address of its tiles. */
function pathOf(map: GlMap, style: string, at: [number, number]): { layer: string; path: string } | null {
  const source = map.getLayer(style)?.source;
  const tiles = source ? (map.getSource(source) as RasterTileSource | undefined)?.tiles?.[0] : undefined;
  const [, layer, query] = /\/tiles\/(\w+)\/\{z\}\/\{x\}\/\{y\}\.png(?:\?(.*))?$/.exec(tiles ?? "") ?? [];
  return layer ? { layer, path: `/collections/${layer}/map/cell?at=${at.join(",")}${query ? `&${query}` : ""}` } : null;
}

/** One row for each style layer that draws cells. */
export async function cellRows(map: GlMap, at: [number, number], styles: readonly string[], signal: AbortSignal): Promise<FoundRow[]> {
  const paths = styles.flatMap((style) => pathOf(map, style, at) ?? []);
  return Promise.all(paths.map(({ layer, path }) => row(layer, path, signal)));
}

async function row(layer: string, path: string, signal: AbortSignal): Promise<FoundRow> {
  try {
    const feature = await getJson<CellFeature>(path, signal);
    return { kind: "row", feature, title: (c) => c.text(feature.properties.title), view: (c) => view(c, feature.properties) };
  } catch (error) {
    if (isAbort(error)) throw error;
    // What else stands at the point is told all the same.
    const { message } = problemFrom(error);
    const feature: Feature = { type: "Feature", geometry: { type: "GeometryCollection", geometries: [] }, properties: {} };
    return { kind: "row", feature, title: () => layer, view: () => html`<p class="fault" role="alert">${message}</p>` };
  }
}

/** A legend tells a class by its name; of a quantity it tells the step. */
const isClass = ({ kind, legend }: Told): boolean => kind === "class" && legend !== null;

function figure(c: Context, { value, unit }: Told): string {
  if (value === null) return c.t("cell.none");
  const small = value !== 0 && Math.abs(value) < 1;
  const digits = small ? new Intl.NumberFormat(c.lang === "id" ? "id-ID" : "en-GB", { maximumSignificantDigits: 3 }).format(value) : c.f.number(value);
  return unit ? `${digits} ${c.text(unit)}` : digits;
}

const worded = (c: Context, told: Told): string => (isClass(told) ? c.text(told.legend?.label) : figure(c, told));

const signed = (c: Context, { colour, shape, label }: LegendEntry): TemplateResult => html`${swatch(colour, shape)} ${c.text(label)}`;

function view(c: Context, cell: Cell): TemplateResult {
  const { legend, before, change } = cell;
  const title = cell.covered ? worded(c, cell) : c.t("cell.outside");
  return html`<h2>${title}</h2>
    <p class="src">
      ${trustTag(cell.trust, c)} ${cell.data_date ? html`<span>${cell.data_date}</span>` : nothing}
      <a href=${addressOf(`/collections/${cell.layer}?f=html`)}>${c.t("cell.layer")}</a>
      ${c.text(cell.source_words) ? html`<span class="owner" title=${c.text(cell.source_words)}>${c.t("layer.source")}: ${c.text(cell.source_words)}</span>` : nothing}
    </p>
    ${cell.covered && cell.value === null ? html`<p class="why">${c.t("cell.none.why")}</p>` : nothing}
    <dl data-cell=${cell.layer}>
      ${change ? fact(c.t("cell.change"), "change", signed(c, change)) : nothing}
      ${before ? fact(c.t("cell.before", { date: before.data_date }), "before", worded(c, before)) : nothing}
      ${cell.value === null ? nothing : fact(c.text(cell.of) || c.t("cell.value"), "value", isClass(cell) && legend ? signed(c, legend) : figure(c, cell))}
      ${cell.value === null || !isClass(cell) ? nothing : fact(c.t("cell.code"), "code", String(cell.value))}
      ${legend && !isClass(cell) ? fact(c.t("cell.step"), "step", signed(c, legend)) : nothing}
      ${cell.cell_m ? fact(c.t("cell.size"), "size", cell.cell_m.map((side) => c.f.distance(side)).join(" × ")) : nothing}
    </dl>`;
}

const fact = (name: string, field: string, what: unknown): TemplateResult => html`<dt>${name}</dt><dd data-field=${field}>${what}</dd>`;
