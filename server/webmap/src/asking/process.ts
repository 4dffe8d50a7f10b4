/** An analysis as the service describes it: what it takes and what it gives. */
import { getJson } from "../api";
import type { Bilingual } from "../i18n";

export type InputType =
  | "layer" | "codes" | "choice" | "limits" | "time" | "distance" | "integer" | "number"
  | "point" | "places" | "line" | "parcel" | "speeds" | "text" | "boolean";

export interface InputDescription {
  titles: Bilingual;
  descriptions: Bilingual;
  minOccurs: number;
  schema: { default?: unknown };
  "x-type": InputType;
  "x-unit": string | null;
  "x-minimum": number | null;
  "x-maximum": number | null;
  "x-theme": string | null;
  "x-holds": "features" | "lines" | "polygons" | "raster" | null;
  "x-choices": { value: string; label: Bilingual }[] | null;
}

export interface ProcessSummary {
  id: string;
  version: string;
  titles: Bilingual;
  descriptions: Bilingual;
}

export interface ProcessDescription extends ProcessSummary {
  inputs: Record<string, InputDescription>;
  outputs: Record<string, { titles: Bilingual; schema: { contentMediaType?: string } }>;
  /** How long it takes, and from what that is known. */
  "x-cost"?: { seconds?: number; titles?: Bilingual };
}

/** Asks the service once for each description, for the list, and for what one may do. */
export class Processes {
  readonly #described = new Map<string, Promise<ProcessDescription>>();
  #session: Promise<boolean> | null = null;
  #listed: Promise<ProcessSummary[]> | null = null;

  /** Whether this page may leave jobs behind. */
  async mayWrite(): Promise<boolean> {
    this.#session ??= getJson<{ mayWrite: boolean }>("/session").then(({ mayWrite }) => mayWrite).catch(() => false);
    return this.#session;
  }

  listed(): Promise<ProcessSummary[]> {
    this.#listed ??= getJson<{ processes: ProcessSummary[] }>("/processes").then(({ processes }) => processes);
    return this.#listed.catch((error: unknown) => {
      this.#listed = null;
      throw error;
    });
  }

  described(id: string): Promise<ProcessDescription> {
    let known = this.#described.get(id);
    if (!known) this.#described.set(id, (known = getJson<ProcessDescription>(`/processes/${encodeURIComponent(id)}`)));
    return known.catch((error: unknown) => {
      this.#described.delete(id);
      throw error;
    });
  }
}

/** The default of an input as text; "" where there is none. */
export function defaultText(input: InputDescription): string {
  const value = input.schema.default;
  return value === undefined || value === null ? "" : Array.isArray(value) ? value.join(",") : String(value);
}

/** A form's text as the service takes it: drawn shapes as GeoJSON, switches as such, the rest as it was typed. */
export function inputValue(input: InputDescription, text: string): unknown {
  const trimmed = text.trim();
  if (input["x-type"] === "boolean") return trimmed === "true";
  // As it is written here: 2,1.
  if (input["x-type"] === "number" && /^[+-]?\d+,\d+$/.test(trimmed)) return trimmed.replace(",", ".");
  if (input["x-type"] === "codes" && input["x-choices"]?.length) return trimmed.split(",");
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    try {
      return JSON.parse(trimmed) as unknown;
    } catch {
      return trimmed;
    }
  }
  return trimmed;
}
