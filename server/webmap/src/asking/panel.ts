/** The panel of an analysis: form, progress, problems, figures, tables, sources, downloads. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at } from "../api";
import { rowsAsCsv, save } from "../coverage/download";
import type { Replay } from "../coverage/replay";
import type { Context } from "../panels/context";
import { deedsView } from "../panels/deeds";
import type { Store } from "../store";
import { figuresOf, tablesOf, type Answered } from "./answered";
import { bars } from "./bars";
import type { Face, Kit } from "./face";
import type { Fields } from "./fields";
import type { ProcessDescription } from "./process";
import { isOutright } from "./question";
import { secondsLeft, type Phase } from "./runner";
import { emptyView, standingView } from "../panels/standing";
import { titleOf, valueText } from "./words";

/** The job or the waiting that is under way. */
export function progressView(c: Context, phase: Phase, cancel: () => void): TemplateResult | typeof nothing {
  if (phase.kind === "asking") return phase.slow ? html`<p class="working" role="status">${c.t("state.working")} <button type="button" class="link" @click=${cancel}>${c.t("job.cancel")}</button></p>` : nothing;
  if (phase.kind !== "job") return nothing;
  const { job } = phase;
  const left = secondsLeft(job, Date.now());
  return html`<section class="job" data-job=${job.jobID} aria-label=${c.t("job.title")}>
    <p><strong>${c.t(job.status === "accepted" ? "job.waiting" : "job.running")}</strong> <span class="soft">${job.message}</span></p>
    <progress max="100" value=${job.progress} aria-label=${c.t("job.progress")}>${job.progress} %</progress>
    <p class="soft"><span>${c.f.share(job.progress / 100).replace(/[.,]0/, "")}</span>${left === null ? nothing : html` · ${left ? c.t("job.left", { time: c.f.time(left) }) : c.t("job.longer")}`}
      · <a href=${at(`/jobs/${job.jobID}?f=html&lang=${c.lang}`)}>${c.t("job.page")}</a></p>
    <button type="button" class="quiet" @click=${cancel}>${c.t("job.cancel")}</button>
  </section>`;
}

export function problemView(c: Context, phase: Phase, retry: () => void): TemplateResult | typeof nothing {
  if (phase.kind !== "problem") return nothing;
  const { problem } = phase;
  const empty = emptyView(c, problem);
  if (empty) return empty;
  const told = problem.faults.length ? c.t("ask.faults") : problem.unreachable ? "" : problem.message;
  return html`<div class="problem" role="alert">
    <strong>${c.t(problem.unreachable ? "error.unreachable" : "error.refused")}</strong>
    ${told ? html`<p>${told}</p>` : nothing}
    ${problem.requestId ? html`<p class="soft">${c.t("error.request", { id: problem.requestId })}</p>` : nothing}
    <button type="button" class="quiet" @click=${retry}>${c.t("error.retry")}</button>
  </div>`;
}

/** The figures and tables of an answer. */
export function answerView(c: Context, answer: Answered, face: Face, kit: Kit, field: string): TemplateResult {
  const rest = tablesOf(answer).filter(({ name }) => !face.shown?.includes(name));
  const folded = face.view ? rest : rest.slice(2);
  const outright = face.view ? [] : rest.slice(0, 2);
  const chart = face.view ? null : bars(c, (outright.find(({ name }) => name === "rows") ?? outright[0])?.rows ?? [], field);
  return html`${standingView(c, answer)} ${face.view?.(c, answer, kit) ?? lead(c, answer)} ${notes(c, answer)} ${chart ?? nothing}
    ${outright.map((table) => kit.tables.render(c, table, kit.kinds))}
    ${folded.length || !face.view
      ? html`<details class="how"><summary>${c.t("ask.more")}</summary>
          ${figures(c, answer)} ${folded.map((table) => kit.tables.render(c, table, kit.kinds))}
        </details>`
      : nothing}`;
}

/** The sentence of an answer that has one. */
function lead(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const summary = answer["summary"];
  return summary ? html`<p class="lead">${valueText(c, "summary", summary)}</p>` : nothing;
}

export function notes(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const first = answer.standing?.text.en;
  const said = answer.notes.filter(({ en }) => en !== first);
  if (said.length === 0) return nothing;
  return html`<ul class="notes" aria-label=${c.t("ask.notes")}>${said.map((note) => html`<li>${c.text(note)}</li>`)}</ul>`;
}

