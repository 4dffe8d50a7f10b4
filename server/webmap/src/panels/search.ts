/** Search in the header: places, codes, facilities, coordinates; a hit is shown on the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { getJson, isAbort, problemFrom } from "../api";
import * as busy from "../busy";
import type { BBox } from "../catalogue";
import type { Key } from "../i18n";
import type { Context } from "./context";

export interface Hit {
  title: string;
  context: string | null;
  kind_title: string;
  point: [number, number] | null;
  bbox: BBox | null;
}

const WAIT_MS = 200;
const MOST = 8;

export class Search {
  #text = "";
  #hits: Hit[] = [];
  #open = false;
  #active = 0;
  #none = false;
  /** Why there are no hits. */
  #why: Key = "search.none";
  #timer = 0;
  #abort: AbortController | null = null;

  constructor(
    private readonly refresh: () => void,
    private readonly go: (hit: Hit) => void,
  ) {}

  render(c: Context): TemplateResult {
    const open = this.#open && (this.#hits.length > 0 || this.#none);
    return html`<div class="search combo" role="search" @focusout=${(event: FocusEvent) => this.#left(event)}>
      <input id="search" type="text" role="combobox" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-label=${c.t("search.label")} placeholder=${c.t("search.label")}
        aria-expanded=${open ? "true" : "false"} aria-controls="search-list" aria-activedescendant=${open && this.#hits.length ? `search-${this.#active}` : nothing}
        .value=${live(this.#text)} @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)} @keydown=${(event: KeyboardEvent) => this.#key(event)} />
      <ul id="search-list" role="listbox" aria-label=${c.t("search.label")} ?hidden=${!open} tabindex="-1">
        ${this.#hits.map(
          (hit, i) => html`<li id="search-${i}" role="option" class=${i === this.#active ? "active" : nothing} aria-selected=${i === this.#active ? "true" : "false"}
            @mousedown=${(event: MouseEvent) => event.preventDefault()} @click=${() => this.#choose(hit)}>
            <span>${hit.title}<small>${[hit.kind_title, hit.context].filter(Boolean).join(" · ")}</small></span></li>`,
        )}
        ${this.#none ? html`<li class="none" role="option" aria-disabled="true" aria-selected="false">${c.t(this.#why)}</li>` : nothing}
      </ul>
    </div>`;
  }

  #type(text: string): void {
    this.#text = text;
    window.clearTimeout(this.#timer);
    this.#abort?.abort();
    if (text.trim().length < 2) this.#take([], false);
    else this.#timer = window.setTimeout(() => void this.#ask(text.trim()), WAIT_MS);
  }

  async #ask(text: string): Promise<void> {
    const mine = (this.#abort = new AbortController());
    busy.begin("search");
    try {
      const { hits } = await getJson<{ hits: Hit[] }>(`/search?limit=${MOST}&q=${encodeURIComponent(text)}`, mine.signal);
      this.#take(hits.filter(({ point, bbox }) => point ?? bbox), hits.length === 0);
    } catch (error) {
      if (!isAbort(error)) this.#take([], true, problemFrom(error).unreachable ? "error.unreachable" : "error.refused");
    } finally {
      if (this.#abort === mine) busy.end("search");
    }
  }

  #take(hits: Hit[], none: boolean, why: Key = "search.none"): void {
    this.#why = why;
    this.#hits = hits;
    this.#none = none;
    this.#open = hits.length > 0 || none;
    this.#active = 0;
    this.refresh();
  }

  #choose(hit: Hit): void {
    this.#text = hit.title;
    this.#open = false;
    this.go(hit);
    this.refresh();
  }

  #left(event: FocusEvent): void {
    if ((event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) return;
    this.#open = false;
    this.refresh();
  }

  #key(event: KeyboardEvent): void {
    const hit = this.#hits[this.#active];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && this.#hits.length) {
      this.#active = (this.#active + step + this.#hits.length) % this.#hits.length;
      this.#open = true;
    } else if (event.key === "Enter" && hit) this.#choose(hit);
    else if (event.key === "Escape" && this.#open) this.#open = false;
    else return;
    event.preventDefault();
    this.refresh();
  }
}
