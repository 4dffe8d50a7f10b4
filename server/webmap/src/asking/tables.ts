/** The tables of an answer: sortable, and each row leads to its place on the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { isBilingual, isObject, type Row, type Table } from "./answered";
import { titleOf, valueText } from "./words";

const FIRST = 8;
/** Columns that say nothing to people, or say again what another one says. */
const QUIET = /^(code|lon|lat|places|reason|kind|feature|object|layer|layers|against_layer|n_cells|model_gain|id)$|_reason$|_code$/;

export interface RowActions {
  look(table: string, row: Row | null): void;
  zoom(table: string, row: Row): void;
}

/** The columns a table shows: a name first, then what differs. */
export function columnsOf(rows: readonly Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = names.filter((name) => {
    if (QUIET.test(name) && name !== "code") return false;
    if (name === "code") return !names.some((other) => ["name", "title", "label"].includes(other));
    if (names.includes(`${name}_name`) || names.includes(`${name}_text`)) return false;
    const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
    if (values.length === 0) return false;
    return values.every((value) => !isObject(value) || isBilingual(value) || "name" in value || "title" in value) && !values.some((value) => Array.isArray(value) && value.some(isObject));
  });
  const leads = ["rank", "name", "title", "label"].filter((name) => shown.includes(name));
  return [...leads, ...shown.filter((name) => !leads.includes(name))];
}

interface Dress {
  columns: string[];
  kinds: Record<string, unknown>;
  first: boolean;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Arrows lead from row to row, so that Tab leads past a table in one step. */
function walk(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("th > .link")];
  const step = STEPS[event.key];
  const now = buttons.indexOf(event.target as HTMLElement);
  const next = step && now >= 0 ? buttons[now + step] : undefined;
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export class Tables {
  #sorted = new Map<string, { column: string; down: boolean }>();
  #all = new Set<string>();
  /** The row that was last looked at from the map. */
  marked: { key: string; value: unknown } | null = null;

  constructor(
    private readonly refresh: () => void,
    private readonly actions: RowActions,
  ) {}

  render(c: Context, table: Table, kinds: Record<string, unknown>, columns = columnsOf(table.rows)): TemplateResult {
    const { name, title = titleOf(c, name) } = table;
    const all = this.#all.has(name);
    const ordered = this.#ordered(c, table);
    const rows = all ? ordered : ordered.slice(0, FIRST);
    return html`<section data-table=${name}>
      <div class="scroll-x" tabindex="0" role="region" aria-label=${title}>
        <table class="rows">
          <caption>${title}${rows.length > 1 ? html` <small class="keys" aria-hidden="true">${c.t("rows.keys")}</small>` : nothing}</caption>
          <thead><tr>${columns.map((column) => this.#head(c, name, column))}</tr></thead>
          <tbody @keydown=${walk}>${rows.map((row, i) => this.#row(c, name, row, { columns, kinds, first: i === 0 }))}</tbody>
        </table>
      </div>
      ${ordered.length > FIRST
        ? html`<button type="button" class="quiet" aria-expanded=${all ? "true" : "false"} @click=${() => this.#toggle(name)}>
            ${all ? c.t("gaps.fewer") : c.t("gaps.all", { n: c.f.count(ordered.length) })}
          </button>`
        : nothing}
    </section>`;
  }

  #head(c: Context, table: string, column: string): TemplateResult {
    const sort = this.#sorted.get(table);
    const chosen = sort?.column === column;
    return html`<th scope="col" aria-sort=${chosen ? (sort.down ? "descending" : "ascending") : nothing}>
      <button type="button" title=${c.t("gaps.sort")} @click=${() => this.#sort(table, column)}>
        ${titleOf(c, column)}<span class="arrow" aria-hidden="true">${chosen ? (sort.down ? "↓" : "↑") : ""}</span>
      </button>
    </th>`;
  }

  #row(c: Context, table: string, row: Row, { columns, kinds, first }: Dress): TemplateResult {
    const marked = this.marked !== null && row[this.marked.key] === this.marked.value;
    const lead = columns.find((column) => ["name", "title", "label", "place"].includes(column)) ?? columns[0];
    return html`<tr class=${marked ? "chosen" : nothing} @mouseenter=${() => this.actions.look(table, row)} @mouseleave=${() => this.actions.look(table, null)}>
      ${columns.map((column) => {
        const text = valueText(c, column, row[column], kinds);
        if (column !== lead) return html`<td class=${typeof row[column] === "number" ? nothing : "word"}>${text}</td>`;
        return html`<th scope="row"><button type="button" class="link" tabindex=${first ? 0 : -1} @click=${() => this.actions.zoom(table, row)} @focus=${() => this.actions.look(table, row)}>${text}</button></th>`;
      })}
    </tr>`;
  }

  #ordered(c: Context, { name, rows }: Table): Row[] {
    const sort = this.#sorted.get(name);
    if (!sort) return rows;
    const { column, down } = sort;
    const by = (a: Row, b: Row): number => {
      const [x, y] = [a[column], b[column]];
      if (typeof x === "number" && typeof y === "number") return x - y;
      return valueText(c, column, x).localeCompare(valueText(c, column, y), c.lang);
    };
    return [...rows].sort((a, b) => (down ? -by(a, b) : by(a, b)));
  }

  #sort(table: string, column: string): void {
    const before = this.#sorted.get(table);
    this.#sorted.set(table, { column, down: before?.column === column ? !before.down : true });
    this.refresh();
  }

  #toggle(table: string): void {
    if (!this.#all.delete(table)) this.#all.add(table);
    this.refresh();
  }
}
