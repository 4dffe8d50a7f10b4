/** The features of an answer on the map, coloured by one of their fields, and what was sketched. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import { slotLayer } from "../map/canvas";
import { token } from "../map/theme";

const RAMP = ["#46327e", "#365c8d", "#277f8e", "#4ac16d", "#d8e219"] as const;
const KINDS = ["#365c8d", "#e0a21b", "#4ac16d", "#b4530a", "#8c6bb1", "#7fcdbb", "#777f7a", "#d76d9b", "#1b6e2e", "#5ab4e5", "#6b4a2b", "#b8bd3a"] as const;
const SIGNED = ["#8c4a00", "#e0a365", "#7fc4b8", "#14695c"] as const;
/** Fields that tell of more and less. */
const DIFFERENCES = /^(difference|change|net_ha)$/;
const NOTHING = "#b8bab4";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const SOURCE = "task";
const SKETCH = "task-sketch";
const of = (kind: string): FilterSpecification => ["in", ["geometry-type"], ["literal", [kind, `Multi${kind}`]]];

/** One class of the legend: numbers from–to, or a word. */
export interface Class {
  colour: string;
  from?: number;
  to?: number;
  value?: string;
}

export interface Colouring {
  field: string;
  classes: Class[];
  colour: ExpressionSpecification | string;
}

const PLAIN: Colouring = { field: "", classes: [], colour: "#277f8e" };

/** Colours by a field: five classes with as many features each, or one colour for each word. */
export function colouringOf(collection: FeatureCollection, field: string, numeric: boolean, own: Readonly<Record<string, string>> = {}): Colouring {
  const values = collection.features.map(({ properties }) => properties?.[field] as unknown).filter((value) => value !== null && value !== undefined);
  if (!field || values.length === 0) return PLAIN;
  return numeric ? byNumber(field, values as number[]) : byWord(field, values.map(String), own);
}

/** Losses, nothing, gains: alike on both sides of zero. */
function aboutZero(field: string, values: number[]): Colouring {
  const most = Math.max(...values.map(Math.abs));
  const edges = [-most, -most / 3, 0, most / 3, most];
  const used = edges.slice(0, -1).map((from, i) => ({ from, to: edges[i + 1] as number, colour: SIGNED[i] as string }));
  const classes = used.filter(({ from, to }) => values.some((value) => (value < 0 ? value >= from && value < to : value > from && value <= to)));
  const get: ExpressionSpecification = ["get", field];
  const cases = used.flatMap(({ from, to, colour }) => [to <= 0 ? ["all", ["<", get, to === 0 ? 0 : to], [">=", get, from]] : ["all", [">", get, from], ["<=", get, to]], colour]);
  return { field, classes, colour: ["case", ...cases, NOTHING] as unknown as ExpressionSpecification };
}

/** The colours that the words of one field have, for those of another that say the same: in every language alike. */
export function coloursAs(collection: FeatureCollection, field: string, other: string): Record<string, string> {
  const { classes } = colouringOf(collection, field, false);
  const colours = new Map(classes.map(({ value, colour }) => [value ?? "", colour]));
  const pairs = collection.features.map(({ properties }): [string, string] => [String(properties?.[other]), colours.get(String(properties?.[field])) ?? ""]);
  return Object.fromEntries(pairs.filter(([, colour]) => colour));
}

/** So many colours of the ramp, from its one end to the other. */
const spread = (n: number): string[] => Array.from({ length: n }, (_, i) => RAMP[n > 1 ? Math.round((i * (RAMP.length - 1)) / (n - 1)) : 0] as string);

function byNumber(field: string, values: number[]): Colouring {
  if (DIFFERENCES.test(field)) return aboutZero(field, values);
  const sorted = [...values].sort((a, b) => a - b);
  const each = [...new Set(sorted)];
  // A few values are told one by one, more of them by where they divide into fifths.
  const isFew = each.length <= RAMP.length;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const breaks = isFew ? each.slice(1) : [...new Set([0.2, 0.4, 0.6, 0.8].map(at))].filter((one) => one > (sorted[0] as number));
  const colours = spread(breaks.length + 1);
  const edges = [sorted[0] as number, ...breaks, sorted.at(-1) as number];
  const classes = colours.map((colour, i) => ({ colour, from: edges[i] as number, to: edges[isFew ? i : i + 1] as number }));
  const get: ExpressionSpecification = ["get", field];
  const step = breaks.length ? ["step", get, colours[0], ...breaks.flatMap((one, i) => [one, colours[i + 1]])] : colours[0];
  return { field, classes, colour: ["case", ["==", ["typeof", get], "number"], step, NOTHING] as unknown as ExpressionSpecification };
}

