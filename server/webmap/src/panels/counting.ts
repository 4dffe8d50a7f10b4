/** How many features of a layer are on the screen, by class: the service counts, again whenever the map has moved. */
import type { Map as GlMap } from "maplibre-gl";
import { getJson, isAbort } from "../api";
import * as busy from "../busy";
import type { LayerEntry } from "../catalogue";
import { tokenOf } from "../map/classes";

export interface Counts {
  total: number;
  /** By class, as the address names it. */
  classes: ReadonlyMap<string, number>;
}

/** Null while it is being counted, "failed" where it could not be. */
export type Counted = Counts | null | "failed";

interface Aggregate {
  groupedBy: { fields: { column: string }[] };
  rows: Record<string, unknown>[];
  total: { count: number };
}

export class Counting {
  readonly counted = new Map<string, Counted>();
  readonly #layers = new Map<string, LayerEntry>();
  #abort: AbortController | null = null;

  constructor(
    private readonly map: GlMap,
    private readonly refresh: () => void,
  ) {
    map.on("moveend", () => void this.#count());
  }

  /** Counts a layer from now on, or no more. */
  toggle(layer: LayerEntry): void {
    if (this.#layers.delete(layer.id)) this.counted.delete(layer.id);
    else {
      this.#layers.set(layer.id, layer);
      this.counted.set(layer.id, null);
      void this.#count();
    }
    this.refresh();
  }

  async #count(): Promise<void> {
    this.#abort?.abort();
    if (this.#layers.size === 0) return;
    const mine = (this.#abort = new AbortController());
    busy.begin("counting");
    try {
      await Promise.all([...this.#layers.values()].map((layer) => this.#one(layer, mine.signal)));
    } finally {
      if (this.#abort === mine) busy.end("counting");
    }
  }

  async #one(layer: LayerEntry, signal: AbortSignal): Promise<void> {
    const bounds = this.map.getBounds();
    const within = (value: number, most: number): string => Math.max(-most, Math.min(most, value)).toFixed(6);
    const box = [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)];
    const by = layer.class_field && layer.legend.length > 1 ? `&by=${encodeURIComponent(layer.class_field)}` : "";
    try {
      const told = await getJson<Aggregate>(`/collections/${layer.id}/aggregate?f=json&measures=count&bbox=${box.join(",")}${by}`, signal);
      this.counted.set(layer.id, countsOf(layer, told));
    } catch (error) {
      if (isAbort(error)) return;
      this.counted.set(layer.id, "failed");
    }
    this.refresh();
  }
}

/** The rows of the service by class; values that no class names are under the others. */
function countsOf(layer: LayerEntry, { groupedBy, rows, total }: Aggregate): Counts {
  const named = new Set(layer.legend.map(tokenOf));
  const [field] = groupedBy.fields;
  const classes = new Map<string, number>();
  for (const row of field ? rows : []) {
    const value = String(row[field?.column ?? ""]);
    const token = named.has(value) ? value : "*";
    classes.set(token, (classes.get(token) ?? 0) + Number(row["count"]));
  }
  return { total: total.count, classes };
}
