/** A slider over the times of the layers that are on; loaded when such a layer is first shown. */
import { html, render } from "lit-html";
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { atTime, type Catalogue, type LayerEntry } from "../catalogue";
import { addPhrases } from "../i18n";
import type { Store } from "../store";
import { onceStyled } from "../tasks/styled";
import type { Context } from "./context";

addPhrases({ id, en });
await onceStyled("tools");

export class Timeline {
  readonly #box = document.createElement("div");

  constructor(private readonly store: Store) {
    this.#box.className = "timeline";
    document.getElementById("map")?.after(this.#box);
  }

  /** Draws the slider for the layers that are on and have several times; without any it goes. */
  draw(c: Context, catalogue: Catalogue, dated: readonly LayerEntry[]): void {
    this.#box.hidden = dated.length === 0;
    const [first] = dated;
    if (!first) return;
    const times = [...new Set(dated.flatMap((layer) => layer.times.map(({ time }) => time)))].sort();
    const { time } = this.store.state;
    const own = first.times.find(({ layer }) => layer === first.id)?.time ?? "";
    const now = Math.max(0, times.indexOf(time && times.includes(time) ? time : own));
    const choose = (event: Event): void => {
      const next = times[Number((event.target as HTMLInputElement).value)] ?? own;
      this.store.update({ time: next, layers: atTime(catalogue, this.store.state.layers ?? new Map(), next) }, "replace");
    };
    const pair = `${first.times[0]?.layer}~${first.times.at(-1)?.layer}@0.50`;
    const name = c.text(first.title).replace(/[\s,]*\b\d{4}\b/, "");
    render(
      html`<output for="time-at">${times[now]}</output><label for="time-at">${c.t("time.label", { name })}</label>
        <input id="time-at" type="range" min="0" max=${times.length - 1} step="1" .value=${String(now)} aria-valuetext=${times[now] ?? ""} @input=${choose} />
        <p class="ends" aria-hidden="true"><span>${times[0]}</span><span>${times.at(-1)}</span></p>
        <button type="button" class="link" @click=${() => this.store.update({ tool: "compare", kit: { cmp: pair } }, "push")}>${c.t("time.compare")}</button>`,
      this.#box,
    );
  }
}
