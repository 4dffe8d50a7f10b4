/** The basemap that the operator chose: of another server, between our own land and our layers. */
import type { LayerSpecification, Map as GlMap, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { getForeign } from "../api";
import type { Basemap } from "../catalogue";

/** No layer of ours has an id with this before it. */
const OWN = "basemap:";

export interface Ground {
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
  extra: Partial<Pick<StyleSpecification, "glyphs" | "sprite">>;
}

const NOTHING: Ground = { sources: {}, layers: [], extra: {} };

function ofTiles(url: string): Ground {
  const source = { type: "raster" as const, tiles: [url], tileSize: 256 };
  return { sources: { [OWN]: source }, layers: [{ id: OWN, type: "raster", source: OWN }], extra: {} };
}

/** Names of a foreign style get a prefix, so that none can be one of ours. */
function ofStyle(style: StyleSpecification): Ground {
  const named = (name: string): string => OWN + name;
  const sources = Object.fromEntries(Object.entries(style.sources).map(([name, one]) => [named(name), one]));
  const layers = style.layers.map((layer) => {
    const placed = { ...layer, id: named(layer.id) } as LayerSpecification;
    if ("source" in placed && typeof placed.source === "string") placed.source = named(placed.source);
    return placed;
  });
  const { glyphs, sprite } = style;
  return { sources, layers, extra: { ...(glyphs && { glyphs }), ...(sprite && { sprite }) } };
}

/** What lies under the map; nothing where none was chosen, or its style cannot be had. */
export async function groundOf(basemap: Basemap | null): Promise<Ground> {
  if (!basemap) return NOTHING;
  if (basemap.kind === "raster") return ofTiles(basemap.url);
  try {
    return ofStyle((await getForeign(basemap.url)) as StyleSpecification);
  } catch {
    return NOTHING;
  }
}

/** The lowest layer of the basemap: our own land lies under it, for when it cannot be reached. */
export function lowestOf(map: GlMap): string | undefined {
  return map.getStyle().layers.find(({ id }) => id.startsWith(OWN))?.id;
}
