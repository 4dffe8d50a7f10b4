/** Land under everything else: the coarsest boundaries the catalogue has, filled and unlabelled. */
import type { Map as GlMap } from "maplibre-gl";
import type { LayerEntry } from "../catalogue";
import { lowestOf } from "./basemap";
import { SLOTS, slotLayer } from "./canvas";
import { tilesOf } from "./layers";
import { token } from "./theme";

const LAND = "land";

/** Draws land against sea; without a boundary layer there is only the plain ground. */
export function addLand(map: GlMap, layers: LayerEntry[]): void {
  const coarsest = layers.find((layer) => layer.theme === "boundaries" && layer.geometry.endsWith("Polygon"));
  if (!coarsest?.source || map.getLayer(LAND)) return;
  // The layer itself, where it is switched on, is drawn from the same tiles.
  if (!map.getSource(coarsest.id)) map.addSource(coarsest.id, tilesOf(coarsest.source));
  const drawn = { id: LAND, type: "fill" as const, source: coarsest.id, "source-layer": coarsest.id };
  map.addLayer({ ...drawn, paint: { "fill-color": token("land") } }, lowestOf(map) ?? slotLayer(SLOTS[0]));
}

export function rethemeGround(map: GlMap): void {
  map.setPaintProperty("sea", "background-color", token("sea"));
  if (map.getLayer(LAND)) map.setPaintProperty(LAND, "fill-color", token("land"));
}
