/** What a tool was answered, on the map: areas, lines and points in colours of their own. */
import type { Feature, FeatureCollection } from "geojson";
import type { FilterSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import { slotLayer } from "../../map/canvas";

const SOURCE = "tool-result";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const of = (kind: string): FilterSpecification => ["in", ["geometry-type"], ["literal", [kind, `Multi${kind}`]]];

function addLayers(map: GlMap): void {
  const before = slotLayer("found");
  const round = { "line-join": "round", "line-cap": "round" } as const;
  map.addSource(SOURCE, { type: "geojson", data: EMPTY });
  map.addLayer({ id: "tool-result-area", type: "fill", source: SOURCE, filter: of("Polygon"), paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.28 } }, before);
  map.addLayer({ id: "tool-result-edge", type: "line", source: SOURCE, filter: of("Polygon"), layout: round, paint: { "line-color": ["get", "colour"], "line-width": 2.5, "line-dasharray": [2, 1.5] } }, before);
  map.addLayer({ id: "tool-result-halo", type: "line", source: SOURCE, filter: of("LineString"), layout: round, paint: { "line-color": "#14211f", "line-opacity": 0.5, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 2.6, 11, 5, 15, 8] } }, before);
  map.addLayer({ id: "tool-result-line", type: "line", source: SOURCE, filter: of("LineString"), layout: round, paint: { "line-color": ["get", "colour"], "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1.6, 11, 3.6, 15, 6.5] } }, before);
}

/** Draws features that carry their `colour`, the first undermost; none: takes the last ones away. */
export function drawResult(map: GlMap | null, features: readonly Feature[]): void {
  if (!map) return;
  if (!map.getSource(SOURCE)) {
    if (features.length === 0) return;
    addLayers(map);
  }
  map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: "FeatureCollection", features: [...features] });
}

/** A feature in a colour. */
export const coloured = (feature: Feature, colour: string): Feature => ({ ...feature, properties: { ...feature.properties, colour } });
