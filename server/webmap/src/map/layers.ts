/** The catalogue's layers on the map: fetched when first switched on, in a fixed order. */
import type { LayerSpecification, Map as GlMap, RasterTileSource, VectorTileSource } from "maplibre-gl";
import { whole } from "../api";
import * as busy from "../busy";
import type { LayerEntry } from "../catalogue";
import type { Filters } from "../state";
import { slotLayer, type Slot } from "./canvas";
import { filterOf, tilesOnly } from "./classes";
import { opacities } from "./opacity";
import { ownPatterns, SPRITE } from "./patterns";
import { themedPaint } from "./theme";

export type LoadState = "loading" | "ready" | "failed";

function slotOf(style: LayerSpecification): Slot {
  if (style.type === "line") return "line";
  if (style.type === "circle") return "point";
  if (style.type === "raster") return "picture";
  return style.type === "symbol" ? "label" : "area";
}

/** What is drawn on the left of a divided map alone, and what on its right. */
export interface Sides {
  left: readonly string[];
  right: readonly string[];
}

type TileSource = NonNullable<LayerEntry["source"]>;

/** A layer's tiles with full addresses. */
export const tilesOf = (source: TileSource): TileSource => ({ ...source, tiles: (source.tiles ?? []).map(whole) });

/** What is left of the opacity of roads and rivers while an answer is shown; their names go. */
const STEPPED_BACK = 0.4;

export class MapLayers {
  readonly #map: GlMap;
  #entries: LayerEntry[] = [];
  readonly #changed: () => void;
  readonly states = new Map<string, LoadState>();
  /** Style layers in drawing order, each with the catalogue layer it belongs to. */
  #moved: { scenario: string; ids: ReadonlySet<string> } = { scenario: "", ids: new Set() };
  #styles: { entry: LayerEntry; style: LayerSpecification }[] = [];
  #filters: Filters = new Map();
  #divided: Sides | null = null;
  /** The map that shows a point in place of this one, where the map is divided. */
  beside: ((at: [number, number]) => GlMap | null) | null = null;

  constructor(map: GlMap, entries: LayerEntry[], changed: () => void) {
    this.#map = map;
    this.#changed = changed;
    this.learn(entries);
    map.on("sourcedata", (event) => {
      if (event.isSourceLoaded && this.states.get(event.sourceId) === "loading") this.#settle(event.sourceId, "ready");
    });
    // Where nothing of a layer is drawn at this zoom, none of its tiles comes.
    map.on("idle", () => {
      for (const [id, state] of this.states) if (state === "loading") this.#settle(id, "ready");
    });
    map.on("error", (event) => {
      const id = (event as { sourceId?: string }).sourceId;
      if (id && this.states.get(id) === "loading") this.#settle(id, "failed");
    });
  }

  /** Takes the layers there are, at first and after one was made. */
  learn(entries: LayerEntry[]): void {
    this.#entries = entries;
    // As in the tree: what stands higher there lies over what stands lower. Names by their own
    // order: where two collide, the upper one stays, the town's before the regency's.
    const byPriority = [...entries].sort((a, b) => a.label_priority - b.label_priority);
    const styles = (list: LayerEntry[]) => list.flatMap((entry) => entry.style.map((style) => ({ entry, style })));
    const named = ({ style }: { style: LayerSpecification }) => slotOf(style) === "label";
    this.#styles = [...styles([...entries].reverse()).filter((one) => !named(one)), ...styles(byPriority).filter(named)];
  }

