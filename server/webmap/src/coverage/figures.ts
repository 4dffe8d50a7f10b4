/** The figures of the answer: the big number with its range, the limits to choose from, chart and table. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { limitOf, type Answer, type Total } from "./answer";
import { shareChart } from "./chart";
import { limitWords, rangeText } from "./words";

/** `far` says the limit in words, with the mode of travel. */
export function figures(c: Context, answer: Answer, shown: Total, far: string, choose: (limit: number) => void): TemplateResult {
  const range = rangeText(c, shown);
  const beyond = c.t("answer.beyond", { n: c.f.count(shown.total - shown.covered) });
  return html`<div class="big">
      <strong>${shown.share === null ? "–" : c.f.share(shown.share)}</strong>
      <span>${c.t("answer.reached", { distance: far })}<small>${range ? html`<span data-range>${range}</span> · ` : nothing}${beyond}</small></span>
    </div>
    ${range ? meaning(c, answer) : nothing}
    <div class="seg wide" role="group" aria-label=${c.t(answer.mode ? "form.within.time" : "form.within")}>
      ${answer.totals.map((total) => {
        const limit = limitOf(total);
        return html`<button type="button" data-within=${limit} aria-pressed=${total === shown ? "true" : "false"} @click=${() => choose(limit)}>
          ${limitWords(c, answer, total)}
        </button>`;
      })}
    </div>
    ${shareChart(c, answer, shown)} ${table(c, answer, shown)} ${left(c, answer)}`;
}

function meaning(c: Context, answer: Answer): TemplateResult {
  const percent = (value = 0): string => `${c.f.number(value)}%`;
  const values = { speed: percent(answer.speed_error_percent), people: percent(answer.people_error_percent) };
  return html`<p class="soft meaning">${c.t("answer.range", values)}</p>`;
}

function table(c: Context, answer: Answer, shown: Total): TemplateResult {
  return html`<table class="totals">
    <caption>${c.t(answer.mode ? "chart.title.time" : "chart.title")}</caption>
    <thead>
      <tr><th scope="col">${c.t("totals.within")}</th><th scope="col">${c.t("totals.covered")}</th><th scope="col">${c.t("totals.uncovered")}</th><th scope="col">${c.t("totals.share")}</th></tr>
    </thead>
    <tbody>
      ${answer.totals.map(
        (one) => html`<tr class=${one === shown ? "chosen" : nothing} data-within=${limitOf(one)}>
          <th scope="row">${limitWords(c, answer, one)}</th>
          <td>${c.f.count(one.covered)}</td><td>${c.f.count(one.total - one.covered)}</td>
          <td>${shareCell(c, one)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A share with its range beneath. */
export function shareCell(c: Context, row: Total): TemplateResult {
  const range = rangeText(c, row);
  return html`${row.share === null ? "–" : c.f.share(row.share)}${range ? html`<small>${range}</small>` : nothing}`;
}

/** Those whom no way was found for: they count as not served, and are told. */
function left(c: Context, answer: Answer): TemplateResult | typeof nothing {
  const told = [
    ["left.off", answer.people_off_network],
    ["left.noway", answer.people_without_way],
    ["left.facilities", answer.n_facilities_off_network],
  ] as const;
  // Parts of a person, as rasters have them, are nobody.
  const some = told.flatMap(([key, n]) => (n && n >= 0.5 ? [html`<li data-left=${key}>${c.t(key, { n: c.f.count(n) })}</li>`] : []));
  return some.length ? html`<ul class="soft left-out">${some}</ul>` : nothing;
}
