/** What a job gave, made a layer of the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at, problemFrom, send, type Problem } from "../api";
import * as busy from "../busy";
import type { Context } from "../panels/context";
import type { Tools } from "../tasks/task";
import type { Answered } from "./answered";
import { titleOf } from "./words";

export class LayerMaker {
  #made = new Map<string, string>();
  #problem: Problem | null = null;

  constructor(private readonly tools: Tools) {}

  render(c: Context, answer: Answered, job: string): TemplateResult | typeof nothing {
    const outputs = Object.entries(answer.features).filter(([, { features }]) => features.length);
    if (!job || outputs.length === 0) return nothing;
    return html`<section class="keep">
      <h3>${c.t("keep.title")}</h3>
      <div class="acts">
        ${outputs.map(([name]) => {
          const layer = this.#made.get(`${job} ${name}`);
          if (layer) return html`<a class="quiet" data-kept=${layer} href=${at(`/results/${layer}?f=html&lang=${c.lang}`)}>${titleOf(c, name)} ✓</a>`;
          return html`<button type="button" data-make=${name} @click=${() => void this.#make(job, name)}>${titleOf(c, name)}</button>`;
        })}
      </div>
      ${this.#problem ? html`<p class="fault" role="alert">${this.#problem.message}</p>` : nothing}
    </section>`;
  }

  async #make(job: string, output: string): Promise<void> {
    busy.begin("make");
    this.#problem = null;
    try {
      const { document } = await send<{ layer?: string; id?: string }>("POST", `/jobs/${job}/results/${output}/layer`, { body: {} });
      const layer = document.layer ?? document.id ?? "";
      this.#made.set(`${job} ${output}`, layer);
      await this.tools.relearn();
      this.tools.wear([layer]);
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("make");
      this.tools.refresh();
    }
  }
}
