/** The answer panel of the coverage question, from the question down to its sources. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Problem } from "../api";
import { STRAIGHT } from "../limits";
import type { Question } from "../state";
import type { Context } from "../panels/context";
import { emptyView, standingView } from "../panels/standing";
import { limitOf, totalAt, type Answer, type Total } from "./answer";
import { saveFeatures, saveRows } from "./download";
import { figures } from "./figures";
import type { CoverageForm, Offer } from "./form";
import type { GapTable } from "./gaps";
import type { Replay } from "./replay";
import { howFar, limitWords, names, regionName, unitName } from "./words";

export interface Shown {
  question: Question | null;
  answer: Answer | null;
  loading: boolean;
  slow: boolean;
  problem: Problem | null;
  limit: number | null;
  changed: boolean;
}

export interface Actions {
  choose(limit: number): void;
  retry(): void;
  /** Asks another question at once. */
  ask(question: Question): void;
  deeds: TemplateResult;
}

export interface Parts {
  form: CoverageForm;
  gaps: GapTable;
  replay: Replay;
}

/** Questions to begin with; only those whose services the server offers are shown. */
const EXAMPLES: Question[] = [
  { facilities: ["puskesmas"], mode: "car", within: [900, 1800], by: "districts", region: "" },
  { facilities: ["rs", "klinik"], mode: STRAIGHT, within: [1000, 3000, 5000], by: "districts", region: "64.71" },
  { facilities: ["puskesmas"], mode: STRAIGHT, within: [2000, 5000, 10000], by: "districts", region: "" },
];

export function coveragePanel(c: Context, shown: Shown, offer: Offer, parts: Parts, actions: Actions, titles: Map<string, string>): TemplateResult {
  const { question, answer } = shown;
  const total = answer ? totalAt(answer, shown.limit) : undefined;
  const far = question && total ? howFar(c, offer, limitOf(total), question.mode) : "";
  const title = question && total ? c.t("answer.title", { what: names(c, offer, question.facilities), distance: far }) : c.t("task.coverage.start");
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
          ${standingView(c, answer)}
          ${answer.features.facilities.features.length === 0 ? html`<p class="band">${c.t("state.empty", { what: names(c, offer, question.facilities) })}</p>` : nothing}
          ${figures(c, answer, total, far, actions.choose)} ${gapTable(c, { question, answer, total }, offer, parts, actions)}
          ${parts.replay.render(c, answer, titles)} ${actions.deeds} ${downloads(c, answer)}
        </div>`
      : nothing}
  `;
}

interface Asked {
  question: Question;
  answer: Answer;
  total: Total;
}

/** The gaps are those beyond the largest limit; beyond a smaller one they can be asked for. */
function gapTable(c: Context, { question, answer, total }: Asked, offer: Offer, parts: Parts, actions: Actions): TemplateResult {
  const largest = answer.totals.at(-1) ?? total;
  const within = question.within.filter((limit) => limit <= limitOf(total));
  const ask = (): void => actions.ask({ ...question, within });
  return parts.gaps.render(c, {
    gaps: answer.gaps,
    unit: unitName(c, offer, question.by).replace(/ \(.*\)$/, ""),
    far: limitWords(c, answer, largest),
    narrow: total === largest ? null : { far: limitWords(c, answer, total), ask },
  });
}

function examples(c: Context, offer: Offer, actions: Actions): TemplateResult | typeof nothing {
  const offered = new Set(offer.facilities.map(({ value }) => value));
  const modes = new Set([STRAIGHT, ...offer.modes.map(({ value }) => value)]);
  const usable = EXAMPLES.filter((one) => one.facilities.every((id) => offered.has(id)) && modes.has(one.mode));
  if (usable.length === 0) return nothing;
  return html`<section class="examples">
    <p class="soft">${c.t("answer.intro")}</p>
    ${offer.modelled.length ? html`<p class="soft" data-modelled>${c.t("answer.modelled", { layers: offer.modelled.map((title) => c.text(title)).join(", ") })}</p>` : nothing}
    <h3>${c.t("examples.title")}</h3>
    ${usable.map((one) => {
      const values = { what: names(c, offer, one.facilities), distance: howFar(c, offer, one.within.at(-1) as number, one.mode) };
      const where = one.region ? regionName(offer, one.region) : c.t("form.region.all");
      return html`<button type="button" class="example" data-example @click=${() => actions.ask(one)}>
        <strong>${c.t("answer.title", values)}</strong><small>${where}</small>
      </button>`;
    })}
  </section>`;
}

function problemBox(c: Context, problem: Problem, actions: Actions): TemplateResult {
  return emptyView(c, problem) ?? html`<div class="problem" role="alert">
    <strong>${problem.unreachable ? c.t("error.unreachable") : c.t("error.refused")}</strong>
    ${problem.unreachable ? nothing : html`<p>${problem.message}</p>`}
    ${problem.requestId ? html`<p class="soft">${c.t("error.request", { id: problem.requestId })}</p>` : nothing}
    <button type="button" class="quiet" @click=${actions.retry}>${c.t("error.retry")}</button>
  </div>`;
}

function downloads(c: Context, answer: Answer): TemplateResult {
  return html`<div class="acts" role="group" aria-label=${c.t("download.title")}>
    <button type="button" @click=${() => saveFeatures(answer, "units")}>${c.t("download.units")}</button>
    <button type="button" @click=${() => saveFeatures(answer, "bands")}>${c.t(answer.mode ? "download.roads" : "download.bands")}</button>
    <button type="button" @click=${() => saveFeatures(answer, "gaps")}>${c.t("download.gaps")}</button>
    <button type="button" @click=${() => saveRows(answer)}>${c.t("download.rows")}</button>
  </div>`;
}
