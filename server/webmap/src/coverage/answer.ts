/** The coverage answer as the server gives it, and the ways it is looked up; nothing is computed here. */
import type { FeatureCollection } from "geojson";
import type { BBox, Trust } from "../catalogue";
import type { Bilingual } from "../i18n";
import type { Measure } from "../limits";

/** People within one limit; by time of travel also how far the numbers may be off. */
export interface Total {
  within_m?: number;
  within_s?: number;
  total: number;
  covered: number;
  share: number | null;
  share_low?: number | null;
  share_high?: number | null;
}

export interface Row extends Total {
  code: string;
  name: string;
}

/** What lies beyond the largest limit in one unit; `share` is the uncovered part. */
export interface Gap {
  code: string;
  name: string;
  uncovered: number;
  share: number | null;
  /** Name of the facility nearest to the gap's place, by the measure that was asked for. */
  nearest: string | null;
  distance_m?: number | null;
  /** Time to it; null: there is no way. */
  seconds?: number | null;
  reason_text?: Bilingual;
  /** The place with the most people who are not served. */
  lon?: number;
  lat?: number;
}

export interface ApiCall {
  method: string;
  path: string;
  /** Not there where nothing is sent along. */
  body?: unknown;
}

export interface InputLayer {
  layer: string;
  title: Bilingual;
  revision: number;
  trust: Trust;
  data_date: string;
  source: string;
  /** The same in both languages; answers kept from before have it not. */
  source_words?: Bilingual;
}

/** What of an answer the map draws. */
export type Part = "units" | "bands" | "facilities" | "gaps";

/** Where an answer speaks of less than was asked: of fewer units, of no match, of a true zero. */
export interface Standing {
  kind: "partial" | "no-match" | "zero";
  text: Bilingual;
  n_asked?: number;
  missing?: string[];
}

export interface Answer {
  standing?: Standing;
  rows: Row[];
  n_facilities?: number;
  totals: Total[];
  gaps: Gap[];
  /** How people travel; not there when distances were asked for. */
  mode?: { id: string; title: Bilingual };
  speed_error_percent?: number;
  people_error_percent?: number;
  people_off_network?: number;
  people_without_way?: number;
  n_facilities_off_network?: number;
  method: Bilingual | string;
  inputs: InputLayer[];
  trust: Trust;
  replay: { api?: ApiCall; cli?: string; python?: string };
  process: { id: string; version: string };
  features: Record<Part, FeatureCollection>;
}

export const measureIn = (answer: Answer): Measure => (answer.mode ? "s" : "m");

/** The limit of a row: metres or seconds. */
export const limitOf = (row: Total): number => row.within_s ?? row.within_m ?? 0;

/** How far a gap is from its nearest facility: metres or seconds. */
export const wayOf = (gap: Gap): number | null => gap.seconds ?? gap.distance_m ?? null;

export const shareField = (limit: number, measure: Measure): string => `share_${Math.round(limit)}${measure === "s" ? "s" : ""}`;

/** The total of a limit; the largest where that limit was not asked. */
export function totalAt(answer: Answer, limit: number | null): Total | undefined {
  return answer.totals.find((total) => limitOf(total) === limit) ?? answer.totals.at(-1);
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
