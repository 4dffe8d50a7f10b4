/** Rough sizes while something is dragged, and only until the service has answered: on a sphere. */
import type { At } from "./polyline";

const RADIUS_M = 6_371_008.8;
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Length of a line in metres. */
export function roughLength(corners: readonly At[]): number {
  return corners.slice(1).reduce((sum, [lon, lat], i) => {
    const [lon0, lat0] = corners[i] as At;
    const h = Math.sin(rad(lat - lat0) / 2) ** 2 + Math.cos(rad(lat)) * Math.cos(rad(lat0)) * Math.sin(rad(lon - lon0) / 2) ** 2;
    return sum + 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }, 0);
}

/** Area within corners in square metres. */
export function roughArea(corners: readonly At[]): number {
  const sum = corners.reduce((total, [lon, lat], i) => {
    const [lon1, lat1] = corners[(i + 1) % corners.length] as At;
    return total + rad(lon1 - lon) * (2 + Math.sin(rad(lat)) + Math.sin(rad(lat1)));
  }, 0);
  return Math.abs((sum * RADIUS_M * RADIUS_M) / 2);
}
