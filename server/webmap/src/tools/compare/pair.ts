/** Two sets of layers and where the line between them stands, as the address has them: `a.b~c@0.40`. */
import { drawable, type Catalogue, type LayerEntry } from "../../catalogue";

export interface Pair {
  left: readonly string[];
  right: readonly string[];
  /** From 0, all of it the right set, to 1. */
  at: number;
}

const MOST = 12;

export function pairFrom(text: string): Pair | null {
  const [, left, right, at] = /^([\w.]*)~([\w.]*)(?:@([\d.]+))?$/.exec(text) ?? [];
  if (left === undefined || right === undefined) return null;
  const ids = (side: string): string[] => [...new Set(side.split(".").filter(Boolean))].slice(0, MOST);
  const share = at === undefined ? 0.5 : Number(at);
  return { left: ids(left), right: ids(right), at: Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0.5 };
}

export const pairText = ({ left, right, at }: Pair): string => `${left.join(".")}~${right.join(".")}@${at.toFixed(2)}`;

/** What to begin with: the first and last time of a layer that has several, else two layers that are on, else the first two areas. */
export function firstPair(catalogue: Catalogue, on: ReadonlyMap<string, number>): Pair {
  const all = drawable(catalogue);
  const dated = all.filter(({ times }) => times.length > 1);
  const series = dated.find(({ id }) => on.has(id)) ?? dated[0];
  if (series) return { left: [series.times[0]?.layer ?? ""], right: [series.times.at(-1)?.layer ?? ""], at: 0.5 };
  const covers = (layer: LayerEntry): boolean => layer.kind === "raster" || layer.style.some(({ type }) => type === "fill");
  const [one, other] = [...all.filter((layer) => covers(layer) && on.has(layer.id)), ...all.filter((layer) => covers(layer) && !on.has(layer.id))];
  return { left: one ? [one.id] : [], right: other ? [other.id] : [], at: 0.5 };
}