function figures(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const told = figuresOf(answer);
  if (told.length === 0) return nothing;
  return html`<dl class="figures">${told.map(([name, value]) => html`<dt>${titleOf(c, name)}</dt><dd data-figure=${name}>${valueText(c, name, value)}</dd>`)}</dl>`;
}

interface Around {
  replay: Replay;
  titles: Map<string, string>;
  store: Store;
}

/** Sources, ways to ask again, what is done with it, files. */
export function sourcesView(c: Context, answer: Answered, { replay, titles, store }: Around): TemplateResult {
  const { id } = answer.process;
  const drawn = Object.entries(answer.features).filter(([, { features }]) => features.length);
  const [table] = tablesOf(answer).filter(({ name }) => name === "rows").concat(tablesOf(answer));
  const json = (): void => save(`penyangga-${id}.json`, "application/json", JSON.stringify(answer));
  return html`${replay.render(c, answer, titles)} ${deedsView(c, store)}
    <div class="acts" role="group" aria-label=${c.t("download.title")}>
      ${drawn.map(([name, features]) => {
        const file = (): void => save(`penyangga-${id}-${name}.geojson`, "application/geo+json", JSON.stringify(features));
        return html`<button type="button" data-save=${name} @click=${file}>${titleOf(c, name)} (GeoJSON)</button>`;
      })}
      ${table ? html`<button type="button" data-save="csv" @click=${() => save(`penyangga-${id}.csv`, "text/csv;charset=utf-8", rowsAsCsv(table.rows.map((row) => flat(c, row))))}>${c.t("download.rows")}</button>` : nothing}
      <button type="button" data-save="json" @click=${json}>${c.t("ask.json")}</button>
    </div>`;
}

/** A row with its words in the language of the page. */
function flat(c: Context, row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === "object" && value !== null ? valueText(c, name, value) : value]));
}

interface Form {
  /** Inputs shown outright, in this order; those that must be given unless told. */
  first: readonly string[] | undefined;
  fields: Fields;
  around: Parameters<Fields["render"]>[3];
  /** Whether it is left to itself; null where nobody here may leave a job behind. */
  background: boolean | null;
  tick(on: boolean): void;
  submit(event: Event): void;
}

export function formView(c: Context, process: ProcessDescription, form: Form): TemplateResult {
  const { fields, around, background } = form;
  const all = Object.keys(process.inputs);
  const first = form.first ?? all.filter((id) => isOutright(process, id));
  const rest = all.filter((id) => !first.includes(id));
  const unplaced = around.faults.filter(({ input }) => !all.includes(input));
  const open = around.faults.some(({ input }) => rest.includes(input)) || rest.some((id) => (fields.values[id] ?? "") !== "");
  const takes = process["x-cost"]?.titles;
  const tick = (event: Event): void => form.tick((event.target as HTMLInputElement).checked);
  return html`<form class="form" data-process=${process.id} aria-label=${c.text(process.titles)} @submit=${form.submit} novalidate>
    ${fields.render(c, process, first, around)}
    ${rest.length ? html`<details class="rest wide" ?open=${open}><summary>${c.t("ask.rest", { n: c.f.count(rest.length) })}</summary><div class="form">${fields.render(c, process, rest, around)}</div></details>` : nothing}
    ${unplaced.map(({ input, detail }) => html`<p class="fault wide" role="alert">${input}: ${detail}</p>`)}
    ${background === null ? nothing : html`<label class="background wide"><input type="checkbox" .checked=${background} @change=${tick} /> ${c.t("job.background")}</label>`}
    ${takes ? html`<p class="soft wide">${c.t("ask.takes", { long: c.text(takes) })}</p>` : nothing}
    <button class="primary wide" type="submit">${c.t("ask.submit")}</button>
  </form>`;
}

/** The ways to answer a question, where there are several. */
export function waysView(c: Context, ways: Face["others"], current: string, choose: (process: string) => void): TemplateResult | typeof nothing {
  if (!ways) return nothing;
  return html`<div class="seg wide others" role="group" aria-label=${c.t("ask.ways")}>
    ${ways.map(({ process, title }) => html`<button type="button" data-way=${process} aria-pressed=${process === current ? "true" : "false"} @click=${() => choose(process)}>${c.t(title)}</button>`)}
  </div>`;
}
