/** The regencies that a field of a form offers by name. */
import { getJson } from "../../api";
import type { Region } from "../fields";

/** All there are; none where they cannot be learnt: the field takes what is typed. */
export async function regionsOffered(): Promise<Region[]> {
  const path = "/collections/regencies/items?limit=1000&skipGeometry=true&properties=code,name";
  const { features } = await getJson<{ features: { properties: Region }[] }>(path).catch(() => ({ features: [] }));
  return features.map(({ properties }) => properties);
}
