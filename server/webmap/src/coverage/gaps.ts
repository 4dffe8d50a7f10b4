/** The table of units with the most people out of reach: sortable, and each row leads to the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { wayOf, type Gap } from "./answer";

interface Shown {
  gaps: Gap[];
  unit: string;
  /** The limit they are beyond, in words. */
  far: string;
  /** Asks for the gaps beyond the smaller limit that is looked at; null where that is the largest. */
  narrow: { far: string; ask(): void } | null;
}

type Column = "name" | "share" | "uncovered" | "nearest";
const FIRST = 8;
/** Where there is no way, it is farther than any. */
const FARTHEST = Number.MAX_VALUE;

function wayText(c: Context, gap: Gap): string {
  if (gap.seconds === null) return c.t("gaps.noway");
  if (typeof gap.seconds === "number") return c.f.time(gap.seconds);
  return typeof gap.distance_m === "number" ? c.f.distance(gap.distance_m) : "–";
}

export class GapTable {
  #column: Column = "uncovered";
  #down = true;
  #all = false;

  constructor(
    private readonly refresh: () => void,
    private readonly go: (code: string, why: "look" | "zoom" | "leave") => void,
  ) {}

  render(c: Context, shown: Shown): TemplateResult {
    const { gaps, unit, narrow } = shown;
    const sorted = this.#sorted(gaps, c.lang);
    const rows = this.#all ? sorted : sorted.slice(0, FIRST);
    return html`<section aria-labelledby="gaps-title">
      <h3 id="gaps-title">${c.t("gaps.title", { distance: shown.far })}</h3>
      ${narrow ? html`<button type="button" class="link" data-narrow @click=${() => narrow.ask()}>${c.t("gaps.narrow", { distance: narrow.far })}</button>` : nothing}
      <div class="scroll-x">
        <table class="gaps">
          <thead>
            <tr>
              ${this.#head(c, "name", unit)} ${this.#head(c, "share", c.t("gaps.share"))}
              ${this.#head(c, "uncovered", c.t("gaps.uncovered"))} ${this.#head(c, "nearest", c.t("gaps.nearest"))}
            </tr>
          </thead>
          <tbody>
            ${rows.map((gap) => this.#row(c, gap))}
          </tbody>
        </table>
      </div>
      ${gaps.length > FIRST
        ? html`<button type="button" class="quiet" aria-expanded=${this.#all ? "true" : "false"} @click=${() => this.#toggle()}>
            ${this.#all ? c.t("gaps.fewer") : c.t("gaps.all", { n: c.f.count(gaps.length) })}
          </button>`
        : nothing}
    </section>`;
  }

  #head(c: Context, column: Column, title: string): TemplateResult {
    const chosen = this.#column === column;
    const order = this.#down ? "descending" : "ascending";
    return html`<th scope="col" aria-sort=${chosen ? order : nothing}>
      <button type="button" title=${c.t("gaps.sort")} @click=${() => this.#sort(column)}>
        ${title}<span class="arrow" aria-hidden="true">${chosen ? (this.#down ? "↓" : "↑") : ""}</span>
      </button>
    </th>`;
  }

  #row(c: Context, gap: Gap): TemplateResult {
    const share = gap.share ?? 0;
    const look = (): void => this.go(gap.code, "look");
    const leave = (): void => this.go(gap.code, "leave");
    const reason = c.text(gap.reason_text);
    return html`<tr data-code=${gap.code} class=${reason ? "with-why" : nothing} @mouseenter=${look} @mouseleave=${leave}>
      <th scope="row">
        <button type="button" class="link" @click=${() => this.go(gap.code, "zoom")} @focus=${look}>
          ${gap.name}
        </button>
      </th>
      <td class="with-bar">
        <svg class="bar" viewBox="0 0 40 8" aria-hidden="true"><rect class="rail" width="40" height="8" rx="4" /><rect width=${(40 * share).toFixed(1)} height="8" rx="4" /></svg>
        <span>${gap.share === null ? "–" : c.f.share(gap.share)}</span>
      </td>
      <td>${c.f.count(gap.uncovered)}</td>
      <td class="way" title=${gap.nearest ?? nothing}>${wayText(c, gap)}</td>
      </tr>
      ${reason
        ? html`<tr class="why" @mouseenter=${look} @mouseleave=${leave}>
            <td colspan="4">${reason}${gap.nearest ? html` · <span class="nearest">${gap.nearest}</span>` : nothing}</td>
          </tr>`
        : nothing}`;
  }

  #sorted(gaps: Gap[], lang: string): Gap[] {
    const value = (gap: Gap): number =>
      this.#column === "share" ? (gap.share ?? -1) : this.#column === "nearest" ? (wayOf(gap) ?? FARTHEST) : gap.uncovered;
    const by = this.#column === "name" ? (a: Gap, b: Gap) => a.name.localeCompare(b.name, lang) : (a: Gap, b: Gap) => value(a) - value(b);
    return [...gaps].sort((a, b) => (this.#down ? -by(a, b) : by(a, b)));
  }

  #sort(column: Column): void {
    this.#down = this.#column === column ? !this.#down : column !== "name";
    this.#column = column;
    this.refresh();
  }

  #toggle(): void {
    this.#all = !this.#all;
    this.refresh();
  }
}
