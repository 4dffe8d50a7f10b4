/** The map as a picture of a chosen fineness: drawn by a hidden map, set on a sheet with all that belongs to it. */
import { Map as GlMap } from "maplibre-gl";
import type { Context } from "../panels/context";
import { INK, north, scale, SOFT, write } from "./furniture";
import { inLight } from "./light";
import { groundMetres, scaleBar, type Sign, type SheetText } from "./sheet";

/** A4 lying down at 96 pixels an inch, and where on it the map is. */
export const PAGE = { width: 1123, height: 794 } as const;
export const FRAME = { x: 28, y: 84, width: 800, height: 622 } as const;
export const FINENESS = [96, 200, 300] as const;
export type Dpi = (typeof FINENESS)[number];
const COLUMN = { x: 848, width: 247 } as const;
const EARTH = 2 * Math.PI * 6_378_137;
const PATIENCE_MS = 60_000;

export interface Shot {
  canvas: HTMLCanvasElement;
  /** Metres on the ground for a pixel of 1/96 inch. */
  metres: number;
  /** Web Mercator metres of such a pixel, and of the corner at the upper left of the frame. */
  world: { pixel: number; x: number; y: number };
}

/** Draws what is on the screen anew, in the frame of the sheet; the shorter side keeps what it shows. */
export async function shoot(live: GlMap, dpi: Dpi): Promise<Shot> {
  const box = document.createElement("div");
  box.setAttribute("aria-hidden", "true");
  box.className = "off-screen";
  Object.assign(box.style, { position: "fixed", left: "-20000px", top: "0", width: `${FRAME.width}px`, height: `${FRAME.height}px` });
  document.body.append(box);
  const seen = live.getContainer();
  const wider = Math.min(FRAME.width / seen.clientWidth, FRAME.height / seen.clientHeight);
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
    return { canvas, metres: groundMetres(map), world: worldOf(map) };
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

function worldOf(map: GlMap): Shot["world"] {
  const pixel = EARTH / (512 * 2 ** map.getZoom());
  const { lng, lat } = map.getCenter();
  const x = (lng / 360) * EARTH;
  const y = (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * EARTH) / (2 * Math.PI);
  return { pixel, x: x - (FRAME.width / 2) * pixel, y: y + (FRAME.height / 2) * pixel };
}

/** The six lines of a world file of the whole sheet (EPSG:3857). */
export function worldFile({ pixel, x, y }: Shot["world"], dpi: Dpi): string {
  const size = (pixel * 96) / dpi;
  const west = x - FRAME.x * pixel + size / 2;
  const north = y + FRAME.y * pixel - size / 2;
  return `${[size, 0, 0, -size, west, north].map((one) => one.toFixed(9)).join("\n")}\n`;
}

/** The sheet: title, map with scale and north, legend beside it, sources beneath. */
export function compose(c: Context, shot: Shot, text: SheetText, dpi: Dpi): HTMLCanvasElement {
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
  pen.drawImage(shot.canvas, FRAME.x, FRAME.y, FRAME.width, FRAME.height);
  pen.strokeStyle = INK;
  pen.lineWidth = 1;
  pen.strokeRect(FRAME.x, FRAME.y, FRAME.width, FRAME.height);
  scale(pen, FRAME.x + 14, FRAME.y + FRAME.height - 16, scaleBar(c, shot.metres, 160));
  north(pen, FRAME.x + FRAME.width - 26, FRAME.y + 20, c.lang === "id" ? "U" : "N");
  legend(pen, text);
  const below = FRAME.y + FRAME.height;
  const used = write(pen, [text.sources, text.modelled].filter(Boolean).join(" · "), { x: FRAME.x, y: below + 18, width: PAGE.width - 56, size: 10, lines: 3, colour: SOFT });
  write(pen, `${text.printed} · EPSG:3857 · ${text.address}`, { x: FRAME.x, y: used + 2, width: PAGE.width - 56, size: 9, lines: 2, colour: SOFT });
  return sheet;
}

function legend(pen: CanvasRenderingContext2D, { legend: groups }: SheetText): void {
  let y = FRAME.y + 12;
  const bottom = FRAME.y + FRAME.height;
  for (const { title, signs } of groups) {
    if (y > bottom - 36) {
      write(pen, "…", { x: COLUMN.x, y, width: COLUMN.width, size: 12, lines: 1 });
      break;
    }
    const named = signs.length === 1 && (signs[0]?.label === title || !signs[0]?.label);
    if (!named) y = write(pen, title, { x: COLUMN.x, y, width: COLUMN.width, size: 12, bold: true, lines: 2 }) + 2;
    for (const one of signs) {
      if (y > bottom) break;
      mark(pen, one, y);
      y = write(pen, one.label || title, { x: COLUMN.x + 22, y, width: COLUMN.width - 22, size: 11, lines: 2 }) + 3;
    }
    y += 8;
  }
}

function mark(pen: CanvasRenderingContext2D, { colour, shape }: Sign, y: number): void {
  const { x } = COLUMN;
  pen.fillStyle = colour;
  pen.strokeStyle = shape === "line" ? colour : "rgb(20 33 31 / 0.5)";
  pen.lineWidth = shape === "line" ? 2.4 : 0.8;
  pen.beginPath();
  if (shape === "line") {
    pen.moveTo(x, y);
    pen.lineTo(x + 5, y - 6);
    pen.lineTo(x + 9, y - 2);
    pen.lineTo(x + 14, y - 8);
    pen.stroke();
    return;
  }
  if (shape === "circle") pen.arc(x + 7, y - 4, 5, 0, 2 * Math.PI);
  else pen.rect(x, y - 10, 14, 12);
  pen.fill();
  pen.stroke();
}
