/** The answer panel of the coverage question, from the question down to its sources. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Problem } from "../api";
import type { Question } from "../state";
import type { Context } from "../panels/context";
import { totalAt, type Answer, type Total } from "./answer";
import { shareChart } from "./chart";
import { saveFeatures, saveRows } from "./download";
import type { CoverageForm, Offer } from "./form";
import type { GapTable } from "./gaps";
import type { Replay } from "./replay";

export interface Shown {
  question: Question | null;
  answer: Answer | null;
  loading: boolean;
  slow: boolean;
  problem: Problem | null;
  shownM: number | null;
  changed: boolean;
}

export interface Actions {
  choose(withinM: number): void;
  retry(): void;
  example(question: Question): void;
}

export interface Parts {
  form: CoverageForm;
  gaps: GapTable;
  replay: Replay;
}

/** Questions to begin with; only those whose services the server offers are shown. */
const EXAMPLES: Question[] = [
  { facilities: ["rs", "klinik"], within: [1000, 3000, 5000], by: "districts", region: "64.71" },
  { facilities: ["puskesmas"], within: [2000, 5000, 10000], by: "districts", region: "" },
];

/** The services asked about, as a list in words; what their labels add in brackets is left out. */
export function names(c: Context, offer: Offer, ids: string[]): string {
  const label = (id: string): string => c.text(offer.facilities.find(({ value }) => value === id)?.label) || id;
  const list = ids.map((id) => label(id).replace(/ \(.*\)$/, ""));
  return new Intl.ListFormat(c.lang, { type: "conjunction" }).format(list);
}

export function regionName(offer: Offer, code: string): string {
  return offer.regions.find((region) => region.code === code)?.name ?? code;
}

export function coveragePanel(c: Context, shown: Shown, offer: Offer, parts: Parts, actions: Actions, titles: Map<string, string>): TemplateResult {
  const { question, answer } = shown;
  const total = answer ? totalAt(answer, shown.shownM) : undefined;
  const title = question && total ? c.t("answer.title", { what: names(c, offer, question.facilities), distance: c.f.distance(total.within_m) }) : c.t("task.coverage.start");
  return html`
    <header>
      <p class="q">${c.t("task.coverage")}</p>
      <h2 id="answer-title" tabindex="-1">${title}</h2>
      ${question && answer ? html`<p class="q">${question.region ? regionName(offer, question.region) : c.t("form.region.all")}</p>` : nothing}
    </header>
    ${parts.form.render(c, offer)}
    ${shown.problem ? problemBox(c, shown.problem, actions) : nothing}
    ${shown.loading && shown.slow ? html`<p class="working" role="status">${c.t("state.working")}</p>` : nothing}
    ${!answer && !shown.loading && !shown.problem ? examples(c, offer, actions) : nothing}
    ${answer && total && question
      ? html`<div class="result" aria-busy=${shown.loading ? "true" : "false"}>
          ${shown.changed && !shown.loading ? html`<p class="band">${c.t("state.changed")}</p>` : nothing}
          ${answer.features.facilities.features.length === 0 ? html`<p class="band">${c.t("state.empty", { what: names(c, offer, question.facilities) })}</p>` : nothing}
          ${figures(c, answer, total, actions)} ${parts.gaps.render(c, answer.gaps, unitName(c, offer, question.by).replace(/ \(.*\)$/, ""), answer.totals.at(-1)?.within_m ?? 0)}
          ${parts.replay.render(c, answer, titles)} ${downloads(c, answer)}
        </div>`
      : nothing}
  `;
}

export function unitName(c: Context, offer: Offer, by: string): string {
  const offered = offer.by.find(({ value }) => value === by);
  if (by === "districts" || by === "regencies" || by === "villages") return c.t(`unit.${by}`);
  return offered ? c.text(offered.label) : by;
}

function figures(c: Context, answer: Answer, total: Total, actions: Actions): TemplateResult {
  return html`<div class="big">
      <strong>${total.share === null ? "–" : c.f.share(total.share)}</strong>
      <span>${c.t("answer.reached", { distance: c.f.distance(total.within_m) })}</span>
    </div>
    <div class="seg wide" role="group" aria-label=${c.t("form.within")}>
      ${answer.totals.map(
        ({ within_m }) => html`<button type="button" data-within=${within_m} aria-pressed=${within_m === total.within_m ? "true" : "false"} @click=${() => actions.choose(within_m)}>
          ${c.f.distance(within_m)}
        </button>`,
      )}
    </div>
    ${shareChart(c, answer.totals, total)}
    <table class="totals">
      <caption>${c.t("chart.title")}</caption>
      <thead>
        <tr><th scope="col">${c.t("totals.within")}</th><th scope="col">${c.t("totals.covered")}</th><th scope="col">${c.t("totals.uncovered")}</th><th scope="col">${c.t("totals.share")}</th></tr>
      </thead>
      <tbody>
        ${answer.totals.map(
          (one) => html`<tr class=${one.within_m === total.within_m ? "chosen" : nothing} data-within=${one.within_m}>
            <th scope="row">${c.f.distance(one.within_m)}</th>
            <td>${c.f.count(one.covered)}</td><td>${c.f.count(one.total - one.covered)}</td>
            <td>${one.share === null ? "–" : c.f.share(one.share)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
}

function examples(c: Context, offer: Offer, actions: Actions): TemplateResult | typeof nothing {
  const offered = new Set(offer.facilities.map(({ value }) => value));
  const usable = EXAMPLES.filter((one) => one.facilities.every((id) => offered.has(id)));
  if (usable.length === 0) return nothing;
  return html`<section class="examples">
    <p class="soft">${c.t("answer.intro")}</p>
    <h3>${c.t("examples.title")}</h3>
    ${usable.map((one) => {
      const values = { what: names(c, offer, one.facilities), distance: c.f.distance(one.within.at(-1) as number) };
      const where = one.region ? regionName(offer, one.region) : c.t("form.region.all");
      return html`<button type="button" class="example" @click=${() => actions.example(one)}>
        <strong>${c.t("answer.title", values)}</strong><small>${where}</small>
      </button>`;
    })}
  </section>`;
}

function problemBox(c: Context, problem: Problem, actions: Actions): TemplateResult {
  return html`<div class="problem" role="alert">
    <strong>${problem.unreachable ? c.t("error.unreachable") : c.t("error.refused")}</strong>
    ${problem.unreachable ? nothing : html`<p>${problem.message}</p>`}
    ${problem.requestId ? html`<p class="soft">${c.t("error.request", { id: problem.requestId })}</p>` : nothing}
    <button type="button" class="quiet" @click=${actions.retry}>${c.t("error.retry")}</button>
  </div>`;
}

function downloads(c: Context, answer: Answer): TemplateResult {
  return html`<div class="acts" role="group" aria-label=${c.t("download.title")}>
    <button type="button" @click=${() => saveFeatures(answer, "units")}>${c.t("download.units")}</button>
    <button type="button" @click=${() => saveFeatures(answer, "bands")}>${c.t("download.bands")}</button>
    <button type="button" @click=${() => saveRows(answer)}>${c.t("download.rows")}</button>
  </div>`;
}