  /** Takes the layers in other colours: what is drawn of them is drawn anew. */
  recolour(entries: LayerEntry[]): void {
    const now = new Map(entries.map((entry) => [entry.id, String(entry.source?.tiles)]));
    for (const { id, style, source } of this.#entries) {
      for (const one of style) if (this.#map.getLayer(one.id)) this.#map.removeLayer(one.id);
      if (this.#map.getSource(id) && now.get(id) !== String(source?.tiles)) this.#map.removeSource(id);
    }
    this.learn(entries);
  }

  /** Draws the chosen classes alone. */
  choose(filters: Filters): void {
    this.#filters = filters;
    for (const { entry, style } of this.#styles) {
      if (!this.#map.getLayer(style.id)) continue;
      if (entry.kind === "vector") this.#map.setFilter(style.id, filterOf(entry, style, filters.get(entry.id)));
      else this.#rechoose(entry);
    }
  }

  /** The cells of a raster are chosen where they are drawn: by the service. */
  #rechoose(entry: LayerEntry): void {
    const source = this.#map.getSource(entry.id) as RasterTileSource | undefined;
    const { tiles } = this.#tiles(entry);
    if (source && tiles && String(source.tiles) !== String(tiles)) source.setTiles(tiles);
  }

  /** Keeps some layers to one side of a map that is divided; null: it no longer is. */
  divide(sides: Sides | null): void {
    this.#divided = sides;
  }

  /** Whether a layer is on one of the sides of a divided map. */
  compares(id: string): boolean {
    return Boolean(this.#divided?.left.includes(id) || this.#divided?.right.includes(id));
  }

  /** Style layers that belong to one side alone. */
  sideStyles(): { left: ReadonlySet<string>; right: ReadonlySet<string> } {
    const of = (own: readonly string[] = [], other: readonly string[] = []): ReadonlySet<string> =>
      new Set(this.#styles.flatMap(({ entry, style }) => (own.includes(entry.id) && !other.includes(entry.id) ? [style.id] : [])));
    const { left, right } = this.#divided ?? {};
    return { left: of(left, right), right: of(right, left) };
  }

  /** Brings the map to the given set of layers and opacities; under an answer, lines of travel step back. */
  apply(on: ReadonlyMap<string, number>, underAnswer: boolean): void {
    this.#applyAll(on, underAnswer);
    for (const id of this.sideStyles().right) if (this.#map.getLayer(id)) this.#map.setLayoutProperty(id, "visibility", "none");
  }

  #applyAll(on: ReadonlyMap<string, number>, underAnswer: boolean): void {
    for (const entry of this.#entries) {
      const opacity = on.get(entry.id) ?? (this.compares(entry.id) ? entry.opacity : undefined);
      const stepsBack = underAnswer && entry.geometry.endsWith("LineString");
      if (opacity === undefined) this.#hide(entry);
      else this.#show(entry, (style) => opacity * (stepsBack ? (style.type === "symbol" ? 0 : STEPPED_BACK) : 1));
    }
  }

  /** The map on which a point is seen. */
  mapAt(at: [number, number]): GlMap {
    return this.beside?.(at) ?? this.#map;
  }

  /** Style layer ids that are on a map and visible, topmost catalogue layer last. */
  visibleStyles(map: GlMap): { id: string; layer: LayerEntry }[] {
    return this.#styles
      .filter(({ style }) => map.getLayer(style.id) && map.getLayoutProperty(style.id, "visibility") !== "none")
      .map(({ entry, style }) => ({ id: style.id, layer: entry }));
  }

  /** Takes some layers from a scenario; all others, and all without one, from how things stand. */
  within(scenario: string, edited: readonly string[]): void {
    const before = this.#moved.ids;
    this.#moved = { scenario, ids: new Set(scenario ? edited : []) };
    for (const entry of this.#entries) {
      const source = this.#map.getSource(entry.id);
      if (!(before.has(entry.id) || this.#moved.ids.has(entry.id)) || source?.type !== "vector") continue;
      (source as VectorTileSource).setTiles(this.#tiles(entry).tiles ?? []);
    }
  }

  /** A layer's tiles with full addresses: of the scenario, where it has the layer otherwise. */
  #tiles(entry: LayerEntry): TileSource {
    const source = tilesOnly(tilesOf(entry.source as TileSource), entry, this.#filters.get(entry.id));
    if (!this.#moved.ids.has(entry.id)) return source;
    const query = /\?.*$/.exec(source.tiles?.[0] ?? "")?.[0] ?? "";
    const home = `/scenarios/${this.#moved.scenario}/collections/${entry.id}/tiles/WebMercatorQuad`;
    return { ...source, tiles: [whole(`${home}/{z}/{y}/{x}${query}`)] };
  }

  retry(id: string): void {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry?.source || !this.#map.getSource(id)) return;
    this.#loading(id);
    // A source does not ask again for tiles that failed: it is made anew, and what is drawn from it.
    const { layers } = this.#map.getStyle();
    const own = layers.filter((layer) => "source" in layer && layer.source === id);
    for (const layer of own) this.#map.removeLayer(layer.id);
    this.#map.removeSource(id);
    this.#map.addSource(id, this.#tiles(entry));
    for (const layer of own.reverse()) this.#map.addLayer(layer, layers[layers.indexOf(layer) + 1]?.id);
  }

  retheme(): void {
    for (const { style } of this.#styles) {
      if (!this.#map.getLayer(style.id)) continue;
      for (const [name, value] of Object.entries(themedPaint(style))) {
        if (name.endsWith("color")) this.#map.setPaintProperty(style.id, name as never, value as never);
      }
    }
  }

  #show(entry: LayerEntry, opacityOf: (style: LayerSpecification) => number): void {
    if (!entry.style.some(({ id }) => this.#map.getLayer(id))) this.#add(entry);
    for (const style of entry.style) {
      this.#map.setLayoutProperty(style.id, "visibility", "visible");
      for (const [name, value] of opacities(style, opacityOf(style))) {
        this.#map.setPaintProperty(style.id, name as never, value as never);
      }
    }
  }

  #hide(entry: LayerEntry): void {
    for (const style of entry.style) {
      if (this.#map.getLayer(style.id)) this.#map.setLayoutProperty(style.id, "visibility", "none");
    }
  }

  #add(entry: LayerEntry): void {
    if (!entry.source) return;
    this.#loading(entry.id);
    if (!this.#map.getSource(entry.id)) this.#map.addSource(entry.id, this.#tiles(entry));
    const held = entry.source.type === "vector";
    for (const style of entry.style) {
      const within = entry.labels && slotOf(style) === "label" ? entry.labels : entry.id;
      const from = { source: entry.id, ...(held && { "source-layer": within }) };
      const filter = filterOf(entry, style, this.#filters.get(entry.id));
      const layer = { ...style, ...from, ...(filter && { filter }), paint: ownPatterns(themedPaint(style)) } as LayerSpecification;
      if ("fill-pattern" in (style.paint ?? {}) && !this.#map.getSprite().some(({ id }) => id === SPRITE)) this.#map.addSprite(SPRITE, whole("/styles/sprite"));
      this.#map.addLayer(layer, this.#before(style));
    }
  }

  /** The style layer above which nothing of this one may come: the next of its slot, or the slot's end. */
  #before(style: LayerSpecification): string {
    const slot = slotOf(style);
    const here = this.#styles.findIndex((one) => one.style === style);
    const next = this.#styles.slice(here + 1).find((one) => slotOf(one.style) === slot && this.#map.getLayer(one.style.id));
    return next?.style.id ?? slotLayer(slot);
  }

  #loading(id: string): void {
    this.states.set(id, "loading");
    busy.begin(`layer ${id}`);
    this.#changed();
  }

  #settle(id: string, state: LoadState): void {
    this.states.set(id, state);
    busy.end(`layer ${id}`);
    this.#changed();
  }
}
