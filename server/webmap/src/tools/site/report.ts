/** What lies within an area, as the service tells it; nothing is counted here. */
import type { Geometry } from "geojson";
import { isAbort, postJson, problemFrom, type Problem } from "../../api";
import * as busy from "../../busy";
import type { Trust } from "../../catalogue";
import type { Bilingual } from "../../i18n";

export interface ClassRow {
  class: string | number | null;
  label: Bilingual;
  count?: number;
  area_ha?: number;
  length_km?: number;
  share?: number;
  nearest_outside?: { name: string | null; distance_m: number } | null;
}

export interface LayerReport {
  layer: string;
  title: Bilingual;
  theme: string;
  trust: Trust;
  data_date: string;
  source: string;
  revision: number;
  kind: "areas" | "lines" | "points" | "classes" | "people" | "values";
  unit?: string;
  total: Record<string, number | null>;
  rows: ClassRow[];
}

export interface SiteReport {
  site: { area_ha: number; border_km: number };
  layers: LayerReport[];
  notes: Bilingual[];
  method: Bilingual;
  trust: Trust;
}

const NAME = "tool overlay";

/** The report of the area that is wanted, asked anew whenever it changes. */
export class Report {
  answer: SiteReport | null = null;
  problem: Problem | null = null;
  #wanted = "";
  #abort: AbortController | null = null;

  constructor(private readonly changed: () => void) {}

  get isBusy(): boolean {
    return this.#abort !== null;
  }

  /** The area that is reported on, as GeoJSON text. */
  get wanted(): string {
    return this.#wanted;
  }

  want(area: Geometry | null): void {
    const wanted = area ? JSON.stringify(area) : "";
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#abort?.abort();
    this.#abort = null;
    if (area) return void this.ask();
    this.answer = this.problem = null;
    busy.end(NAME);
    this.changed();
  }

  async ask(): Promise<void> {
    const mine = (this.#abort = new AbortController());
    busy.begin(NAME);
    this.problem = null;
    this.changed();
    try {
      const answer = await postJson<SiteReport>("/overlay", JSON.parse(this.#wanted), mine.signal);
      if (this.#abort === mine) this.answer = answer;
    } catch (error) {
      if (isAbort(error) || this.#abort !== mine) return;
      [this.answer, this.problem] = [null, problemFrom(error)];
    } finally {
      if (this.#abort === mine) {
        this.#abort = null;
        busy.end(NAME);
      }
      this.changed();
    }
  }
}
