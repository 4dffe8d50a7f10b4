/** Which classes of a layer are on the screen, for the order of its legend. */
import type { Map as GlMap } from "maplibre-gl";
import type { LayerEntry } from "../catalogue";
import type { Filters } from "../state";

/** Legends up to this length are shown whole. */
export const FEW = 8;

export type InView = ReadonlyMap<string, ReadonlySet<string>>;

/** Values of the class field drawn on the screen, by layer; only of layers with long legends. What a choice of classes hides is as it was. */
export function classesInView(map: GlMap, shown: LayerEntry[], filters: Filters, before: InView): InView {
  const found = new Map<string, ReadonlySet<string>>();
  for (const entry of shown) {
    const field = entry.class_field;
    if (!field || entry.legend.length <= FEW) continue;
    const layers = entry.style.filter(({ type, id }) => type !== "symbol" && map.getLayer(id)).map(({ id }) => id);
    if (layers.length === 0) continue;
    const known = filters.has(entry.id) ? (before.get(entry.id) ?? []) : [];
    found.set(entry.id, new Set([...known, ...map.queryRenderedFeatures({ layers }).map(({ properties }) => String(properties[field]))]));
  }
  return found;
}

export function sameView(a: InView, b: InView): boolean {
  const text = (view: InView): string => JSON.stringify([...view].map(([id, values]) => [id, [...values].sort()]));
  return text(a) === text(b);
}
