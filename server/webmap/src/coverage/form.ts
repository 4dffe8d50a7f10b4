/** The form of the coverage question: services, distances, units, region. */
import { html, nothing, type TemplateResult } from "lit-html";
import { BY, DEFAULT_WITHIN, type Question } from "../state";
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
  by: Choice[];
  regions: Region[];
  /** Layers in the catalogue: a unit layer that is not there is not offered. */
  layers: Set<string>;
}

const MOST_M = 200_000;

export class CoverageForm {
  draft: Question = { facilities: [], within: [...DEFAULT_WITHIN], by: BY[0], region: "" };
  #combo: Combobox;
  #added = "";
  #fault: "distance" | "facilities" | null = null;

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
      <fieldset class="field wide">
        <legend>${c.t("form.within")}</legend>
        <div class="combo-box">
          ${this.draft.within.map((distance) => this.#chip(c, distance))}
          <input
            id="add-distance"
            type="text"
            inputmode="decimal"
            size="5"
            aria-label=${c.t("form.within.add")}
            aria-invalid=${this.#fault === "distance" ? "true" : nothing}
            placeholder=${c.t("form.within.placeholder")}
            .value=${this.#added}
            @input=${(event: InputEvent) => (this.#added = (event.target as HTMLInputElement).value)}
            @keydown=${(event: KeyboardEvent) => this.#addKey(event)}
            @change=${() => this.#add()}
          />
        </div>
        ${this.#fault === "distance" ? html`<p class="fault" role="alert">${c.t("form.fault.distance")}</p>` : nothing}
      </fieldset>
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

  #chip(c: Context, distance: number): TemplateResult {
    const name = c.f.distance(distance);
    const remove = (): void => this.#set({ within: this.draft.within.filter((one) => one !== distance) });
    return html`<button type="button" class="chip" aria-label=${c.t("form.remove", { name })} @click=${remove}>
      ${name}${drawing(icon.close)}
    </button>`;
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

  /** Takes a typed distance: kilometres unless it says m; comma or point. */
  #add(): boolean {
    const typed = this.#added.trim();
    if (!typed) return true;
    const match = /^(\d+(?:[.,]\d+)?)\s*(km|m)?$/i.exec(typed);
    const metres = match ? Math.round(Number(match[1]?.replace(",", ".")) * (match[2]?.toLowerCase() === "m" ? 1 : 1000)) : 0;
    if (metres <= 0 || metres > MOST_M) {
      this.#fault = "distance";
      this.refresh();
      return false;
    }
    this.#added = "";
    this.#set({ within: [...new Set([...this.draft.within, metres])].sort((a, b) => a - b) });
    return true;
  }

  #submit(event: Event): void {
    event.preventDefault();
    if (!this.#add()) return;
    if (this.draft.within.length === 0) this.#fault = "distance";
    else if (this.draft.facilities.length === 0) this.#fault = "facilities";
    else return this.ask(this.draft);
    this.refresh();
    document.getElementById(this.#fault === "distance" ? "add-distance" : "facilities")?.focus();
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

function regions(offer: Offer, chosen: string): Region[] {
  const known = offer.regions.some(({ code }) => code === chosen);
  return chosen && !known ? [...offer.regions, { code: chosen, name: chosen }] : offer.regions;
}
