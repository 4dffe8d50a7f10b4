/** The feature that a click on the map means, asked of the scenario it is changed in. */
import type { Feature } from "geojson";
import type { Map as GlMap } from "maplibre-gl";
import { getJson } from "../api";
import type { MapLayers } from "../map/layers";

const REACH_PX = 8;

export interface Picked {
  id: string;
  name: string;
  feature: Feature;
}

/** A feature to choose by name. */
export interface Listed {
  code: string;
  name: string;
}

const items = (scenario: string, layer: string): string => `/scenarios/${encodeURIComponent(scenario)}/collections/${encodeURIComponent(layer)}/items`;

const nameOf = ({ id, properties }: Feature): string => String(properties?.["name"] ?? properties?.["namobj"] ?? properties?.["code"] ?? id);

export async function pickFeature(map: GlMap, layers: MapLayers, layer: string, at: [number, number], scenario: string): Promise<Picked | null> {
  const styles = layers.visibleStyles(map).filter((one) => one.layer.id === layer).map(({ id }) => id);
  const { x, y } = map.project(at);
  const near = map.queryRenderedFeatures([[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]], { layers: styles });
  const exact = map.queryRenderedFeatures([x, y], { layers: styles });
  const id = [...exact, ...near].find((one) => one.id !== undefined)?.id;
  if (id === undefined) return null;
  const feature = await getJson<Feature>(`${items(scenario, layer)}/${id}`);
  return { id: String(id), name: nameOf(feature), feature };
}

/** What can be chosen by name for a kind of edit; nothing where that is not to be learnt: then it is typed. */
export async function offered(kind: string, map: GlMap | null, scenario: string, { layer, type }: { layer: string; type: string }): Promise<Listed[]> {
  if (!["growth", "move", "close"].includes(kind)) return [];
  const bbox = map ? `&bbox=${map.getBounds().toArray().flat().map((one) => one.toFixed(4)).join(",")}` : "";
  const path =
    kind === "growth"
      ? "/collections/regencies/items?limit=1000&skipGeometry=true&properties=code,name"
      : `${items(scenario, layer)}?limit=100&skipGeometry=true&type=${encodeURIComponent(type)}${bbox}`;
  try {
    const { features } = await getJson<{ features: Feature[] }>(path);
    return features.map((one) => ({ code: String(one.properties?.["code"] ?? one.id), name: nameOf(one) }));
  } catch {
    return [];
  }
}
