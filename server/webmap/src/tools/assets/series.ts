/** Readings over time: a line, and the same as a table. */
import { html, svg, type TemplateResult } from "lit-html";
import type { Context } from "../../panels/context";
import type { Quantity } from "./document";

const [W, H, PAD] = [320, 110, 6] as const;
/** So many rows are read at a glance; the line has them all. */
const ROWS = 50;

export function seriesView(c: Context, { quantity, unit, series, numberMatched }: Quantity): TemplateResult {
  const times = series.map(([time]) => Date.parse(time));
  const values = series.map(([, value]) => value);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (time: number): number => (to > from ? PAD + ((time - from) / (to - from)) * (W - 2 * PAD) : W / 2);
  const y = (value: number): number => (high > low ? H - PAD - ((value - low) / (high - low)) * (H - 2 * PAD) : H / 2);
  const points = series.map(([, value], i) => `${x(times[i] ?? 0).toFixed(1)},${y(value).toFixed(1)}`);
  const said = c.t("assets.series", { what: quantity || c.t("assets.value"), n: c.f.count(numberMatched), low: `${c.f.number(low)} ${unit}`, high: `${c.f.number(high)} ${unit}` });
  return html`<figure class="series"><figcaption>${said}</figcaption>
      <svg viewBox="0 0 ${W} ${H}" role="img" aria-label=${said}>
        ${svg`<polyline points=${points.join(" ")} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>`}
        ${points.slice(-1).map((last) => svg`<circle cx=${last.split(",")[0]} cy=${last.split(",")[1]} r="3.200" fill="currentColor"/>`)}
      </svg></figure>
    <details class="how"><summary>${c.t("assets.table")}</summary>
      <table><thead><tr><th scope="col">${c.t("assets.time")}</th><th scope="col">${quantity || c.t("assets.value")} ${unit ? `(${unit})` : ""}</th></tr></thead>
        <tbody>${series.slice(-ROWS).reverse().map(([time, value]) => html`<tr><td>${c.f.moment(time)}</td><td>${c.f.number(value)}</td></tr>`)}</tbody></table>
    </details>`;
}
