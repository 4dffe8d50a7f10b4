/** Areas that can be chosen by name: the regencies and districts of the service. */
import type { Geometry } from "geojson";
import { getJson } from "../../api";
import type { Option } from "../../panels/combobox";

const LAYERS = ["regencies", "districts"] as const;

interface Named {
  properties: { code: string; name: string };
}

/** All there are, regencies first; a layer that is not there has none. */
export async function placeOptions(): Promise<Option[]> {
  const lists = await Promise.all(
    LAYERS.map(async (layer) => {
      const path = `/collections/${layer}/items?limit=2000&skipGeometry=true&properties=code,name`;
      const { features } = await getJson<{ features: Named[] }>(path).catch(() => ({ features: [] as Named[] }));
      return features.map(({ properties: { code, name } }) => ({ value: `${layer}/${code}`, label: `${name} · ${code}`, also: name }));
    }),
  );
  return lists.flat();
}

/** The area of one of them. */
export async function placeGeometry(place: string, signal: AbortSignal): Promise<Geometry | null> {
  const [layer = "", code = ""] = place.split("/");
  if (!LAYERS.some((known) => known === layer)) return null;
  const path = `/collections/${layer}/items?limit=1&code=${encodeURIComponent(code)}`;
  const { features } = await getJson<{ features: { geometry: Geometry }[] }>(path, signal);
  return features[0]?.geometry ?? null;
}
