/** Land under everything else: the coarsest boundaries the catalogue has, filled and unlabelled. */
import type { Map as GlMap } from "maplibre-gl";
import { whole } from "../api";
import type { LayerEntry } from "../catalogue";
import { lowestOf } from "./basemap";
import { token } from "./theme";

const LAND = "land";

/** Draws land against sea; without a boundary layer there is only the plain ground. */
export function addLand(map: GlMap, layers: LayerEntry[]): void {
  const coarsest = layers.find((layer) => layer.theme === "boundaries" && layer.geometry.endsWith("Polygon"));
  if (!coarsest?.source || map.getSource(LAND)) return;
  map.addSource(LAND, { type: "geojson", data: whole(coarsest.source.url) });
  map.addLayer({ id: LAND, type: "fill", source: LAND, paint: { "fill-color": token("land") } }, lowestOf(map) ?? "slot-area");
}

export function rethemeGround(map: GlMap): void {
  map.setPaintProperty("sea", "background-color", token("sea"));
  if (map.getLayer(LAND)) map.setPaintProperty(LAND, "fill-color", token("land"));
}
