/** What a job gave as layers of the map: shown there, and kept for good. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at, getJson, problemFrom, send, type Problem } from "../api";
import * as busy from "../busy";
import type { Context } from "../panels/context";
import type { Tools } from "../tasks/task";
import type { Bilingual } from "../i18n";
import { titleOf } from "./words";

interface Output {
  name: string;
  mediaType: string;
  /** The layer that it is already. */
  collection?: string;
}

/** What the job's analysis calls its outputs. */
export type OutputTitles = Readonly<Record<string, { titles: Bilingual }>>;

export class LayerMaker {
  #job = "";
  #outputs: Output[] = [];
  /** Outputs on the map, by name: their layer. */
  #shown = new Map<string, string>();
  #kept = new Set<string>();
  #problem: Problem | null = null;

  constructor(private readonly tools: Tools) {}

  render(c: Context, job: string, titles: OutputTitles): TemplateResult | typeof nothing {
    if (job && job !== this.#job) void this.#learn(job);
    const outputs = this.#outputs.filter(({ mediaType, collection }) => collection ?? mediaType !== "application/json");
    if (!job || job !== this.#job || outputs.length === 0) return nothing;
    return html`<section class="keep">
      <h3>${c.t("keep.title")}</h3>
      <div class="acts">${outputs.map((output) => this.#output(c, output, c.text(titles[output.name]?.titles) || titleOf(c, output.name)))}</div>
      ${this.#problem ? html`<p class="fault" role="alert">${this.#problem.message}</p>` : nothing}
    </section>`;
  }

  #output(c: Context, output: Output, title: string): TemplateResult {
    const layer = this.#shown.get(output.name);
    if (!layer) return html`<button type="button" data-make=${output.name} @click=${() => void this.#guarded(() => this.#show(output))}>${title}</button>`;
    return html`<a class="quiet" data-shown=${layer} href=${at(`/results/${layer}?f=html&lang=${c.lang}`)}>${title} ✓</a>
      ${this.#kept.has(layer) ? html`<span class="soft">${c.t("keep.kept")}</span>` : html`<button type="button" data-keep=${layer} @click=${() => void this.#guarded(() => this.#keep(layer))}>${c.t("keep.keep")}</button>`}`;
  }

  async #learn(job: string): Promise<void> {
    this.#job = job;
    this.#outputs = [];
    this.#shown = new Map();
    await this.#guarded(async () => {
      const { outputs = [] } = await getJson<{ outputs?: Output[] }>(`/jobs/${encodeURIComponent(job)}`);
      if (this.#job === job) this.#outputs = outputs;
    });
  }

  async #show(output: Output): Promise<void> {
    const path = `/jobs/${encodeURIComponent(this.#job)}/results/${encodeURIComponent(output.name)}/layer`;
    const layer = output.collection ?? (await send<{ id: string }>("POST", path, { body: {} })).document.id;
    await this.tools.relearn();
    this.tools.wear([layer]);
    this.#shown.set(output.name, layer);
  }

  async #keep(layer: string): Promise<void> {
    await send("PATCH", `/results/${encodeURIComponent(layer)}`, { body: { keep: true } });
    this.#kept.add(layer);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    busy.begin("keep");
    this.#problem = null;
    try {
      await work();
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("keep");
      this.tools.refresh();
    }
  }
}
