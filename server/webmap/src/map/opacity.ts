/** Opacity of a layer on top of the opacities its style already has. */
import type { LayerSpecification } from "maplibre-gl";

const PROPERTIES: Record<string, string[]> = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["text-opacity", "icon-opacity"],
  raster: ["raster-opacity"],
};

/** Multiplies an opacity value; zoom curves stay outermost, as the style language demands. */
export function scaled(value: unknown, factor: number): unknown {
  if (value === undefined) return factor;
  if (typeof value === "number") return value * factor;
  if (!Array.isArray(value) || factor === 1) return value;
  if (value[0] === "interpolate") return value.map((part, i) => (i > 3 && i % 2 === 0 ? scaled(part, factor) : part));
  if (value[0] === "step") return value.map((part, i) => (i > 1 && i % 2 === 0 ? scaled(part, factor) : part));
  return ["*", factor, value];
}

/** The opacity properties of a style layer at the given opacity of its layer. */
export function opacities(layer: LayerSpecification, factor: number): [string, unknown][] {
  const paint = (layer.paint ?? {}) as Record<string, unknown>;
  return (PROPERTIES[layer.type] ?? []).map((name) => [name, scaled(paint[name], factor)]);
}
