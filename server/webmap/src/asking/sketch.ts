/** Places, lines and plots as they are typed, clicked and drawn. */
import type { Geometry } from "geojson";
import type { InputType } from "./process";

type At = [number, number];
export const SKETCHED: readonly InputType[] = ["point", "places", "line", "parcel"];

function pairs(text: string): At[] {
  const found = text.split(/[;\s]+/).flatMap((pair): At[] => {
    const [lon, lat, ...rest] = pair.split(",").map(Number);
    return rest.length === 0 && Number.isFinite(lon) && Number.isFinite(lat) ? [[lon as number, lat as number]] : [];
  });
  return found;
}

/** What a field holds, for the map; null where it cannot be drawn as it stands. */
export function drawnFrom(type: InputType, text: string): Geometry | null {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return geometryIn(trimmed);
  const at = pairs(trimmed.replaceAll(/,\s+/g, ","));
  const [first] = at;
  if (!first) return null;
  if (type === "point" || at.length === 1) return { type: "Point", coordinates: first };
  if (type === "places") return { type: "MultiPoint", coordinates: at };
  if (type === "line" || at.length === 2) return { type: "LineString", coordinates: at };
  return { type: "Polygon", coordinates: [[...at, first]] };
}

function geometryIn(text: string): Geometry | null {
  try {
    const read = JSON.parse(text) as { type?: string; geometry?: Geometry; features?: { geometry: Geometry }[] };
    if (read.type === "Feature") return read.geometry ?? null;
    if (read.type === "FeatureCollection") return read.features?.[0]?.geometry ?? null;
    return read.type ? (read as Geometry) : null;
  } catch {
    return null;
  }
}

/** The text of a field after a click on the map. */
export function withClick(type: InputType, text: string, [lon, lat]: At): string {
  const pair = `${lon},${lat}`;
  if (type === "point" || !text.trim() || text.trim().startsWith("{")) return pair;
  return `${text.trim()}${type === "places" ? "; " : " "}${pair}`;
}

/** The text without its last place. */
export function withoutLast(type: InputType, text: string): string {
  const at = pairs(text).slice(0, -1);
  return at.map((one) => one.join(",")).join(type === "places" ? "; " : " ");
}
