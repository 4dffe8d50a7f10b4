/** What is being drawn, on the map: the shape, its corners, and the way to the pointer. */
import type { Feature, FeatureCollection, Geometry } from "geojson";
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import { slotLayer } from "../../map/canvas";
import { token } from "../../map/theme";
import type { At } from "./polyline";

const SOURCE = "tool-ink";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
export const CORNERS = "tool-ink-corner";

export type Kind = "point" | "line" | "area";

/** The shape that corners make; as much of it as they are enough for. */
export function shapeOf(kind: Kind, corners: readonly At[]): Geometry | null {
  const [first] = corners;
  if (!first) return null;
  if (kind === "point" || corners.length === 1) return { type: "Point", coordinates: first };
  if (kind === "line" || corners.length === 2) return { type: "LineString", coordinates: [...corners] };
  return { type: "Polygon", coordinates: [[...corners, first]] };
}

const is = (part: string, ...more: ExpressionSpecification[]): FilterSpecification => ["all", ["==", ["get", "part"], part], ...more];

function addLayers(map: GlMap): void {
  const accent = token("accent");
  const before = slotLayer("label");
  map.addSource(SOURCE, { type: "geojson", data: EMPTY });
  map.addLayer({ id: "tool-ink-area", type: "fill", source: SOURCE, filter: is("shape", ["==", ["geometry-type"], "Polygon"]), paint: { "fill-color": accent, "fill-opacity": 0.18 } }, before);
  map.addLayer({ id: "tool-ink-halo", type: "line", source: SOURCE, filter: is("shape"), layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#ffffff", "line-width": 6, "line-opacity": 0.85 } }, before);
  map.addLayer({ id: "tool-ink-line", type: "line", source: SOURCE, filter: is("shape"), layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": accent, "line-width": 3 } }, before);
  map.addLayer({ id: "tool-ink-rubber", type: "line", source: SOURCE, filter: is("rubber"), paint: { "line-color": accent, "line-width": 2, "line-dasharray": [2, 1.5] } }, before);
  map.addLayer({ id: CORNERS, type: "circle", source: SOURCE, filter: is("corner"), paint: { "circle-radius": 6, "circle-color": "#ffffff", "circle-stroke-color": accent, "circle-stroke-width": 3 } }, before);
}

/** Draws a shape with its corners and, while it is drawn, the way to the pointer. */
export function drawInk(map: GlMap, kind: Kind, corners: readonly At[], pointer: At | null): void {
  if (!map.getSource(SOURCE)) {
    if (corners.length === 0) return;
    addLayers(map);
  }
  const shape = shapeOf(kind, corners);
  const features: Feature[] = shape ? [{ type: "Feature", properties: { part: "shape" }, geometry: shape }] : [];
  const last = corners.at(-1);
  if (pointer && last) {
    const way = kind === "area" && corners.length > 1 ? [last, pointer, corners[0] as At] : [last, pointer];
    features.push({ type: "Feature", properties: { part: "rubber" }, geometry: { type: "LineString", coordinates: way } });
  }
  features.push(...corners.map((at, corner): Feature => ({ type: "Feature", properties: { part: "corner", corner }, geometry: { type: "Point", coordinates: at } })));
  map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: "FeatureCollection", features });
}

/** In the colours of the light or the dark page. */
export function retheme(map: GlMap): void {
  if (!map.getSource(SOURCE)) return;
  const accent = token("accent");
  map.setPaintProperty("tool-ink-area", "fill-color", accent);
  map.setPaintProperty("tool-ink-line", "line-color", accent);
  map.setPaintProperty("tool-ink-rubber", "line-color", accent);
  map.setPaintProperty(CORNERS, "circle-stroke-color", accent);
}