function byWord(field: string, values: string[], own: Readonly<Record<string, string>>): Colouring {
  const kinds = [...new Set(values)].sort();
  const classes = kinds.map((value, i) => ({ value, colour: own[value] ?? (KINDS[i % KINDS.length] as string) }));
  const cases = classes.flatMap(({ value, colour }) => [value, colour]);
  return { field, classes, colour: ["match", ["to-string", ["get", field]], ...cases, NOTHING] as unknown as ExpressionSpecification };
}

function addLayers(map: GlMap): void {
  map.addSource(SOURCE, { type: "geojson", data: EMPTY });
  map.addSource(SKETCH, { type: "geojson", data: EMPTY });
  const before = slotLayer("answer");
  map.addLayer({ id: "task-areas", type: "fill", source: SOURCE, filter: of("Polygon"), paint: { "fill-opacity": 0.8 } }, before);
  map.addLayer({ id: "task-edges", type: "line", source: SOURCE, filter: of("Polygon"), paint: { "line-color": "#ffffff", "line-width": 0.7 } }, before);
  map.addLayer({ id: "task-lines", type: "line", source: SOURCE, filter: of("LineString"), layout: { "line-cap": "round" }, paint: { "line-width": 3 } }, slotLayer("point"));
  map.addLayer(
    { id: "task-points", type: "circle", source: SOURCE, filter: of("Point"), paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 4.5, 13, 8], "circle-stroke-width": 1.6, "circle-stroke-color": "#ffffff" } },
    slotLayer("point"),
  );
  const accent = token("accent");
  map.addLayer({ id: "sketch-area", type: "fill", source: SKETCH, filter: of("Polygon"), paint: { "fill-color": accent, "fill-opacity": 0.2 } }, slotLayer("found"));
  map.addLayer({ id: "sketch-line", type: "line", source: SKETCH, paint: { "line-color": accent, "line-width": 3, "line-dasharray": [2, 1.2] } }, slotLayer("found"));
  map.addLayer(
    { id: "sketch-point", type: "circle", source: SKETCH, filter: of("Point"), paint: { "circle-radius": 6, "circle-color": accent, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } },
    slotLayer("found"),
  );
}

const isThere = (map: GlMap): boolean => map.getSource(SOURCE) !== undefined;

/** Puts features on the map, or takes the last ones away. */
export function drawFeatures(map: GlMap, collection: FeatureCollection | null, { colour }: Colouring = PLAIN): void {
  if (!isThere(map)) {
    if (!collection) return;
    addLayers(map);
  }
  map.getSource<GeoJSONSource>(SOURCE)?.setData(collection ?? EMPTY);
  map.setPaintProperty("task-areas", "fill-color", colour);
  map.setPaintProperty("task-lines", "line-color", colour);
  map.setPaintProperty("task-points", "circle-color", colour);
}

/** Shows what a form holds: places, lines, plots. */
export function drawSketch(map: GlMap, shapes: Geometry[]): void {
  if (!isThere(map)) {
    if (shapes.length === 0) return;
    addLayers(map);
  }
  const features: Feature[] = shapes.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
  map.getSource<GeoJSONSource>(SKETCH)?.setData({ type: "FeatureCollection", features });
}

/** The feature of the answer drawn at a point; what is small goes before what is large. */
export function drawnAt(map: GlMap, at: [number, number]): Record<string, unknown> | null {
  if (!isThere(map)) return null;
  const { x, y } = map.project(at);
  const near: [[number, number], [number, number]] = [[x - 5, y - 5], [x + 5, y + 5]];
  const [hit] = [...map.queryRenderedFeatures(near, { layers: ["task-points", "task-lines"] }), ...map.queryRenderedFeatures([x, y], { layers: ["task-areas"] })];
  return hit?.properties ?? null;
}
