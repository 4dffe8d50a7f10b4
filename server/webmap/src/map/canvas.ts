/** The map itself: canvas, camera in the hash, slots that keep layers in a fixed order. */
import { Map as GlMap, ScaleControl, type StyleSpecification } from "maplibre-gl";
import type { BBox } from "../catalogue";
import type { Ground } from "./basemap";
import { token } from "./theme";

/** From bottom to top; a slot's layers stand under the slot's own invisible layer. */
export const SLOTS = ["picture", "area", "answer", "line", "point", "found", "label"] as const;
export type Slot = (typeof SLOTS)[number];

export const slotLayer = (slot: Slot): string => `slot-${slot}`;

function emptyStyle(ground: Ground): StyleSpecification {
  const base = new URL("./fonts/", import.meta.url).href;
  const face = (weight: number): { url: string; "unicode-range": string[] }[] => [
    { url: `${base}noto-sans-latin-${weight}-normal.woff2`, "unicode-range": ["U+0000-00FF", "U+2000-206F"] },
    { url: `${base}noto-sans-latin-ext-${weight}-normal.woff2`, "unicode-range": ["U+0100-02FF", "U+1E00-1EFF"] },
  ];
  return {
    version: 8,
    "font-faces": { "Noto Sans": face(600) },
    ...ground.extra,
    sources: ground.sources,
    layers: [
      { id: "sea", type: "background", paint: { "background-color": token("sea") } },
      ...ground.layers,
      ...SLOTS.map((slot) => ({
        id: slotLayer(slot),
        type: "background" as const,
        layout: { visibility: "none" as const },
      })),
    ],
  } as StyleSpecification;
}

/** True when this browser can draw the map at all. */
export function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export function createMap(container: HTMLElement, region: BBox | null, locale: Record<string, string>, ground: Ground): GlMap {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new GlMap({
    container,
    style: emptyStyle(ground),
    hash: "map",
    locale,
    fadeDuration: still ? 0 : 200,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    minZoom: 3,
    maxZoom: 19,
    ...(region && { bounds: region, fitBoundsOptions: { padding: 24 } }),
  });
  map.keyboard.disableRotation();
  map.touchZoomRotate.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
  return map;
}

/** Moves the camera, without a flight for people who asked for less motion. */
export function show(map: GlMap, bbox: BBox): void {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(bbox, { padding: 40, maxZoom: 14, duration: still ? 0 : 600 });
}
