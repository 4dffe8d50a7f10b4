/** The tree of layers as `GET /layers` tells it: groups, styles, legends, sources. */
import type { LayerSpecification, RasterSourceSpecification, VectorSourceSpecification } from "maplibre-gl";
import type { Bilingual } from "./i18n";

export type BBox = [number, number, number, number];
export type Trust = "official" | "open_data" | "compiled" | "modelled" | "illustrative";

export interface LegendEntry {
  value?: string | number | null;
  label: Bilingual;
  colour: string;
  shape: "fill" | "line" | "circle";
  pattern?: string;
}

/** What a layer of a spatial plan was laid down in, where and how finely. */
export interface Plan {
  regulation?: string;
  revision?: string;
  region?: string;
  region_name?: string;
  scale?: number;
}

export interface LayerEntry {
  id: string;
  title: Bilingual;
  description: Bilingual;
  kind: "vector" | "raster";
  geometry: string;
  theme: string;
  /** Its tiles; the addresses begin at the root of the service. */
  source: VectorSourceSpecification | RasterSourceSpecification | null;
  /** The layer of its tiles that tells where the names of areas stand: one point each. */
  labels: string | null;
  /** Where names collide, those of the higher priority go first. */
  label_priority: number;
  /** Why the map draws nothing of it. */
  not_drawn: Bilingual | null;
  style: LayerSpecification[];
  legend: LegendEntry[];
  /** What a cell of a raster tells, with its unit. */
  legend_title: Bilingual | null;
  class_field: string | null;
  visible: boolean;
  opacity: number;
  minzoom: number;
  maxzoom: number;
  licence: string;
  attribution: string;
  source_words: Bilingual;
  data_date: string;
  trust: Trust;
  modelled: boolean;
  plan: Plan | null;
  n_features: number;
  bbox: BBox | null;
  revision: number;
  label_field: string | null;
  /** The layers that are this one at other times, the earliest first; itself among them. */
  times: { time: string; layer: string }[];
}

export interface LayerGroup {
  id: string;
  title: Bilingual;
  layers: LayerEntry[];
}

/** Pictures of another server under the map, where the operator asks for them. */
export interface Basemap {
  kind: "raster" | "style";
  url: string;
  attribution: string;
}

export interface Catalogue {
  groups: LayerGroup[];
  basemap: Basemap | null;
  region: { bbox: BBox | null; title: Bilingual };
}

/** Where the tree of layers is, in one palette or the other. */
export const treePath = ({ safe }: { safe: boolean }): string => (safe ? "/layers?palette=safe" : "/layers");

/** Layers that the map can draw: those with a source and at least one style layer. */
export function drawable(catalogue: Catalogue): LayerEntry[] {
  return catalogue.groups.flatMap((group) => group.layers).filter((layer) => layer.source && layer.style.length > 0);
}

/** What each layer is called in a language, by its id. */
export function titlesOf(catalogue: Catalogue, c: { text(words: Bilingual): string }): Map<string, string> {
  return new Map(catalogue.groups.flatMap(({ layers }) => layers).map(({ id, title }) => [id, c.text(title)]));
}

/** What an address asked for and the map cannot show. */
export interface Strange {
  unknown: string[];
  undrawn: LayerEntry[];
}

/** Layers named that are not there, and those that are but cannot be drawn. */
export function strange(catalogue: Catalogue, ids: Iterable<string>): Strange {
  const known = new Map(catalogue.groups.flatMap((group) => group.layers).map((layer) => [layer.id, layer]));
  const asked = [...ids];
  return {
    unknown: asked.filter((id) => !known.has(id)),
    undrawn: asked.flatMap((id) => known.get(id) ?? []).filter((layer) => !layer.source || layer.style.length === 0),
  };
}

/**
 * What is on when nobody chose: the server's wish, as layer id to opacity. Under an answer its own
 * places are what is to be seen, so layers of points stay off until someone switches them on.
 */
export function defaultLayers(catalogue: Catalogue, underAnswer: boolean): Map<string, number> {
  const wished = drawable(catalogue).filter((layer) => layer.visible);
  const shown = wished.filter((layer) => !underAnswer || layer.style.every(({ type }) => type !== "circle"));
  return new Map(shown.map((layer) => [layer.id, layer.opacity]));
}

/** The layers as they were at a time: of each that has several, the last one up to it, else the first. */
export function atTime(catalogue: Catalogue, layers: ReadonlyMap<string, number>, time: string): Map<string, number> {
  const known = new Map(drawable(catalogue).map((layer) => [layer.id, layer]));
  return new Map([...layers].map(([id, opacity]) => {
    const times = known.get(id)?.times ?? [];
    return [(times.filter((one) => one.time <= time).at(-1) ?? times[0])?.layer ?? id, opacity];
  }));
}
