/** A field of one place: its name is typed or chosen from a list; what no name stands for is taken as typed. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

export interface Named {
  code: string;
  name: string;
}

interface Dress {
  label: string;
  placeholder: string;
  invalid: unknown;
  described: unknown;
}

const plain = (text: string): string => text.trim().toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export class NameBox {
  /** What is being typed; null while nobody does. */
  #typed: string | null = null;
  #open = false;
  #active = 0;

  constructor(
    readonly id: string,
    private readonly refresh: () => void,
  ) {}

  render({ label, placeholder, invalid, described }: Dress, places: readonly Named[], value: string, change: (next: string) => void): TemplateResult {
    const matches = this.#matches(places);
    const open = this.#open && matches.length > 0;
    const active = open ? matches[this.#active] : undefined;
    const take = (text: string): void => {
      this.#typed = text;
      this.#show(true);
      change(codeOf(places, text));
    };
    const choose = ({ code }: Named): void => {
      this.#typed = null;
      this.#show(false);
      change(code);
    };
    const name = places.find(({ code }) => code === value)?.name ?? value;
    return html`<div class="combo" @focusout=${() => this.#leave()}>
      <label for=${this.id}>${label}</label>
      <div class="combo-box">
        <input id=${this.id} role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-expanded=${open ? "true" : "false"} aria-controls="${this.id}-list"
          aria-activedescendant=${active ? `${this.id}-${active.code}` : nothing} aria-invalid=${invalid} aria-describedby=${described} placeholder=${placeholder}
          .value=${live(this.#typed ?? name)}
          @input=${(event: Event) => take((event.target as HTMLInputElement).value)} @click=${() => this.#show(true)}
          @keydown=${(event: KeyboardEvent) => this.#key(event, matches, choose, places.some(({ code }) => code === value))} />
      </div>
      <ul id="${this.id}-list" role="listbox" aria-label=${label} ?hidden=${!open} tabindex="-1">
        ${open ? matches.map((one, i) => html`<li id="${this.id}-${one.code}" role="option" class=${i === this.#active ? "active" : nothing} aria-selected=${one.code === value ? "true" : "false"}
          @mousedown=${(event: Event) => event.preventDefault()} @click=${() => choose(one)}><span>${one.name}</span><span class="n">${one.code}</span></li>`) : nothing}
      </ul>
    </div>`;
  }

  #matches(places: readonly Named[]): readonly Named[] {
    const typed = plain(this.#typed ?? "");
    return typed ? places.filter(({ code, name }) => plain(name).includes(typed) || code.startsWith(typed)) : places;
  }

  #show(open: boolean): void {
    this.#open = open;
    this.#active = 0;
    this.refresh();
  }

  #leave(): void {
    this.#typed = null;
    this.#show(false);
  }

  /** Enter chooses; where a place is named in full already, it is left to the form. */
  #key(event: KeyboardEvent, matches: readonly Named[], choose: (one: Named) => void, named: boolean): void {
    const { key } = event;
    const open = this.#open && matches.length > 0;
    const active = matches[this.#active];
    if ((key === "ArrowDown" || key === "ArrowUp") && matches.length) {
      const step = key === "ArrowDown" ? 1 : -1;
      const next = open ? (this.#active + step + matches.length) % matches.length : 0;
      this.#show(true);
      this.#active = next;
      this.refresh();
      document.querySelector(`#${CSS.escape(this.id)}-list .active`)?.scrollIntoView({ block: "nearest" });
    } else if (key === "Enter" && open && active && !(named && this.#active === 0)) choose(active);
    else if (key === "Escape" && open) this.#show(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** The code of the place that is named in full, with or without its rank; else what was typed. */
function codeOf(places: readonly Named[], text: string): string {
  const bare = (name: string): string => plain(name).replace(/^(kota|kabupaten|kab\.?)\s+/, "");
  const exact = places.filter(({ code, name }) => code === text.trim() || plain(name) === plain(text));
  const alike = exact.length ? exact : places.filter(({ name }) => bare(name) === bare(text));
  return alike.length === 1 && alike[0] ? alike[0].code : text;
}
