/** What is written and drawn onto a picture of the map: text, scale bar, north. */
export const INK = "#14211f";
export const SOFT = "#4a5a57";
const FONT = "'Noto Sans', sans-serif";
const VEIL = "rgb(255 255 255 / 0.85)";

interface Writing {
  x: number;
  y: number;
  width: number;
  size: number;
  lines: number;
  bold?: boolean;
  colour?: string;
}

/** Writes within a width, in so many lines at most; gives where the next line goes. */
export function write(pen: CanvasRenderingContext2D, text: string, { x, y, width, size, lines, bold, colour }: Writing): number {
  pen.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
  pen.fillStyle = colour ?? INK;
  pen.textAlign = "left";
  let line = "";
  let row = 0;
  const put = (said: string): void => pen.fillText(said, x, y + row * size * 1.4);
  for (const part of text.split(/(?<=[\s,&?/])/)) {
    if (line && pen.measureText(line + part.trimEnd()).width > width) {
      if (row === lines - 1) {
        while (line && pen.measureText(`${line}…`).width > width) line = line.slice(0, -1);
        put(`${line}…`);
        return y + (row + 1) * size * 1.4;
      }
      put(line.trimEnd());
      row += 1;
      line = "";
    }
    line += part;
  }
  while (line && pen.measureText(line).width > width) line = `${line.slice(0, -2)}…`;
  put(line.trimEnd());
  return y + (line ? row + 1 : row) * size * 1.4;
}

/** A scale bar whose lower left corner is at a place. */
export function scale(pen: CanvasRenderingContext2D, x: number, y: number, { px, label }: { px: number; label: string }): void {
  pen.fillStyle = VEIL;
  pen.fillRect(x - 8, y - 24, px + 16, 34);
  pen.strokeStyle = INK;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, y - 5);
  pen.lineTo(x, y);
  pen.lineTo(x + px, y);
  pen.lineTo(x + px, y - 5);
  pen.stroke();
  write(pen, label, { x, y: y - 9, width: 200, size: 11, lines: 1 });
}

/** An arrow to the north: the map is never turned. */
export function north(pen: CanvasRenderingContext2D, x: number, y: number, letter: string): void {
  pen.fillStyle = VEIL;
  pen.fillRect(x - 16, y - 12, 32, 52);
  pen.fillStyle = INK;
  pen.beginPath();
  pen.moveTo(x, y - 6);
  pen.lineTo(x + 8, y + 16);
  pen.lineTo(x, y + 11);
  pen.lineTo(x - 8, y + 16);
  pen.fill();
  pen.font = `600 13px ${FONT}`;
  pen.textAlign = "center";
  pen.fillText(letter, x, y + 33);
}
