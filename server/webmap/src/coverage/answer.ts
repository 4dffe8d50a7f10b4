/** The coverage answer as the server gives it, and the ways it is looked up; nothing is computed here. */
import type { FeatureCollection } from "geojson";
import type { BBox, Trust } from "../catalogue";
import type { Bilingual } from "../i18n";

export interface Row {
  code: string;
  name: string;
  within_m: number;
  total: number;
  covered: number;
  share: number | null;
}

export interface Total {
  within_m: number;
  total: number;
  covered: number;
  share: number | null;
}

/** What lies beyond the largest distance in one unit; `share` is the uncovered part. */
export interface Gap {
  code: string;
  name: string;
  uncovered: number;
  share: number | null;
  /** Name of the facility nearest to the unit's people-weighted centre. */
  nearest: string | null;
  distance_m: number | null;
}

export interface ApiCall {
  method: string;
  path: string;
  body: unknown;
}

export interface InputLayer {
  layer: string;
  revision: number;
  trust: Trust;
  data_date: string;
  source: Bilingual | string;
}

export interface Answer {
  rows: Row[];
  n_facilities?: number;
  totals: Total[];
  gaps: Gap[];
  method: Bilingual | string;
  inputs: InputLayer[];
  trust: Trust;
  replay: { api?: ApiCall; cli?: string; python?: string };
  process: { id: string; version: string };
  features: { bands: FeatureCollection; units: FeatureCollection; facilities: FeatureCollection };
}

export const shareField = (withinM: number): string => `share_${Math.round(withinM)}`;

/** The total of a distance; the largest where that distance was not asked. */
export function totalAt(answer: Answer, withinM: number | null): Total | undefined {
  return answer.totals.find((total) => total.within_m === withinM) ?? answer.totals.at(-1);
}

/** Bounds of what a collection draws, for the camera only. */
export function boundsOf(collection: FeatureCollection): BBox | null {
  const box: BBox = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== "number") return part.forEach(walk);
    const [x, y] = part as [number, number];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  for (const { geometry } of collection.features) {
    if (geometry && "coordinates" in geometry) walk(geometry.coordinates);
  }
  return Number.isFinite(box[0]) ? box : null;
}
