/** The features on the screen as a list, nearest to the middle first: what pointing is for those who do not point. */
import { html, nothing, type TemplateResult } from "lit-html";
import { getJson, isAbort, problemFrom, type Problem } from "../../api";
import { problemView } from "../../asking/panel";
import * as busy from "../../busy";
import { drawable, type LayerEntry } from "../../catalogue";
import type { Bilingual } from "../../i18n";
import { wish } from "../../map/identify";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import type { MapTool } from "../tool";

interface Near {
  id: number;
  label: string | Bilingual | null;
  kind: string | Bilingual | null;
  at: [number, number];
  distance_m: number;
}

const MOST = 50;

export class NearbyTool implements MapTool {
  #layer = "";
  #found: readonly Near[] | null = null;
  /** Of which layer and box the list is. */
  #of = "";
  #asking: AbortController | null = null;
  #problem: Problem | null = null;
  readonly #look = (): void => void this.#ask();

  constructor(private readonly tools: Tools) {}

  /** Layers that are on and have features. */
  get #offered(): LayerEntry[] {
    const { catalogue, store } = this.tools;
    return drawable(catalogue()).filter(({ id, kind }) => kind === "vector" && store.state.layers?.has(id));
  }

  follow(kit: Own): void {
    this.tools.map?.off("moveend", this.#look).on("moveend", this.#look);
    const known = this.#offered.map(({ id }) => id);
    const points = this.#offered.find(({ geometry }) => geometry.endsWith("Point"))?.id;
    this.#layer = known.find((id) => id === kit["of"]) ?? points ?? known[0] ?? "";
    void this.#ask();
  }

  leave(): void {
    this.tools.map?.off("moveend", this.#look);
    this.#asking?.abort();
  }

  async #ask(): Promise<void> {
    const { map } = this.tools;
    if (!map || !this.#layer) return;
    const box = map.getBounds();
    const bbox = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((one) => one.toFixed(5)).join(",");
    const of = `${this.#layer} ${bbox}`;
    if (of === this.#of) return;
    this.#asking?.abort();
    const mine = (this.#asking = new AbortController());
    this.#problem = null;
    busy.begin("nearby");
    try {
      const { features } = await getJson<{ features: Near[] }>(`/map/nearest/${this.#layer}?bbox=${bbox}`, mine.signal);
      this.#found = features;
      this.#of = of;
    } catch (error) {
      if (isAbort(error)) return;
      this.#problem = problemFrom(error);
    } finally {
      if (this.#asking === mine) busy.end("nearby");
      this.tools.refresh();
    }
  }

  panel(c: Context): TemplateResult {
    const { map } = this.tools;
    if (!map) return html`<p>${c.t("map.nowebgl")}</p>`;
    const offered = this.#offered;
    if (offered.length === 0) return html`<p>${c.t("nearby.nolayer")}</p>`;
    const choose = (event: Event): void => this.tools.store.update({ kit: { of: (event.target as HTMLSelectElement).value } }, "replace");
    const fresh = this.#of.startsWith(`${this.#layer} `);
    return html`<div class="field wide"><label for="nearby-layer">${c.t("nearby.layer")}</label>
        <select id="nearby-layer" @change=${choose}>${offered.map(({ id, title }) => html`<option value=${id} ?selected=${id === this.#layer}>${c.text(title)}</option>`)}</select></div>
      ${this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, this.#look) : nothing}
      ${fresh && this.#found ? this.#list(c, this.#found) : nothing}
      <p class="soft">${c.t("nearby.note")}</p>`;
  }

  #list(c: Context, found: readonly Near[]): TemplateResult {
    if (found.length === 0) return html`<p>${c.t("nearby.none")}</p>`;
    return html`<p role="status">${c.t(found.length === MOST ? "nearby.first" : "nearby.n", { n: c.f.count(found.length) })}</p>
      <ol class="rows">${found.map((one) => {
        const name = c.text(one.label) || c.text(one.kind) || `#${one.id}`;
        const kind = c.text(one.kind);
        return html`<li><button type="button" class="row" data-near=${one.id} @click=${() => this.#open(one)}>
          <span>${name}${kind && kind !== name ? html` <small>${kind}</small>` : nothing}</span><small>${c.f.distance(one.distance_m)}</small></button></li>`;
      })}</ol>`;
  }

  /** Opens the card of a feature, before all else that stands there. */
  #open({ id, at }: Near): void {
    wish({ layer: this.#layer, id: String(id) });
    this.tools.store.update({ at: null }, "none");
    this.tools.store.update({ at: [Number(at[0].toFixed(5)), Number(at[1].toFixed(5))] }, "push");
  }

  sentence(c: Context): string {
    return this.#found ? c.t("nearby.n", { n: c.f.count(this.#found.length) }) : "";
  }
}
