/** The legend of a sheet: signs and their words, in one column or in several. */
import { write } from "./furniture";
import type { Group, Sign } from "./sheet";

export interface Columns {
  x: number;
  width: number;
  top: number;
  bottom: number;
  count: number;
}

const GAP = 12;
/** A group begins where its first sign finds room, too. */
const [ALONE, NAMED] = [4, 22] as const;

/** Draws groups of signs down one column after another; what finds no room is told by an ellipsis. */
export function legend(pen: CanvasRenderingContext2D, groups: readonly Group[], { x, width, top, bottom, count }: Columns): void {
  const each = (width - GAP * (count - 1)) / count;
  let [column, y] = [0, top];
  const left = (): number => x + column * (each + GAP);
  /** Goes on in the next column; false: there is none. */
  const further = (): boolean => {
    if (column === count - 1) return false;
    column += 1;
    y = top;
    return true;
  };
  /** The last column keeps a line for the ellipsis. */
  const floor = (): number => (column === count - 1 ? bottom - 16 : bottom);
  const more = (): void => void write(pen, "…", { x: left(), y, width: each, size: 12, lines: 1 });
  for (const { title, signs } of groups) {
    const named = signs.length === 1 && (signs[0]?.label === title || !signs[0]?.label);
    if (y > floor() - (named ? ALONE : NAMED) && !further()) return more();
    if (!named) y = write(pen, title, { x: left(), y, width: each, size: 12, bold: true, lines: 2 }) + 2;
    for (const one of signs) {
      if (y > floor() && !further()) return more();
      mark(pen, one, left(), y);
      y = write(pen, one.label || title, { x: left() + 22, y, width: each - 22, size: 11, lines: 2 }) + 3;
    }
    y += 8;
  }
}

function mark(pen: CanvasRenderingContext2D, { colour, shape }: Sign, x: number, y: number): void {
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

/** What stands under the left and the right map; what both have is shared out, under its own heading. */
export function halved(groups: readonly Group[], both: string): { left: Group[]; right: Group[] } {
  const half = { left: groups.filter(({ side }) => side === "left"), right: groups.filter(({ side }) => side === "right") };
  const lines = (own: readonly Group[]): number => own.reduce((sum, { signs }) => sum + signs.length + 1, 0);
  for (const group of groups.filter(({ side }) => side === "")) {
    const shorter = lines(half.left) <= lines(half.right) ? half.left : half.right;
    if (!shorter.some(({ side }) => side === "")) shorter.push({ title: both, signs: [], side: "" });
    shorter.push(group);
  }
  return half;
}
