/** The card over the map that says what stands at a point. */
import { html, nothing, render, type TemplateResult } from "lit-html";
import { Popup, type Map as GlMap } from "maplibre-gl";
import { at as addressOf } from "../api";
import type { Feature } from "geojson";
import type { Trust } from "../catalogue";
import { unitView, type FoundUnit } from "../coverage/unit";
import type { Found, Property } from "../map/identify";
import type { Context } from "./context";
import { drawing, icon, trustTag } from "./marks";

/** A feature of an answer that a task tells of in its own words. */
export interface FoundRow {
  kind: "row";
  feature: Feature;
  title(c: Context): string;
  view(c: Context): TemplateResult;
}

/** What the card shows: features at the point, or that it is looking, or that nothing is there. */
export type Content = { kind: "loading" } | { kind: "problem"; message: string } | { kind: "found"; found: (Found | FoundUnit | FoundRow)[] };

/** Who opened the card: a person, who is then led into it, or the address of the page. */
export type Opener = "pointer" | "keyboard" | "address";

const OFFSET_PX = 8;
const CLEAR_PX = 30;
/** What the card leaves free at the map's edges: the tools above, the line of sources below. */
const CLEAR = { top: 62, right: 8, bottom: 44, left: 8 };
/** Where the card is no bubble at the point but lies at the map's edge: as in the style sheet. */
const DOCKED = "(max-width: 960px)";

/** How far a stretch reaches out of another one, negative at its start; 0 where it fits or is longer. */
function beyond(from: number, to: number, least: number, most: number): number {
  if (to - from > most - least) return 0;
  return from < least ? from - least : Math.max(0, to - most);
}

export class Card {
  #popup: Popup | null = null;
  #box = document.createElement("div");
  #index = 0;
  #content: Content = { kind: "loading" };
  #opener: Opener = "address";
  #at: [number, number] = [0, 0];

