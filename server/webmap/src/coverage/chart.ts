/** Share of people by distance or time, as a line in its range; the table beside it says the same in figures. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { limitOf, type Answer, type Total } from "./answer";
import { limitWords, rangeText } from "./words";

const W = 340;
const H = 128;
const LEFT = 38;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 22;
/** Words under the line that stand nearer than this would run into each other. */
const APART = 54;

/** Draws the line and marks the limit that the big number is about. */
export function shareChart(c: Context, answer: Answer, shown: Total): TemplateResult {
  const { totals } = answer;
  const widest = Math.max(...totals.map(limitOf));
  const x = (total: Total): number => LEFT + (limitOf(total) / widest) * (W - LEFT - RIGHT);
  const y = (share: number): number => TOP + (1 - share) * (H - TOP - BOTTOM);
  const points = totals.filter((total) => total.share !== null);
  const at = (total: Total, share: number): string => `${x(total).toFixed(1)} ${y(share).toFixed(1)}`;
  const path = points.map((total, i) => `${i ? "L" : "M"}${at(total, total.share ?? 0)}`).join("");
  const ranged = points.filter((total) => rangeText(c, total));
  const edge = [...ranged.map((total) => at(total, total.share_high ?? 0)), ...ranged.toReversed().map((total) => at(total, total.share_low ?? 0))];
  const spoken = points.map((total) => `${limitWords(c, answer, total)}: ${c.f.share(total.share ?? 0)}`).join("; ");
  const words = written(points, shown, x);
  return html`<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label="${c.t(answer.mode ? "chart.title.time" : "chart.title")}: ${spoken}">
    ${[0, 0.5, 1].map((share) => svg`<path class="rule" d="M${LEFT} ${y(share)}H${W - RIGHT}"/>
      <text x=${LEFT - 6} y=${y(share) + 4} text-anchor="end">${Math.round(share * 100)}%</text>`)}
    ${ranged.length > 1 ? svg`<path class="range" d="M${edge.join("L")}Z"/>` : nothing}
    <path class="curve" d=${path} />
    ${points.map((total) => mark(total === shown, x(total), y(total.share ?? 0), words.has(total) ? limitWords(c, answer, total) : ""))}
  </svg>`;
}

/** Which limits are written out: the one shown, then from the largest down those that have room. */
function written(points: Total[], shown: Total, x: (total: Total) => number): Set<Total> {
  const said = new Set([shown]);
  for (const total of points.toReversed()) {
    if ([...said].every((other) => Math.abs(x(total) - x(other)) >= APART)) said.add(total);
  }
  return said;
}

function mark(chosen: boolean, x: number, y: number, words: string): unknown {
  const anchor = x > W - 60 ? "end" : "middle";
  return svg`${chosen ? svg`<path class="drop" d="M${x} ${y}V${H - BOTTOM}"/>` : nothing}
    <circle class=${chosen ? "dot chosen" : "dot"} cx=${x} cy=${y} r=${chosen ? 5 : 3.5}/>
    <text class=${chosen ? "chosen" : ""} x=${Math.min(x, W - 4)} y=${H - 7} text-anchor=${anchor}>${words}</text>`;
}
