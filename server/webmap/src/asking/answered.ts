/** An answer of any analysis: its figures, its tables, its features; nothing is computed here. */
import type { Feature, FeatureCollection } from "geojson";
import type { Answer } from "../coverage/answer";
import type { Bilingual } from "../i18n";

export type Row = Record<string, unknown>;

export interface Answered extends Pick<Answer, "method" | "inputs" | "trust" | "replay" | "process" | "standing"> {
  [key: string]: unknown;
  notes: Bilingual[];
  features: Record<string, FeatureCollection>;
}

export interface Table {
  name: string;
  /** Where the name says nothing to people. */
  title?: string;
  rows: Row[];
}

const NOT_FIGURES = new Set(["method", "inputs", "trust", "replay", "process", "notes", "features", "scenario", "standing"]);
/** What a table leads with, where an answer has several. */
const LEADING = ["totals", "rows"];

export const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

export const isBilingual = (value: unknown): value is Bilingual => isObject(value) && typeof value["id"] === "string" && typeof value["en"] === "string" && Object.keys(value).length === 2;

/** The tables of an answer: every list of records, totals and rows first. */
export function tablesOf(answer: Answered): Table[] {
  const found = Object.entries(answer).flatMap(([name, value]) =>
    !NOT_FIGURES.has(name) && Array.isArray(value) && value.length && value.every(isObject) ? [{ name, rows: value as Row[] }] : [],
  );
  const place = ({ name }: Table): number => (LEADING.includes(name) ? LEADING.indexOf(name) : LEADING.length);
  return found.sort((a, b) => place(a) - place(b));
}

/** The single figures of an answer, also those within its parts. */
export function figuresOf(answer: Answered): [string, unknown][] {
  const plain = (value: unknown): boolean => value !== null && (typeof value !== "object" || isBilingual(value));
  return Object.entries(answer).flatMap(([name, value]): [string, unknown][] => {
    if (NOT_FIGURES.has(name) || value === null || Array.isArray(value)) return [];
    return plain(value) ? [[name, value]] : [];
  });
}

/** Names by which a row and a feature are the same thing. */
const KEYS = ["code", "rank", "id", "feature"] as const;

/** The feature that a row of a table tells of. */
export function featureOf(answer: Answered, table: string, row: Row): Feature | null {
  const lists = Object.entries(answer.features).sort(([a], [b]) => Number(b === table) - Number(a === table));
  for (const [name, { features }] of lists) {
    const own = name === table || (table === "rows" && lists.length > 0);
    for (const key of KEYS) {
      if (row[key] === undefined || (!own && key !== "code")) continue;
      const found = features.find((one) => one.properties?.[key] === row[key] && one.geometry);
      if (found) return found;
    }
  }
  const [lon, lat] = [row["lon"], row["lat"]];
  if (typeof lon !== "number" || typeof lat !== "number") return null;
  return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lon, lat] } };
}

/** Fields of the features of an output that can be told apart by colour: numbers, and words of few kinds; `always` also where it has one value. */
export function colourable(collection: FeatureCollection | undefined, always = ""): { name: string; numeric: boolean }[] {
  const features = collection?.features ?? [];
  const names = [...new Set(features.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  return names.flatMap((name): { name: string; numeric: boolean }[] => {
    if (["code", "name", "id", "rank", "lon", "lat", "feature"].includes(name)) return [];
    const values = features.map(({ properties }) => properties?.[name] as unknown).filter((value) => value !== null && value !== undefined);
    const kinds = new Set(values.map(String));
    if (kinds.size < (name === always ? 1 : 2)) return [];
    if (values.every((value) => typeof value === "number")) return [{ name, numeric: true }];
    return kinds.size <= 8 && values.every((value) => typeof value !== "object") ? [{ name, numeric: false }] : [];
  });
}
