/** What the tree of layers changes beyond switching: which classes are drawn, in what colours, and counts of them. */
import { getJson } from "../api";
import * as busy from "../busy";
import { drawable, treePath, type Catalogue, type LayerEntry } from "../catalogue";
import { pressed } from "../map/classes";
import type { State } from "../state";
import type { Store } from "../store";
import type { Map as GlMap } from "maplibre-gl";
import type { Context } from "./context";
import type { Counted, Counting } from "./counting";
import type { Timeline } from "./timeline";

export interface Dressed {
  store: Store;
  map: GlMap | null;
  refresh(): void;
  /** Takes the tree anew, in other colours. */
  recoloured(catalogue: Catalogue): void;
}

export class Dressing {
  #counting: Counting | null = null;
  #wanted = false;
  #timeline: Promise<Timeline | null> | null = null;

  constructor(private readonly page: Dressed) {
    this.#wanted = page.store.state.safe;
  }

  get counted(): ReadonlyMap<string, Counted> {
    return this.#counting?.counted ?? new Map<string, Counted>();
  }

  readonly choose = (layer: LayerEntry, token: string | null): void => {
    const { filters } = this.page.store.state;
    const next = token === null ? new Map([...filters].filter(([id]) => id !== layer.id)) : pressed(filters, layer, token);
    this.page.store.update({ filters: next }, "push");
  };

  readonly count = (layer: LayerEntry): void => void this.#count(layer);

  readonly recolour = (safe: boolean): void => this.page.store.update({ safe }, "push");

  /** Asks for the layers in the colours that the address names. */
  async follow(state: State): Promise<void> {
    if (state.safe === this.#wanted) return;
    this.#wanted = state.safe;
    busy.begin("palette");
    try {
      const catalogue = await getJson<Catalogue>(treePath(state));
      // Another one may have been chosen since.
      if (state.safe === this.#wanted) this.page.recoloured(catalogue);
    } catch {
      this.#wanted = !state.safe;
      if (this.page.store.state.safe === state.safe) this.page.store.update({ safe: !state.safe }, "replace");
    } finally {
      busy.end("palette");
      this.page.refresh();
    }
  }

  /** Shows a slider of times while a layer is on that has several. */
  async time(c: Context, catalogue: Catalogue): Promise<void> {
    const on = this.page.store.state.layers;
    const dated = this.page.map ? drawable(catalogue).filter(({ id, times }) => times.length > 1 && on?.has(id)) : [];
    if (dated.length) this.#timeline ??= import("./timeline").then(({ Timeline }) => new Timeline(this.page.store)).catch(() => null);
    (await this.#timeline)?.draw(c, catalogue, dated);
  }

  async #count(layer: LayerEntry): Promise<void> {
    if (!this.page.map) return;
    busy.begin("count");
    try {
      const { Counting } = await import("./counting");
      this.#counting ??= new Counting(this.page.map, this.page.refresh);
      this.#counting.toggle(layer);
    } catch {
      this.page.refresh();
    } finally {
      busy.end("count");
    }
  }
}
