/** All analyses: a list of what the service offers, each with its own form; and the jobs there are. */
import { html, nothing, type TemplateResult } from "lit-html";
import { getJson, problemFrom, type Problem } from "../api";
import * as busy from "../busy";
import type { Context } from "../panels/context";
import type { State } from "../state";
import type { Tools } from "../tasks/task";
import { AskTask } from "./ask-task";
import type { Face } from "./face";
import { problemView } from "./panel";
import type { Processes, ProcessDescription, ProcessSummary } from "./process";
import type { Job } from "./runner";

const RECENT = 10;

export class ListTask extends AskTask {
  #listed: ProcessSummary[] | null = null;
  #jobs: Job[] = [];
  #problem: Problem | null = null;

  constructor(tools: Tools, processes: Processes, faceOf: (process: string) => Face) {
    super("analyses", tools, processes, faceOf, "");
  }

  override follow(state: State): void {
    super.follow(state);
    if (!this.processId(state.own)) void this.#learn();
  }

  async #learn(): Promise<void> {
    busy.begin("processes");
    this.#problem = null;
    try {
      this.#listed = await this.processes.listed();
      this.#jobs = (await getJson<{ jobs: Job[] }>(`/jobs?limit=${RECENT}`)).jobs;
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("processes");
      this.tools.refresh();
    }
  }

  override panel(c: Context, titles: Map<string, string>): TemplateResult {
    if (this.processId(this.tools.store.state.own)) return super.panel(c, titles);
    return html`<header><p class="q">${c.t("task.analyses.hint")}</p><h2 id="answer-title" tabindex="-1">${c.t("task.analyses")}</h2></header>
      ${this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, () => void this.#learn()) : nothing}
      <ul class="offers">${(this.#listed ?? []).map((one) => this.#offer(c, one))}</ul>
      ${this.#jobs.length ? this.#jobList(c) : nothing}`;
  }

  #offer(c: Context, { id, titles, descriptions }: ProcessSummary): TemplateResult {
    return html`<li><button type="button" class="example" data-offer=${id} @click=${() => this.#go({ p: id })}>
      <strong>${c.text(titles)}</strong><small>${c.text(descriptions)}</small>
    </button></li>`;
  }

  #jobList(c: Context): TemplateResult {
    const name = (id: string): string => c.text(this.#listed?.find((one) => one.id === id)?.titles) || id;
    return html`<section class="jobs"><h3>${c.t("job.list")}</h3>
      <ul>${this.#jobs.map(
        (job) => html`<li><button type="button" class="link" data-open-job=${job.jobID} @click=${() => this.#go({ p: job.processID, run: "1", job: job.jobID })}>${name(job.processID)}</button>
          <span class="soft">${c.f.moment(job.created)} · ${job.message}</span></li>`,
      )}</ul></section>`;
  }

  #go(own: Record<string, string>): void {
    this.tools.store.update({ own }, "push");
    queueMicrotask(() => document.getElementById("answer-title")?.focus({ preventScroll: true }));
  }

  protected override header(c: Context, process: ProcessDescription): TemplateResult {
    return html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("task.analyses")}</button> ${super.header(c, process)}`;
  }
}
