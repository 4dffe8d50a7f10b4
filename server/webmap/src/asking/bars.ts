/** The values of one column as bars, the longest first; the table beside them says the same in figures. */
import { html, svg, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import type { Row } from "./answered";
import { titleOf, valueText } from "./words";

const MOST = 8;
const W = 340;
const STEP = 20;
const LEFT = 124;
const RIGHT = 66;

export function bars(c: Context, rows: readonly Row[], column: string): TemplateResult | null {
  const told = rows.flatMap((row) => {
    const [name, value] = [row["name"] ?? row["label"] ?? row["title"], row[column]];
    return name !== undefined && typeof value === "number" ? [{ name: valueText(c, "name", name), value }] : [];
  });
  const shown = told.sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST);
  const widest = Math.max(...shown.map(({ value }) => Math.abs(value)));
  if (shown.length < 2 || !(widest > 0)) return null;
  const words = shown.map(({ name, value }) => `${name}: ${valueText(c, column, value)}`).join("; ");
  return html`<svg class="chart bars" viewBox="0 0 ${W} ${shown.length * STEP + 4}" role="img" aria-label="${titleOf(c, column)}: ${words}">
    ${shown.map(({ name, value }, i) => {
      const wide = (Math.abs(value) / widest) * (W - LEFT - RIGHT);
      const short = name.length > 18 ? `${name.slice(0, 17)}…` : name;
      return svg`<text x=${LEFT - 6} y=${i * STEP + 14} text-anchor="end">${short}</text>
        <rect class=${value < 0 ? "loss" : "gain"} x=${LEFT} y=${i * STEP + 4} width=${wide.toFixed(1)} height="13" rx="2"/>
        <text x=${(LEFT + wide + 5).toFixed(1)} y=${i * STEP + 14}>${valueText(c, column, value)}</text>`;
    })}
  </svg>`;
}
