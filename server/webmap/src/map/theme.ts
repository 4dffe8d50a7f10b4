/** Colours of the map from the page's tokens, so that light and dark reach the canvas too. */
import type { LayerSpecification } from "maplibre-gl";

/** Tokens that the map is drawn with, as they are in light. */
export const LIGHT = {
  sea: "#dfe9ec",
  land: "#f3f1e8",
  border: "#6b756f",
  ink: "#14211f",
  line: "#d9d5c7",
  paper: "#fbfaf6",
} as const;

type Token = keyof typeof LIGHT;

export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export function onThemeChange(change: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
}

/** A style colour that is one of our tokens follows the theme; any other stays as the server said. */
function themed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(themed);
  if (typeof value !== "string" || !value.startsWith("#")) return value;
  const colour = value.toLowerCase();
  const name = (Object.keys(LIGHT) as Token[]).find((key) => LIGHT[key] === colour);
  if (name) return token(name);
  return colour === "#ffffff" || colour === "#fff" ? value : value;
}

export function themedPaint(layer: LayerSpecification): Record<string, unknown> {
  const paint = { ...((layer.paint ?? {}) as Record<string, unknown>) };
  for (const [name, value] of Object.entries(paint)) {
    if (name.endsWith("color")) paint[name] = name === "text-halo-color" ? token("halo") : themed(value);
  }
  return paint;
}
