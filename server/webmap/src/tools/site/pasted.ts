/** An area that someone pastes: GeoJSON with one polygon, or corners LON,LAT. */
import type { Geometry } from "geojson";
import { drawnFrom } from "../../asking/sketch";
import { encode, type At } from "../pen/polyline";

const isArea = (geometry: Geometry | null): geometry is Extract<Geometry, { type: "Polygon" | "MultiPolygon" }> =>
  geometry?.type === "Polygon" || geometry?.type === "MultiPolygon";

/** The area in a text, null where there is none. */
export function areaIn(text: string): Geometry | null {
  const geometry = drawnFrom("parcel", text);
  return isArea(geometry) ? geometry : null;
}

/** The corners of an area of one ring, as the address keeps them; "" for any other. */
export function cornersOf(geometry: Geometry): string {
  if (geometry.type !== "Polygon" || geometry.coordinates.length !== 1) return "";
  const ring = (geometry.coordinates[0] ?? []).slice(0, -1).map(([lon, lat]): At => [lon ?? 0, lat ?? 0]);
  return encode(ring);
}