  constructor(
    private readonly map: GlMap,
    private readonly speak: () => Context,
    private readonly closed: () => void,
    private readonly looked: (feature: Feature | null) => void,
    /** Asks who reaches the point. */
    private readonly reach: (at: [number, number]) => void,
  ) {
    this.#box.className = "card";
    this.#box.setAttribute("role", "dialog");
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#dismiss();
    });
  }

  open(at: [number, number], opener: Opener): void {
    this.#remove();
    this.#opener = opener;
    this.#at = at;
    this.#popup = new Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, maxWidth: "320px", offset: OFFSET_PX, padding: CLEAR })
      .setLngLat(at)
      .setDOMContent(this.#box)
      .addTo(this.map);
    this.set({ kind: "loading" });
  }

  set(content: Content): void {
    this.#content = content;
    this.#index = 0;
    this.refresh();
    this.looked(content.kind === "found" ? (content.found[0]?.feature ?? null) : null);
    if (content.kind !== "loading") this.#reveal();
    if (content.kind !== "loading" && this.#opener !== "address") this.#box.querySelector<HTMLElement>("[data-close]")?.focus({ preventScroll: true });
  }

  close(): void {
    const focused = this.#box.contains(document.activeElement);
    this.#remove();
    this.looked(null);
    if (focused || this.#opener === "keyboard") this.map.getCanvas().focus({ preventScroll: true });
    this.#opener = "address";
  }

  get isOpen(): boolean {
    return this.#popup !== null;
  }

  refresh(): void {
    if (!this.#popup) return;
    const c = this.speak();
    this.#box.setAttribute("aria-label", c.t("popup.label"));
    render(this.#view(c), this.#box);
    // Its size changed: it may have to stand on another side of the point.
    this.#popup.setOffset(OFFSET_PX);
  }

  /**
   * Moves the map so that card and point can both be seen: an address may name a point beyond the
   * edge, and on a phone the card lies at the map's lower edge, where the point must not lie.
   */
  #reveal(): void {
    const map = this.map.getContainer().getBoundingClientRect();
    const card = this.#box.getBoundingClientRect();
    const point = this.map.project(this.#at);
    const docked = window.matchMedia(DOCKED).matches;
    const lowest = docked ? card.top - map.top - CLEAR_PX : map.height - CLEAR_PX;
    let dx = beyond(point.x, point.x, CLEAR_PX, map.width - CLEAR_PX);
    let dy = beyond(point.y, point.y, Math.min(CLEAR.top + CLEAR_PX, lowest), lowest);
    if (!docked) {
      dx ||= beyond(card.left - map.left, card.right - map.left, CLEAR.left, map.width - CLEAR.right);
      dy ||= beyond(card.top - map.top, card.bottom - map.top, CLEAR.top, map.height - CLEAR.bottom);
    }
    if (dx || dy) this.map.panBy([dx, dy], { duration: 0 });
  }

  #remove(): void {
    this.#popup?.remove();
    this.#popup = null;
  }

  #dismiss(): void {
    this.close();
    this.closed();
  }

  #view(c: Context): TemplateResult {
    const content = this.#content;
    const found = content.kind === "found" ? content.found[this.#index] : undefined;
    const n = content.kind === "found" ? content.found.length : 0;
    return html`<header>
        <p class="q">${found ? titleOf(c, found) : c.t("popup.label")}</p>
        ${n > 1 ? this.#pager(c, n) : nothing}
        <button type="button" class="bare" data-close aria-label=${c.t("popup.close")} @click=${() => this.#dismiss()}>${drawing(icon.close)}</button>
      </header>
      ${content.kind === "loading" ? html`<p class="working">${c.t("state.loading")}</p>` : nothing}
      ${content.kind === "problem" ? html`<p class="fault" role="alert">${content.message}</p>` : nothing}
      ${content.kind === "found" && !found ? html`<p>${c.t("popup.nothing")}</p>` : nothing} ${found ? this.#told(c, found) : nothing}
      ${content.kind === "found" ? html`<button type="button" class="link" data-reach @click=${() => this.reach(this.#at)}>${c.t("popup.reach")}</button>` : nothing}`;
  }

  #told(c: Context, found: Found | FoundUnit | FoundRow): TemplateResult {
    if (found.kind === "row") return found.view(c);
    return found.kind === "unit" ? unitView(c, found) : this.#feature(c, found);
  }

  #pager(c: Context, n: number): TemplateResult {
    const step = (by: number): void => {
      this.#index = (this.#index + by + n) % n;
      this.refresh();
      this.looked(this.#content.kind === "found" ? (this.#content.found[this.#index]?.feature ?? null) : null);
    };
    return html`<div class="pager">
      <button type="button" class="bare" aria-label=${c.t("popup.previous")} @click=${() => step(-1)}>${drawing(icon.previous)}</button>
      <span aria-live="polite">${this.#index + 1} / ${n}</span>
      <button type="button" class="bare" aria-label=${c.t("popup.next")} @click=${() => step(1)}>${drawing(icon.next)}</button>
    </div>`;
  }

  #feature(c: Context, found: Found): TemplateResult {
    const values = found.feature.properties ?? {};
    const label = found.layer.label_field ?? "name";
    const name = values[label] ?? values["name"];
    const shown = Object.entries(values).filter(([key, value]) => key !== label && value !== null && value !== "");
    const origin = c.text(found.layer.source_words);
    return html`<h2>${name ?? c.text(found.layer.title)}</h2>
      <p class="src">
        ${trustTag(found.layer.trust, c)} ${found.layer.data_date ? html`<span>${found.layer.data_date}</span>` : nothing}
        <a href=${addressOf(`/collections/${found.layer.id}/items/${found.feature.id ?? ""}?f=html`)}>${c.t("popup.item")}</a>
        ${origin ? html`<span class="owner" title=${origin}>${c.t("layer.source")}: ${origin}</span>` : nothing}
      </p>
      <dl data-item="${found.layer.id}/${found.feature.id ?? ""}">
        ${shown.map(([key, value]) => {
          const property = found.properties.get(key);
          return html`<dt>${property?.title ?? key}</dt><dd data-field=${key} class=${isCode(value) ? "code" : nothing}>${valueText(c, key, property, value)}</dd>`;
        })}
      </dl>`;
  }
}

function titleOf(c: Context, found: Found | FoundUnit | FoundRow): string {
  if (found.kind === "row") return found.title(c);
  return found.kind === "unit" ? c.t("popup.unit", { what: found.what(c) }) : c.text(found.layer.title);
}

/** Codes and short figures are not broken into lines. */
const isCode = (value: unknown): boolean => /^[^\s,;/]{1,24}$/.test(String(value));

const TRUSTS: readonly string[] = ["official", "open_data", "compiled", "modelled", "illustrative"];

/** Units that are words, and differ by language. */
const WORDS = ["people", "degree"] as const;

/** A value in words: codes by their label, years without a thousands mark, the rest by its kind. */
function valueText(c: Context, key: string, property: Property | undefined, value: unknown): string {
  if (key === "trust" && TRUSTS.includes(String(value))) return c.t(`trust.${value as Trust}`);
  if (/(^|_)(year|tahun)$/.test(key)) return String(value);
  const code = property?.codes.get(String(value));
  if (code) return c.text(code);
  if (typeof value === "boolean") return c.t(value ? "value.yes" : "value.no");
  const text = c.f.value(value);
  const word = WORDS.find((one) => one === property?.unit);
  return property?.unit ? `${text} ${word ? c.t(`value.${word}`) : property.unit}` : text;
}
