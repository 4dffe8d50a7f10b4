/** Draws a point, a line or an area on the map, corner by corner, with the pointer or the keyboard. */
import type { Map as GlMap, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import { History } from "./history";
import { CORNERS, drawInk, retheme, type Kind } from "./ink";
import { decode, encode, type At } from "./polyline";

/** So near to a corner, a press means that corner. */
const NEAR_PX = 9;
/** The service takes no more. */
export const MOST = 500;
const NONE: readonly At[] = [];

const rounded = ({ lng, lat }: { lng: number; lat: number }): At => [Number(lng.toFixed(5)), Number(lat.toFixed(5))];

export class Pen {
  kind: Kind = "line";
  /** Whether presses on the map add corners. */
  drawing = true;
  #corners: readonly At[] = NONE;
  #history = new History<readonly At[]>();
  #pointer: At | null = null;
  #held: { corner: number; before: readonly At[] } | null = null;
  #on = false;

  constructor(
    private readonly map: GlMap | null,
    /** Told of every change that stays. */
    private readonly changed: () => void,
    /** Told while something is dragged or the pointer moves. */
    private readonly moved: () => void,
  ) {}

  get corners(): readonly At[] {
    return this.#corners;
  }

  /** The corners with the one that the pointer would add. */
  get sketched(): readonly At[] {
    return this.#pointer && this.drawing && this.kind !== "point" ? [...this.#corners, this.#pointer] : this.#corners;
  }

  get isSketching(): boolean {
    return this.#held !== null || (this.drawing && this.#pointer !== null && this.#corners.length > 0);
  }

  get text(): string {
    return encode(this.#corners);
  }

  get isWhole(): boolean {
    return this.#corners.length >= { point: 1, line: 2, area: 3 }[this.kind];
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Takes what an address holds; what it holds already stays as it is. */
  read(kind: Kind, text: string): boolean {
    const isSame = kind === this.kind && text === this.text;
    if (!isSame) {
      this.kind = kind;
      this.#corners = decode(text).slice(0, MOST);
      this.#history.forget();
      this.drawing = !this.isWhole;
    }
    this.#listen();
    this.draw();
    return !isSame;
  }

  /** Replaces the corners, as a step that can be taken back. */
  set(corners: readonly At[]): void {
    this.#history.remember(this.#corners);
    this.#put(corners);
  }

  /** A press on the map: another corner, or the end of the drawing where it meets one. */
  press(at: At): boolean {
    if (!this.drawing) return false;
    if (this.kind === "point") this.set([at]);
    else if (this.#meets(at)) this.finish();
    else if (this.#corners.length < MOST) this.set([...this.#corners, at]);
    return true;
  }

  finish(): void {
    this.drawing = !this.isWhole;
    this.#pointer = null;
    this.draw();
    this.moved();
  }

  resume(): void {
    this.drawing = true;
    this.moved();
  }

  remove(corner: number): void {
    this.set(this.#corners.filter((_, i) => i !== corner));
  }

  clear(): void {
    if (this.#corners.length) this.set(NONE);
    this.drawing = true;
    this.moved();
  }

  undo(): void {
    if (this.canUndo) this.#put(this.#history.undo(this.#corners));
  }

  redo(): void {
    if (this.canRedo) this.#put(this.#history.redo(this.#corners));
  }

  /** Ctrl+Z, Ctrl+Shift+Z, Enter off the map ends, Escape ends the drawing. */
  key(event: KeyboardEvent): boolean {
    const isText = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !isText && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) this.redo();
      else this.undo();
      return true;
    }
    if (key === "escape" && this.drawing && this.kind !== "point" && this.isWhole) {
      this.finish();
      return true;
    }
    return false;
  }

  draw(): void {
    if (this.map) drawInk(this.map, this.kind, this.#corners, this.drawing && this.kind !== "point" ? this.#pointer : null);
  }

  paint(): void {
    if (this.map) retheme(this.map);
  }

  leave(): void {
    this.#corners = NONE;
    this.#pointer = null;
    this.#history.forget();
    this.drawing = true;
    this.draw();
    const { map } = this;
    if (!map || !this.#on) return;
    this.#on = false;
    map.off("mousemove", this.#move);
    map.off("mouseout", this.#out);
    map.off("mousedown", this.#grab);
    map.off("touchstart", this.#grab);
    map.doubleClickZoom.enable();
    map.getCanvas().style.cursor = "";
  }

  #put(corners: readonly At[]): void {
    this.#corners = corners;
    if (!this.isWhole) this.drawing = true;
    this.draw();
    this.changed();
  }

  #meets(at: At): boolean {
    const { map } = this;
    const ends = [this.#corners.at(-1), ...(this.kind === "area" ? [this.#corners[0]] : [])];
    if (!map || !this.isWhole) return false;
    const here = map.project(at);
    return ends.some((end) => end && map.project(end).dist(here) <= NEAR_PX);
  }

  #listen(): void {
    const { map } = this;
    if (!map || this.#on) return;
    this.#on = true;
    map.on("mousemove", this.#move);
    map.on("mouseout", this.#out);
    map.on("mousedown", this.#grab);
    map.on("touchstart", this.#grab);
    map.doubleClickZoom.disable();
  }

  #cornerAt(map: GlMap, { x, y }: { x: number; y: number }): number | null {
    if (!map.getLayer(CORNERS)) return null;
    const [hit] = map.queryRenderedFeatures([[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]], { layers: [CORNERS] });
    const corner = hit?.properties["corner"] as unknown;
    return typeof corner === "number" ? corner : null;
  }

  readonly #move = (event: MapMouseEvent): void => {
    if (this.#held) return;
    event.target.getCanvas().style.cursor = this.drawing ? "crosshair" : this.#cornerAt(event.target, event.point) === null ? "" : "grab";
    // After a touch the browser pretends that a pointer is there.
    if (!this.drawing || this.#corners.length === 0 || !window.matchMedia("(hover: hover)").matches) return;
    this.#pointer = rounded(event.lngLat);
    this.draw();
    this.moved();
  };

  readonly #out = (): void => {
    if (!this.#pointer || this.#held) return;
    this.#pointer = null;
    this.draw();
    this.moved();
  };

  readonly #grab = (event: MapMouseEvent | MapTouchEvent): void => {
    const map = event.target;
    const corner = this.#cornerAt(map, event.point);
    if (corner === null) return;
    // The map would pan otherwise.
    event.preventDefault();
    this.#held = { corner, before: this.#corners };
    this.#pointer = null;
    const drag = (to: MapMouseEvent | MapTouchEvent): void => {
      this.#corners = this.#corners.map((at, i) => (i === corner ? rounded(to.lngLat) : at));
      this.draw();
      this.moved();
    };
    const drop = (): void => {
      map.off("mousemove", drag);
      map.off("touchmove", drag);
      const { before } = this.#held ?? { before: this.#corners };
      this.#held = null;
      if (before === this.#corners) return;
      this.#history.remember(before);
      this.changed();
    };
    map.on("mousemove", drag);
    map.on("touchmove", drag);
    window.addEventListener("pointerup", drop, { once: true });
  };
}
