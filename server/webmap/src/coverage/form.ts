/** The form of the coverage question: services, way and limits, units, region. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ascending, DEFAULT_LIMITS, measureOf, STRAIGHT, typedLimit, type Measure } from "../limits";
import { BY, type Question } from "../state";
import type { Bilingual } from "../i18n";
import { Combobox, type Option } from "../panels/combobox";
import type { Context } from "../panels/context";
import { drawing, icon } from "../panels/marks";

export interface Choice {
  value: string;
  label: Bilingual;
  count?: number;
}

export interface Region {
  code: string;
  name: string;
}

/** What the server offers to choose from. */
export interface Offer {
  facilities: Choice[];
  modes: Choice[];
  by: Choice[];
  regions: Region[];
  /** Layers in the catalogue: a unit layer that is not there is not offered. */
  layers: Set<string>;
  /** Layers on the first map that are a model. */
  modelled: Bilingual[];
}

/** The words of the field of limits, for distances and for times. */
const WORDS = {
  m: { title: "form.within", add: "form.within.add", placeholder: "form.within.placeholder", fault: "form.fault.distance" },
  s: { title: "form.within.time", add: "form.within.time.add", placeholder: "form.within.time.placeholder", fault: "form.fault.time" },
} as const;

export class CoverageForm {
  draft: Question = { facilities: [], mode: STRAIGHT, within: [...DEFAULT_LIMITS.m], by: BY[0], region: "" };
  #combo: Combobox;
  /** Limits of the other measure, for whoever changes the mode there and back. */
  #kept: Record<Measure, readonly number[]> = { ...DEFAULT_LIMITS };
  #added = "";
  #fault: "limit" | "facilities" | null = null;

  constructor(
    private readonly refresh: () => void,
    private readonly ask: (question: Question) => void,
  ) {
    this.#combo = new Combobox("facilities", refresh);
  }

  render(c: Context, offer: Offer): TemplateResult {
    return html`<form class="form" aria-label=${c.t("form.title")} @submit=${(event: Event) => this.#submit(event)} novalidate>
      <div class="field wide">
        ${this.#combo.render(c, c.t("form.facilities"), options(c, offer), this.draft.facilities, (facilities) => this.#set({ facilities }))}
        ${this.#fault === "facilities" ? html`<p class="fault" role="alert">${c.t("form.fault.facilities")}</p>` : nothing}
      </div>
      ${this.#modes(c, offer)} ${this.#limits(c)}
      <div class="field">
        <label for="by">${c.t("form.by")}</label>
        <select id="by" @change=${(event: Event) => this.#set({ by: (event.target as HTMLSelectElement).value })}>
          ${units(c, offer).map(({ value, label }) => html`<option value=${value} ?selected=${value === this.draft.by}>${label}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="region">${c.t("form.region")}</label>
        <select id="region" @change=${(event: Event) => this.#set({ region: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${this.draft.region === ""}>${c.t("form.region.all")}</option>
          ${regions(offer, this.draft.region).map(({ code, name }) => html`<option value=${code} ?selected=${code === this.draft.region}>${name}</option>`)}
        </select>
      </div>
      <button class="primary wide" type="submit">${c.t("form.submit")}</button>
    </form>`;
  }

  #modes(c: Context, offer: Offer): TemplateResult | typeof nothing {
    if (offer.modes.length < 2) return nothing;
    const choose = (event: Event): void => this.#travel((event.target as HTMLSelectElement).value);
    return html`<div class="field wide">
      <label for="mode">${c.t("form.mode")}</label>
      <select id="mode" @change=${choose}>
        ${modes(c, offer, this.draft.mode).map(({ value, label }) => html`<option value=${value} ?selected=${value === this.draft.mode}>${label}</option>`)}
      </select>
    </div>`;
  }

  #limits(c: Context): TemplateResult {
    const words = WORDS[measureOf(this.draft.mode)];
    return html`<fieldset class="field wide">
      <legend>${c.t(words.title)}</legend>
      <div class="combo-box">
        ${this.draft.within.map((limit) => this.#chip(c, limit))}
        <input
          id="add-limit"
          type="text"
          inputmode="decimal"
          size="5"
          aria-label=${c.t(words.add)}
          aria-invalid=${this.#fault === "limit" ? "true" : nothing}
          placeholder=${c.t(words.placeholder)}
          .value=${this.#added}
          @input=${(event: InputEvent) => (this.#added = (event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#addKey(event)}
          @change=${() => this.#add()}
        />
      </div>
      ${this.#fault === "limit" ? html`<p class="fault" role="alert">${c.t(words.fault)}</p>` : nothing}
    </fieldset>`;
  }

  #chip(c: Context, limit: number): TemplateResult {
    const name = c.f.limit(limit, measureOf(this.draft.mode));
    const remove = (): void => this.#set({ within: this.draft.within.filter((one) => one !== limit) });
    return html`<button type="button" class="chip" aria-label=${c.t("form.remove", { name })} @click=${remove}>
      ${name}${drawing(icon.close)}
    </button>`;
  }

  /** Another mode; between distances and times the limits change along. */
  #travel(mode: string): void {
    const [before, after] = [measureOf(this.draft.mode), measureOf(mode)];
    if (before === after) return this.#set({ mode });
    this.#added = "";
    this.#kept[before] = this.draft.within;
    this.#set({ mode, within: [...this.#kept[after]] });
  }

  #set(change: Partial<Question>): void {
    this.draft = { ...this.draft, ...change };
    this.#fault = null;
    this.refresh();
  }

  #addKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !this.#added.trim()) return;
    event.preventDefault();
    this.#add();
  }

  /** Takes a typed limit: kilometres or minutes unless it says otherwise. */
  #add(): boolean {
    if (!this.#added.trim()) return true;
    const limit = typedLimit(this.#added, measureOf(this.draft.mode));
    if (limit === null) {
      this.#fault = "limit";
      this.refresh();
      return false;
    }
    this.#added = "";
    this.#set({ within: ascending([...this.draft.within, limit]) });
    return true;
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (!this.#add()) return;
    if (this.draft.within.length === 0) this.#fault = "limit";
    else if (this.draft.facilities.length === 0) this.#fault = "facilities";
    else return this.ask(this.draft);
    this.refresh();
    document.getElementById(this.#fault === "limit" ? "add-limit" : "facilities")?.focus();
  }
}

function options(c: Context, offer: Offer): Option[] {
  return offer.facilities.map(({ value, label, count }) => ({
    value,
    label: c.text(label),
    also: `${label.id} ${label.en}`,
    ...(count !== undefined && { count }),
  }));
}

function units(c: Context, offer: Offer): { value: string; label: string }[] {
  if (offer.by.length) return offer.by.map(({ value, label }) => ({ value, label: c.text(label) }));
  return BY.filter((id) => offer.layers.has(id)).map((value) => ({ value, label: c.t(`unit.${value}`) }));
}

/** The modes offered, and one that an address names beside them: the server says what it thinks of it. */
function modes(c: Context, offer: Offer, chosen: string): { value: string; label: string }[] {
  const offered = offer.modes.map(({ value, label }) => ({ value, label: c.text(label) }));
  return offered.some(({ value }) => value === chosen) ? offered : [...offered, { value: chosen, label: chosen }];
}

function regions(offer: Offer, chosen: string): Region[] {
  const known = offer.regions.some(({ code }) => code === chosen);
  return chosen && !known ? [...offer.regions, { code: chosen, name: chosen }] : offer.regions;
}
