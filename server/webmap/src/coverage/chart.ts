/** Share of people by distance, as a line; the table beside it says the same in figures. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import type { Total } from "./answer";

const W = 340;
const H = 128;
const LEFT = 38;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 22;

/** Draws the line and marks the distance that the big number is about. */
export function shareChart(c: Context, totals: Total[], shown: Total): TemplateResult {
  const widest = Math.max(...totals.map((total) => total.within_m));
  const x = (metres: number): number => LEFT + (metres / widest) * (W - LEFT - RIGHT);
  const y = (share: number): number => TOP + (1 - share) * (H - TOP - BOTTOM);
  const points = totals.filter((total) => total.share !== null);
  const path = points.map((total, i) => `${i ? "L" : "M"}${x(total.within_m).toFixed(1)} ${y(total.share ?? 0).toFixed(1)}`).join("");
  const label = points.map((total) => `${c.f.distance(total.within_m)}: ${c.f.share(total.share ?? 0)}`).join("; ");
  return html`<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label="${c.t("chart.title")}: ${label}">
    ${[0, 0.5, 1].map((share) => svg`<path class="rule" d="M${LEFT} ${y(share)}H${W - RIGHT}"/>
      <text x=${LEFT - 6} y=${y(share) + 4} text-anchor="end">${Math.round(share * 100)}%</text>`)}
    <path class="curve" d=${path} />
    ${points.map((total) => mark(c, total, shown, x(total.within_m), y(total.share ?? 0)))}
  </svg>`;
}

function mark(c: Context, total: Total, shown: Total, x: number, y: number): unknown {
  const chosen = total.within_m === shown.within_m;
  const anchor = x > W - 60 ? "end" : "middle";
  return svg`${chosen ? svg`<path class="drop" d="M${x} ${y}V${H - BOTTOM}"/>` : nothing}
    <circle class=${chosen ? "dot chosen" : "dot"} cx=${x} cy=${y} r=${chosen ? 5 : 3.5}/>
    <text class=${chosen ? "chosen" : ""} x=${Math.min(x, W - 4)} y=${H - 7} text-anchor=${anchor}>${c.f.distance(total.within_m)}</text>`;
}
