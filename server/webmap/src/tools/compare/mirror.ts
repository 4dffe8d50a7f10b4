/** A second map over the right part of the first: the same picture, but for the layers of either side. */
import { Map as GlMap, type StyleSpecification } from "maplibre-gl";
import * as busy from "../../busy";
import type { MapLayers } from "../../map/layers";
import type { RightSide } from "../../sheet/divided";

/** So long after the last change of the first map its picture is taken over. */
const SETTLE_MS = 60;
const DRAWN = "right side";

export class Mirror {
  readonly #box: RightSide = document.createElement("div");
  readonly #map: GlMap;
  #timer = 0;

  constructor(
    private readonly first: GlMap,
    private readonly layers: Pick<MapLayers, "sideStyles">,
    /** Told when another picture is there. */
    private readonly shown: () => void,
    captions: Required<RightSide>["captions"],
  ) {
    this.#box.className = "mirror";
    this.#box.setAttribute("aria-hidden", "true");
    // Among the canvases, so that scale, cards and buttons of the map stay above it.
    first.getCanvasContainer().append(this.#box);
    this.#map = new GlMap({ container: this.#box, style: this.#style(), interactive: false, attributionControl: false, fadeDuration: 0, minZoom: first.getMinZoom(), maxZoom: first.getMaxZoom(), center: first.getCenter(), zoom: first.getZoom() });
    this.#map.on("error", () => undefined);
    // For the sheet, and whoever looks at the map from outside, as the first one.
    Object.assign(this.#box, { map: this.#map, captions });
    busy.begin(DRAWN);
    this.#map.once("idle", () => {
      busy.end(DRAWN);
      this.shown();
    });
    first.on("move", this.#follow);
    first.on("styledata", this.#soon);
    first.on("sourcedata", this.#soon);
  }

  /** Lets the right map begin at a share of the width. */
  cut(at: number): void {
    this.#box.style.clipPath = `inset(0 0 0 ${(at * 100).toFixed(2)}%)`;
  }

  get map(): GlMap {
    return this.#map;
  }

  remove(): void {
    window.clearTimeout(this.#timer);
    this.first.off("move", this.#follow);
    this.first.off("styledata", this.#soon);
    this.first.off("sourcedata", this.#soon);
    busy.end(DRAWN);
    this.#map.remove();
    this.#box.remove();
  }

  readonly #follow = (): void => {
    this.#map.jumpTo({ center: this.first.getCenter(), zoom: this.first.getZoom() });
  };

  readonly #soon = (event: { dataType?: string; sourceDataType?: string; tile?: unknown }): void => {
    // Tiles that come change nothing of what is drawn.
    if (event.dataType === "source" && event.sourceDataType !== "content") return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#map.setStyle(this.#style());
      this.#map.once("idle", this.shown);
    }, SETTLE_MS);
  };

  /** The style of the first map, with the layers of the right side in place of those of the left. */
  #style(): StyleSpecification {
    const style = this.first.getStyle();
    const { left, right } = this.layers.sideStyles();
    const layers = style.layers.map((layer) => {
      if (!left.has(layer.id) && !right.has(layer.id)) return layer;
      return { ...layer, layout: { ...layer.layout, visibility: left.has(layer.id) ? "none" : "visible" } } as typeof layer;
    });
    return { ...style, layers };
  }
}
