/** The map as a picture of a chosen fineness: drawn by a hidden map, set on a sheet with all that belongs to it. */
import { Map as GlMap } from "maplibre-gl";
import type { Context } from "../panels/context";
import { INK, north, scale, SOFT, write } from "./furniture";
import { halved, legend } from "./legend";
import { inLight } from "./light";
import { groundMetres, scaleBar, type SheetText } from "./sheet";

/** A4 lying down at 96 pixels an inch, and where on it the map is. */
export const PAGE = { width: 1123, height: 794 } as const;
export const FRAME = { x: 28, y: 84, width: 800, height: 622 } as const;
/** Where two maps are, the left one and the right one, each under its caption. */
export const LEFT = { x: 28, y: 102, width: 525, height: 372 } as const;
export const RIGHT = { ...LEFT, x: 570 } as const;
export const FINENESS = [96, 200, 300] as const;
export type Dpi = (typeof FINENESS)[number];
const BELOW = FRAME.y + FRAME.height;
const COLUMN = { x: 848, width: 247 } as const;
const EARTH = 2 * Math.PI * 6_378_137;
const PATIENCE_MS = 60_000;

export interface Shot {
  canvas: HTMLCanvasElement;
  /** Metres on the ground for a pixel of 1/96 inch. */
  metres: number;
  /** Web Mercator metres of such a pixel, and of the corner at the upper left of the sheet. */
  world: { pixel: number; x: number; y: number };
}

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws what is on the screen anew, in a frame of the sheet; the shorter side keeps what it shows. */
export async function shoot(live: GlMap, dpi: Dpi, frame: Frame = FRAME): Promise<Shot> {
  const box = document.createElement("div");
  box.setAttribute("aria-hidden", "true");
  box.className = "off-screen";
  Object.assign(box.style, { position: "fixed", left: "-20000px", top: "0", width: `${frame.width}px`, height: `${frame.height}px` });
  document.body.append(box);
  const seen = live.getContainer();
  const wider = Math.min(frame.width / seen.clientWidth, frame.height / seen.clientHeight);
  const map = new GlMap({
    container: box,
    style: inLight(live.getStyle()),
    center: live.getCenter(),
    zoom: live.getZoom() + Math.log2(wider),
    minZoom: 0,
    pixelRatio: dpi / 96,
    maxCanvasSize: [16_384, 16_384],
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
  });
  try {
    await once(map, "idle");
    const canvas = document.createElement("canvas");
    const drawn = once(map, "render").then(() => {
      // The picture is gone after the turn in which it was drawn.
      const source = map.getCanvas();
      canvas.width = source.width;
      canvas.height = source.height;
      canvas.getContext("2d")?.drawImage(source, 0, 0);
    });
    map.redraw();
    await drawn;
    return { canvas, metres: groundMetres(map), world: worldOf(map, frame) };
  } finally {
    map.remove();
    box.remove();
  }
}

function once(map: GlMap, event: "idle" | "render"): Promise<void> {
  return new Promise((done, failed) => {
    const timer = window.setTimeout(() => failed(new Error("the map took too long to draw")), PATIENCE_MS);
    map.once(event, () => {
      window.clearTimeout(timer);
      done();
    });
  });
}

function worldOf(map: GlMap, { x: across, y: down, width, height }: Frame): Shot["world"] {
  const pixel = EARTH / (512 * 2 ** map.getZoom());
  const { lng, lat } = map.getCenter();
  const x = (lng / 360) * EARTH;
  const y = (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * EARTH) / (2 * Math.PI);
  return { pixel, x: x - (width / 2 + across) * pixel, y: y + (height / 2 + down) * pixel };
}

/** The six lines of a world file of the whole sheet (EPSG:3857). */
export function worldFile({ pixel, x, y }: Shot["world"], dpi: Dpi): string {
  const size = (pixel * 96) / dpi;
  return `${[size, 0, 0, -size, x + size / 2, y - size / 2].map((one) => one.toFixed(9)).join("\n")}\n`;
}

/** The sheet: title, map with scale and north, legend beside it, sources beneath; or two maps, each over its legend. */
export function compose(c: Context, [shot, other]: readonly Shot[], text: SheetText, dpi: Dpi): HTMLCanvasElement {
  const k = dpi / 96;
  const sheet = document.createElement("canvas");
  sheet.width = Math.round(PAGE.width * k);
  sheet.height = Math.round(PAGE.height * k);
  const pen = sheet.getContext("2d") as CanvasRenderingContext2D;
  pen.scale(k, k);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, PAGE.width, PAGE.height);
  write(pen, text.title, { x: FRAME.x, y: 42, width: PAGE.width - 56, size: 20, bold: true, lines: 1 });
  write(pen, text.sentence, { x: FRAME.x, y: 64, width: PAGE.width - 56, size: 12, lines: 1, colour: SOFT });
  if (shot && other && text.compared) {
    setMap(pen, c, shot, LEFT);
    setMap(pen, c, other, RIGHT);
    const half = halved(text.legend, text.compared.both);
    for (const [frame, caption, groups] of [[LEFT, text.compared.left, half.left], [RIGHT, text.compared.right, half.right]] as const) {
      write(pen, caption, { x: frame.x, y: frame.y - 9, width: frame.width, size: 13, bold: true, lines: 1 });
      legend(pen, groups, { x: frame.x, width: frame.width, top: frame.y + frame.height + 22, bottom: BELOW - 4, count: 2 });
    }
  } else if (shot) {
    setMap(pen, c, shot, FRAME);
    legend(pen, text.legend, { ...COLUMN, top: FRAME.y + 12, bottom: BELOW, count: 1 });
  }
  const used = write(pen, [text.sources, text.modelled].filter(Boolean).join(" · "), { x: FRAME.x, y: BELOW + 18, width: PAGE.width - 56, size: 10, lines: 3, colour: SOFT });
  write(pen, `${text.printed} · EPSG:3857 · ${text.address}`, { x: FRAME.x, y: used + 2, width: PAGE.width - 56, size: 9, lines: 2, colour: SOFT });
  return sheet;
}

function setMap(pen: CanvasRenderingContext2D, c: Context, shot: Shot, { x, y, width, height }: Frame): void {
  pen.drawImage(shot.canvas, x, y, width, height);
  pen.strokeStyle = INK;
  pen.lineWidth = 1;
  pen.strokeRect(x, y, width, height);
  scale(pen, x + 14, y + height - 16, scaleBar(c, shot.metres, width / 5));
  north(pen, x + width - 26, y + 20, c.lang === "id" ? "U" : "N");
}
