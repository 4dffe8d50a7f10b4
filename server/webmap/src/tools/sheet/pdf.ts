/** Asks the service to set the sheet as a page of PDF: it has the letters, we have the picture. */
import { blobFrom } from "../../api";
import { halved } from "../../sheet/legend";
import type { Group, SheetText } from "../../sheet/sheet";

/** All pictures together. */
const MOST_BYTES = 600_000;

/** The picture as JPEG, no larger than the service takes. */
function pictured(canvas: HTMLCanvasElement, most: number): string {
  for (const quality of [0.9, 0.8, 0.65, 0.5]) {
    const url = canvas.toDataURL("image/jpeg", quality);
    const data = url.slice(url.indexOf(",") + 1);
    if (data.length <= most || quality === 0.5) return data;
  }
  return "";
}

/** Any colour of CSS as #rrggbb. */
function plain(pen: CanvasRenderingContext2D | null, colour: string): string {
  if (!pen) return "#777777";
  pen.fillStyle = "#777777";
  pen.fillStyle = colour;
  return String(pen.fillStyle).startsWith("#") ? String(pen.fillStyle) : "#777777";
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Sets one picture, or the two of a comparison. */
export function askPdf(path: string, [canvas, other]: readonly HTMLCanvasElement[], text: SheetText, scale: { share: number; label: string }): Promise<Blob> {
  const pen = document.createElement("canvas").getContext("2d");
  const half = halved(text.legend, text.compared?.both ?? "");
  const groups: Group[] = other ? (["left", "right"] as const).flatMap((side) => half[side].map((group) => ({ ...group, side }))) : text.legend;
  const legend = groups.map(({ title, signs, side }) => ({ title: cut(title, 200), side, signs: signs.map(({ colour, shape, label }) => ({ colour: plain(pen, colour), shape, label: cut(label, 200) })) }));
  const words = { title: cut(text.title, 200), sentence: cut(text.sentence, 2000), sources: cut(text.sources, 2000), modelled: cut(text.modelled, 2000) };
  const most = MOST_BYTES / (other ? 2 : 1);
  const { left, right } = text.compared ?? { left: "", right: "" };
  const compared = other ? { left: cut(left, 200), right: cut(right, 200), picture: pictured(other, most) } : null;
  return blobFrom(path, { ...text, ...words, legend, scale, compared, picture: canvas ? pictured(canvas, most) : "" });
}
