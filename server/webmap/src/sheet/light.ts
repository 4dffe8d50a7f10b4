/** Paper is white: what follows the page into the dark is drawn in its colours by day. */
import type { StyleSpecification } from "maplibre-gl";
import { LIGHT, token } from "../map/theme";

/** Tokens that drawings on the map use besides those of its ground. */
const MORE = { halo: "#ffffff", accent: "#b4530a" } as const;

/** A style with each colour of the theme that is on now in place of the one it has in light. */
export function inLight(style: StyleSpecification): StyleSpecification {
  const now = Object.entries({ ...LIGHT, ...MORE }).map(([name, colour]): [string, string] => [token(name).toLowerCase(), colour]);
  const day = new Map(now.filter(([shown, colour]) => shown !== colour));
  if (day.size === 0) return style;
  const lit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lit);
    return typeof value === "string" ? (day.get(value.toLowerCase()) ?? value) : value;
  };
  const layers = style.layers.map((layer) => (layer.paint ? { ...layer, paint: Object.fromEntries(Object.entries(layer.paint).map(([name, value]) => [name, lit(value)])) } : layer));
  return { ...style, layers: layers as StyleSpecification["layers"] };
}
