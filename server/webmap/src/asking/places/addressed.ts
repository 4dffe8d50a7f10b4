/** What a form holds as the address keeps it: an outline as short text, all else as it was typed. */
import type { Geometry, Position } from "geojson";
import type { Own } from "../../state";
import { decode, encode, type At } from "../../tools/pen/polyline";
import { drawnFrom } from "../sketch";

/** Before the names of inputs. */
export const INPUT = "i.";
/** Before an outline; its rings are parted by dots, its polygons by exclamation marks, which are no letters of the encoding. */
const OUTLINE = "g.";
/** A millionth of a degree: some ten centimetres. */
const SCALE = 1e6;

const ringText = (ring: Position[]): string => encode(ring.slice(0, -1).map(([lon, lat]): At => [lon ?? 0, lat ?? 0]), SCALE);

/** The text of an input for the address. */
export function addressText(text: string): string {
  if (!text.trim().startsWith("{")) return text;
  const geometry = drawnFrom("parcel", text);
  if (geometry?.type !== "Polygon" && geometry?.type !== "MultiPolygon") return text;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return OUTLINE + polygons.map((rings) => rings.map(ringText).join(".")).join("!");
}

/** The text of an input from the address; an outline as GeoJSON. */
export function inputText(text: string): string {
  if (!text.startsWith(OUTLINE)) return text;
  const rings = (polygon: string): At[][] => polygon.split(".").map((ring) => decode(ring, SCALE)).map((ring) => [...ring, ...ring.slice(0, 1)]);
  const polygons = text.slice(OUTLINE.length).split("!").map(rings);
  if (polygons.flat().some((ring) => ring.length < 4)) return text;
  const [only = []] = polygons;
  const geometry: Geometry = polygons.length === 1 ? { type: "Polygon", coordinates: only } : { type: "MultiPolygon", coordinates: polygons };
  return JSON.stringify(geometry);
}

/** The inputs that an address holds. */
export function inputsIn(own: Own): Record<string, string> {
  return Object.fromEntries(Object.entries(own).flatMap(([name, text]): [string, string][] => (name.startsWith(INPUT) ? [[name.slice(INPUT.length), inputText(text)]] : [])));
}

/** Inputs as the address holds them. */
export const ownOf = (inputs: Readonly<Record<string, string>>): Own => Object.fromEntries(Object.entries(inputs).map(([id, text]) => [INPUT + id, addressText(text)]));

/** Values as they come back from the address, so that an answer and its address speak of the same outline. */
export const settled = (values: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(values).map(([id, text]) => [id, inputText(addressText(text))]));
