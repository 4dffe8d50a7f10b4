/** Which classes of a layer are drawn: all, or those chosen in its legend. */
import type { FilterSpecification, LayerSpecification, RasterSourceSpecification, VectorSourceSpecification } from "maplibre-gl";
import type { LayerEntry, LegendEntry } from "../catalogue";
import type { Filters } from "../state";

/** What the address calls the class of all values that are not named. */
const OTHERS = "*";

export const tokenOf = ({ value }: LegendEntry): string => (value === null || value === undefined ? OTHERS : String(value));

/** Whether classes of a layer can be chosen: its tiles, or the cells they are drawn from, must say of which class they are. */
export const hasClasses = (layer: LayerEntry): boolean => layer.class_field !== null && layer.legend.length > 1;

/** Whether a class can be chosen: cells of no class have no number to ask for. */
export const isChoosable = (layer: LayerEntry, entry: LegendEntry): boolean => hasClasses(layer) && (layer.kind === "vector" || tokenOf(entry) !== OTHERS);

/** The chosen classes after one of them was pressed; all of them is the same as none. */
export function pressed(filters: Filters, layer: LayerEntry, token: string): Filters {
  const before = filters.get(layer.id) ?? [];
  const chosen = before.includes(token) ? before.filter((one) => one !== token) : [...before, token];
  const ordered = layer.legend.map(tokenOf).filter((one) => chosen.includes(one));
  const rest = [...filters].filter(([id]) => id !== layer.id);
  return new Map(ordered.length && ordered.length < layer.legend.length ? [...rest, [layer.id, ordered]] : rest);
}

/** The filter of a style layer: its own, and that of the chosen classes. */
export function filterOf(layer: LayerEntry, style: LayerSpecification, chosen: readonly string[] | undefined): FilterSpecification | null {
  const own = ("filter" in style ? style.filter : undefined) ?? null;
  if (!chosen || !hasClasses(layer) || layer.kind === "raster") return own;
  const value = ["to-string", ["get", layer.class_field]];
  const named = layer.legend.map(tokenOf).filter((token) => token !== OTHERS);
  const among = ["in", value, ["literal", chosen.filter((token) => token !== OTHERS)]];
  const shown = chosen.includes(OTHERS) ? ["any", among, ["!", ["in", value, ["literal", named]]]] : among;
  return (own ? ["all", own, shown] : shown) as FilterSpecification;
}

/** The tiles of a raster with the chosen classes alone; those of any other layer as they are. */
export function tilesOnly<Source extends VectorSourceSpecification | RasterSourceSpecification>(source: Source, layer: LayerEntry, chosen: readonly string[] | undefined): Source {
  const codes = chosen?.filter((token) => /^\d+$/.test(token)) ?? [];
  if (layer.kind === "vector" || !hasClasses(layer) || codes.length === 0) return source;
  const only = (url: string): string => `${url}${url.includes("?") ? "&" : "?"}classes=${codes.join(",")}`;
  return { ...source, tiles: (source.tiles ?? []).map(only) };
}
