/** What stands at a point: the drawn features there, with the attributes the server has for them. */
import type { Feature } from "geojson";
import type { Map as GlMap, MapGeoJSONFeature } from "maplibre-gl";
import { getJson } from "../api";
import type { LayerEntry } from "../catalogue";
import type { Bilingual } from "../i18n";
import type { FoundRow } from "../panels/popup";

export interface Property {
  title?: string;
  unit?: string;
  codes: Map<string, Bilingual | string>;
}

export interface Found {
  kind: "feature";
  layer: LayerEntry;
  feature: Feature;
  /** Titles, units and code lists by field, in the server's order. */
  properties: Map<string, Property>;
}

const REACH_PX = 5;

/** The style layer of the picture of change, where there is one. */
export const CHANGE_PICTURE = "change-picture";

/** The cells at a point of what is drawn cell by cell, topmost first. */
async function cellsAt(map: GlMap, at: [number, number], visible: { id: string; layer: LayerEntry }[], signal: AbortSignal): Promise<FoundRow[]> {
  const drawn = visible.filter(({ layer }) => layer.kind === "raster").map(({ id }) => id);
  if (map.getLayer(CHANGE_PICTURE) && map.getLayoutProperty(CHANGE_PICTURE, "visibility") !== "none") drawn.push(CHANGE_PICTURE);
  return drawn.length ? (await import("./cells")).cellRows(map, at, drawn.reverse(), signal) : [];
}

/** Features drawn at a point, topmost first, each once; points and lines are caught from nearby. */
function drawnAt(map: GlMap, at: [number, number], visible: { id: string; layer: LayerEntry }[]): [LayerEntry, string][] {
  const byStyle = new Map(visible.map((one) => [one.id, one.layer]));
  const { x, y } = map.project(at);
  const layers = [...byStyle.keys()];
  const near = map.queryRenderedFeatures(
    [
      [x - REACH_PX, y - REACH_PX],
      [x + REACH_PX, y + REACH_PX],
    ],
    { layers },
  );
  const areas = map.queryRenderedFeatures([x, y], { layers });
  const isArea = (feature: MapGeoJSONFeature): boolean => feature.geometry.type.endsWith("Polygon");
  const all = [...near.filter((feature) => !isArea(feature)), ...areas.filter(isArea)];
  const found = new Map<string, [LayerEntry, string]>();
  for (const feature of all) {
    const layer = byStyle.get(feature.layer.id);
    if (layer && feature.id !== undefined) found.set(`${layer.id} ${feature.id}`, [layer, String(feature.id)]);
  }
  return [...found.values()];
}

let wished: { layer: string; id: string } | null = null;

/** The feature that the next card begins with, whatever else stands there. */
export function wish(feature: { layer: string; id: string }): void {
  wished = feature;
}

/** Puts the wished one first, drawn just now or not. */
function withWish(drawn: [LayerEntry, string][], visible: { layer: LayerEntry }[]): [LayerEntry, string][] {
  const first = wished;
  wished = null;
  const layer = first && visible.find(({ layer: one }) => one.id === first.layer)?.layer;
  if (!first || !layer) return drawn;
  return [[layer, first.id], ...drawn.filter(([one, id]) => one.id !== first.layer || id !== first.id)];
}

const described = new Map<string, Promise<Map<string, Property>>>();

interface QueryableSchema {
  properties?: Record<string, Record<string, unknown>>;
}

function propertyOf(schema: Record<string, unknown>): Property {
  const codes = schema["x-titles"] ?? {};
  const title = schema["title"];
  // As people write it: x-ogc-unit is UCUM ("har" for ha).
  const unit = schema["x-unit"] ?? schema["x-ogc-unit"];
  return {
    ...(typeof title === "string" && { title }),
    ...(typeof unit === "string" && { unit }),
    codes: new Map(Object.entries(codes as Record<string, Bilingual | string>)),
  };
}

/** Titles, units and code lists of a layer's fields; asked once per layer and language. */
function properties(layer: string, lang: string): Promise<Map<string, Property>> {
  const key = `${layer} ${lang}`;
  let known = described.get(key);
  if (!known) {
    known = getJson<QueryableSchema>(`/collections/${layer}/queryables?lang=${lang}`)
      .then((schema) => new Map(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, propertyOf(one)])))
      .catch(() => new Map());
    described.set(key, known);
  }
  return known;
}

/** So long a map that is still being drawn is waited for. */
const PATIENCE_MS = 4000;

/** A map that has just moved knows what was drawn before; so it is asked when it stands. */
async function standing(map: GlMap, signal: AbortSignal): Promise<void> {
  if (map.loaded()) return;
  await new Promise<void>((resolve) => {
    const timer = window.setTimeout(resolve, PATIENCE_MS);
    const done = (): void => {
      window.clearTimeout(timer);
      resolve();
    };
    map.once("idle", done);
    signal.addEventListener("abort", done, { once: true });
  });
  signal.throwIfAborted();
}

/** Where nothing is drawn: the areas around, of which the map draws the outline alone; those of many before those of few. */
async function around([lon, lat]: [number, number], visible: { layer: LayerEntry }[], signal: AbortSignal): Promise<[LayerEntry, string][]> {
  const isOutlined = ({ geometry, style }: LayerEntry): boolean => geometry.endsWith("Polygon") && style.length > 0 && !style.some(({ type }) => type.startsWith("fill"));
  const outlined = [...new Set(visible.map(({ layer }) => layer))].filter(isOutlined).sort((a, b) => b.n_features - a.n_features);
  const query = `bbox=${lon},${lat},${lon},${lat}&limit=2&skipGeometry=true&properties=`;
  const found = await Promise.all(outlined.map(({ id }) => getJson<{ features: Feature[] }>(`/collections/${id}/items?${query}`, signal)));
  return found.flatMap(({ features }, i) => features.map((feature): [LayerEntry, string] => [outlined[i] as LayerEntry, String(feature.id)]));
}

/** Asks the server for everything drawn at a point, cells of rasters among it, and else for what lies around it. */
export async function identify(
  map: GlMap,
  at: [number, number],
  visible: { id: string; layer: LayerEntry }[],
  options: { lang: string; signal: AbortSignal },
): Promise<(Found | FoundRow)[]> {
  await standing(map, options.signal);
  const seen = withWish(drawnAt(map, at, visible), visible).slice(0, 8);
  const [cells, drawn] = await Promise.all([cellsAt(map, at, visible, options.signal), seen.length ? seen : around(at, visible, options.signal)]);
  const features = await Promise.all(
    drawn.map(async ([layer, id]) => ({
      kind: "feature" as const,
      layer,
      feature: await getJson<Feature>(`/collections/${layer.id}/items/${encodeURIComponent(id)}`, options.signal),
      properties: await properties(layer.id, options.lang),
    })),
  );
  // Beyond a raster there is nothing to tell of it, unless there is nothing else to tell.
  const within = cells.filter(({ feature }) => feature.geometry);
  const told = within.length || features.length ? within : cells;
  return seen.length ? [...features, ...told] : [...told, ...features];
}
