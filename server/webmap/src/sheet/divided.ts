/** A map that a line divides: what is on its right, and how either side is called. */
import type { Map as GlMap } from "maplibre-gl";
import type { Context } from "../panels/context";

export interface Captions {
  left: string;
  right: string;
  /** What is compared, where no answer says so. */
  title?: string;
  /** The side on which alone the answer's own signs are. */
  answer?: "right";
}

/** What lies over the right side of the map. */
export type RightSide = HTMLElement & { map?: GlMap; captions?: (c: Context) => Captions };

/** The right side of the map, where it is divided. */
export function rightSide(c: Context): { map: GlMap; captions: Captions } | null {
  const { map, captions } = document.querySelector<RightSide>(".mirror") ?? {};
  return map && captions ? { map, captions: captions(c) } : null;
}
