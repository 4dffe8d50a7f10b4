/** A combobox that takes several choices: type to narrow, arrows and Enter to choose. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { Context } from "./context";
import { drawing, icon } from "./marks";

export interface Option {
  value: string;
  label: string;
  /** Other words that find it, such as the other language's label. */
  also: string;
  count?: number;
}

/** So many are listed; who types finds the others. */
const MOST = 200;
const plain = (text: string): string => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export class Combobox {
  #typed = "";
  #open = false;
  #active = 0;

  constructor(
    readonly id: string,
    private readonly refresh: () => void,
    /** At most one is chosen: another takes its place. */
    private readonly single = false,
  ) {}

  render(c: Context, label: string, options: Option[], chosen: string[], change: (next: string[]) => void): TemplateResult {
    const matches = this.#matches(options);
    const toggle = (value: string): void => {
      this.#typed = "";
      this.#open = false;
      this.#active = 0;
      const others = this.single ? [] : chosen;
      change(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...others, value]);
    };
    const active = this.#open ? matches[this.#active] : undefined;
    return html`<div class="combo" @focusout=${(event: FocusEvent) => this.#left(event)}>
      <label for=${this.id}>${label}</label>
      <div class="combo-box">
        ${repeat(chosen, (value) => value, (value) => this.#chip(c, options, value, toggle))}
        <input
          id=${this.id}
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          aria-autocomplete="list"
          aria-expanded=${this.#open ? "true" : "false"}
          aria-controls="${this.id}-list"
          aria-activedescendant=${active ? `${this.id}-${active.value}` : nothing}
          placeholder=${chosen.length ? c.t("form.facilities.more") : c.t("form.facilities.first")}
          .value=${live(this.#typed)}
          @input=${(event: InputEvent) => this.#type((event.target as HTMLInputElement).value)}
          @click=${() => this.#set(true)}
          @keydown=${(event: KeyboardEvent) => this.#key(event, matches, chosen, toggle)}
        />
      </div>
      <ul id="${this.id}-list" role="listbox" aria-multiselectable=${this.single ? "false" : "true"} aria-label=${label} ?hidden=${!this.#open} tabindex="-1">
        ${this.#open ? matches.map((option, i) => this.#option(c, option, i, chosen, toggle)) : nothing}
        ${this.#open && matches.length === 0 ? html`<li class="none" role="option" aria-disabled="true" aria-selected="false">${c.t("form.facilities.none")}</li>` : nothing}
      </ul>
    </div>`;
  }

  #matches(options: Option[]): Option[] {
    const typed = plain(this.#typed.trim());
    const found = typed ? options.filter((option) => plain(`${option.label} ${option.also} ${option.value}`).includes(typed)) : options;
    return found.slice(0, MOST);
  }

  #chip(c: Context, options: Option[], value: string, toggle: (value: string) => void): TemplateResult {
    const name = options.find((option) => option.value === value)?.label ?? value;
    return html`<button type="button" class="chip" aria-label=${c.t("form.remove", { name })} @click=${() => toggle(value)}>
      ${name}${drawing(icon.close)}
    </button>`;
  }

  #option(c: Context, option: Option, i: number, chosen: string[], toggle: (value: string) => void): TemplateResult {
    return html`<li
      id="${this.id}-${option.value}"
      role="option"
      class=${i === this.#active ? "active" : nothing}
      aria-selected=${chosen.includes(option.value) ? "true" : "false"}
      @mousedown=${(event: MouseEvent) => event.preventDefault()}
      @click=${() => toggle(option.value)}
    >
      <span>${option.label}</span>${option.count === undefined ? nothing : html`<span class="n">${c.f.count(option.count)}</span>`}
    </li>`;
  }

  #left(event: FocusEvent): void {
    if (!(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) this.#set(false);
  }

  #set(open: boolean): void {
    if (this.#open === open) return;
    this.#open = open;
    this.#active = 0;
    this.refresh();
  }

  #type(text: string): void {
    this.#typed = text;
    this.#open = true;
    this.#active = 0;
    this.refresh();
  }

  #move(step: number, n: number): void {
    this.#active = this.#open && n ? (this.#active + step + n) % n : 0;
    this.#open = true;
    this.refresh();
    document.querySelector(`#${CSS.escape(this.id)}-list .active`)?.scrollIntoView({ block: "nearest" });
  }

  #key(event: KeyboardEvent, matches: Option[], chosen: string[], toggle: (value: string) => void): void {
    const { key } = event;
    const active = matches[this.#active];
    if (key === "ArrowDown" || key === "ArrowUp") this.#move(key === "ArrowDown" ? 1 : -1, matches.length);
    else if (key === "Enter" && this.#open && active) toggle(active.value);
    else if (key === "Escape" && this.#open) this.#set(false);
    else if (key === "Backspace" && this.#typed === "" && chosen.length) return toggle(chosen.at(-1) as string);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
