/** Where the map is led: to an answer that is not seen well, or to one feature of it. */
import type { Feature, Geometry } from "geojson";
import type { Map as GlMap } from "maplibre-gl";
import { boundsOf } from "../../coverage/answer";
import { show } from "../../map/canvas";

/** A place is looked at with some kilometres around it, in degrees. */
const AROUND = 0.03;
/** So many times wider than the answer the view may be before it is brought closer. */
const SMALL = 5;

/** Brings features into view, with some kilometres around them. */
export function showAround(map: GlMap | null, features: Feature[]): void {
  const bounds = boundsOf({ type: "FeatureCollection", features });
  if (!map || !bounds) return;
  const [west, south, east, north] = bounds;
  show(map, [west - AROUND, south - AROUND, east + AROUND, north + AROUND]);
}

/** Shows all that was drawn, where it is smaller than what is seen or beyond it. */
export function frame(map: GlMap | null, sketched: Geometry[], answered: Feature[]): void {
  const features = [...sketched.map((geometry): Feature => ({ type: "Feature", properties: {}, geometry })), ...answered];
  const bounds = boundsOf({ type: "FeatureCollection", features });
  if (!map || !bounds) return;
  const [west, south, east, north] = bounds;
  const seen = map.getBounds();
  const inside = west >= seen.getWest() && east <= seen.getEast() && south >= seen.getSouth() && north <= seen.getNorth();
  const small = Math.max(east - west, north - south) < (seen.getEast() - seen.getWest()) / SMALL;
  if (!inside || small) showAround(map, features);
}
