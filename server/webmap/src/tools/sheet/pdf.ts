/** Asks the service to set the sheet as a page of PDF: it has the letters, we have the picture. */
import { blobFrom } from "../../api";
import type { SheetText } from "../../sheet/sheet";

const MOST_BYTES = 600_000;

/** The picture as JPEG, no larger than the service takes. */
function pictured(canvas: HTMLCanvasElement): string {
  for (const quality of [0.9, 0.8, 0.65, 0.5]) {
    const url = canvas.toDataURL("image/jpeg", quality);
    const data = url.slice(url.indexOf(",") + 1);
    if (data.length <= MOST_BYTES || quality === 0.5) return data;
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

export function askPdf(path: string, canvas: HTMLCanvasElement, text: SheetText, scale: { share: number; label: string }): Promise<Blob> {
  const pen = document.createElement("canvas").getContext("2d");
  const legend = text.legend.map(({ title, signs }) => ({ title: cut(title, 200), signs: signs.map(({ colour, shape, label }) => ({ colour: plain(pen, colour), shape, label: cut(label, 200) })) }));
  const words = { title: cut(text.title, 200), sentence: cut(text.sentence, 2000), sources: cut(text.sources, 2000), modelled: cut(text.modelled, 2000) };
  return blobFrom(path, { ...text, ...words, legend, scale, picture: pictured(canvas) });
}
