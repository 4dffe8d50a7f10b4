/** Two sets of layers side by side on one map, with a line between them that can be moved. */
import { html, nothing, type TemplateResult } from "lit-html";
import { drawable, type LayerEntry } from "../../catalogue";
import type { Context } from "../../panels/context";
import { drawing, icon, swatch } from "../../panels/marks";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import type { MapTool } from "../tool";
import { Divider } from "./divider";
import { Mirror } from "./mirror";
import { firstPair, pairFrom, pairText, type Pair } from "./pair";

type Side = "left" | "right";
const SIDES: readonly Side[] = ["left", "right"];
/** So many classes a legend in the panel shows. */
const CLASSES = 12;
/** Where the panel has room for legends from the start. */
const ROOMY = "(min-width: 961px)";

export class CompareTool implements MapTool {
  readonly beside = true;
  #pair: Pair = { left: [], right: [], at: 0.5 };
  #mirror: Mirror | null = null;
  #divider: Divider | null = null;
  /** What the card over the map tells of: the side its point is on, and the layers there. */
  #looked = "";

  constructor(private readonly tools: Tools) {}

  follow(kit: Own): void {
    const { catalogue, store } = this.tools;
    const wanted = pairFrom(kit["cmp"] ?? "") ?? firstPair(catalogue(), store.state.layers ?? new Map());
    const there = new Set(drawable(catalogue()).map(({ id }) => id));
    const known = (ids: readonly string[]): string[] => ids.filter((id) => there.has(id));
    const next = { left: known(wanted.left), right: known(wanted.right), at: wanted.at };
    const moved = !this.#mirror || String(next.left) !== String(this.#pair.left) || String(next.right) !== String(this.#pair.right);
    this.#pair = next;
    if (moved) this.#divide();
    this.#cut();
    this.#look();
    if (pairText(next) !== kit["cmp"]) queueMicrotask(() => this.#keep(next));
  }

  #divide(): void {
    const { layers, map } = this.tools;
    if (!layers || !map) return;
    layers.divide(this.#pair);
    this.tools.answered();
    this.#mirror ??= new Mirror(map, layers, () => this.#look(), (c) => ({ left: this.#caption(c, "left"), right: this.#caption(c, "right"), title: c.t("compare.pair", { left: this.#names(c, "left"), right: this.#names(c, "right") }) }));
    layers.beside = (at) => (this.#isRight(at) ? (this.#mirror?.map ?? null) : null);
    this.#divider ??= new Divider(map.getContainer(), (at) => this.#keep({ ...this.#pair, at }));
  }

  /** Whether a point of the map lies on the right of the line. */
  #isRight(at: [number, number]): boolean {
    const { map } = this.tools;
    return map !== null && map.project(at).x > this.#pair.at * map.getContainer().clientWidth;
  }

  /** Has what stands at the point looked at told anew, once another side or other layers are seen there. */
  #look(): void {
    const { at } = this.tools.store.state;
    const looked = at ? `${at} ${this.#isRight(at) ? `right ${this.#mirror?.map.loaded()} ${this.#pair.right}` : `left ${this.#pair.left}`}` : "";
    if (looked === this.#looked) return;
    this.#looked = looked;
    if (at) this.tools.answered();
  }

  #cut(): void {
    this.#mirror?.cut(this.#pair.at);
    this.#divider?.cut(this.#pair.at);
  }

  #keep(pair: Pair): void {
    this.tools.store.update({ kit: { ...this.tools.store.state.kit, cmp: pairText(pair) } }, "replace");
  }

  leave(): void {
    this.#mirror?.remove();
    this.#divider?.remove();
    this.#mirror = this.#divider = null;
    this.#looked = "";
    if (this.tools.layers) this.tools.layers.beside = null;
    this.tools.layers?.divide(null);
    this.tools.answered();
  }

  sentence(c: Context): string {
    return c.t("compare.said", { left: this.#names(c, "left"), right: this.#names(c, "right") });
  }

  panel(c: Context): TemplateResult {
    if (!this.tools.map) return html`<p class="soft">${c.t("map.nowebgl")}</p>`;
    const { at } = this.#pair;
    const percent = Math.round(at * 100);
    const slide = (event: Event): void => this.#keep({ ...this.#pair, at: Number((event.target as HTMLInputElement).value) / 100 });
    return html`<label class="cut">${c.t("compare.line")}
        <input type="range" min="0" max="100" step="1" .value=${String(percent)} aria-valuetext=${c.t("compare.at", { share: c.f.count(percent) })} @input=${slide} /></label>
      <div class="acts"><button type="button" class="quiet" data-swap @click=${() => this.#keep({ ...this.#pair, left: this.#pair.right, right: this.#pair.left })}>${c.t("compare.swap")}</button>
        <button type="button" class="quiet" data-pair-sheet @click=${() => this.tools.store.update({ tool: "sheet" }, "push")}>${c.t("compare.sheet")}</button></div>
      <div class="sides">${SIDES.map((side) => this.#side(c, side))}</div>`;
  }

  #side(c: Context, side: Side): TemplateResult {
    const chosen = this.#entries(side);
    const ids = this.#pair[side];
    const rest = drawable(this.tools.catalogue()).filter(({ id }) => !ids.includes(id));
    const change = (next: readonly string[]): void => this.#keep({ ...this.#pair, [side]: next });
    const add = (event: Event): void => {
      const field = event.target as HTMLSelectElement;
      if (field.value) change([...ids, field.value]);
      field.value = "";
    };
    const other = this.#entries(side === "left" ? "right" : "left");
    // A legend that both sides share is told once.
    const said = (layer: LayerEntry): boolean => side === "right" && other.some(({ legend }) => JSON.stringify(legend) === JSON.stringify(layer.legend));
    return html`<section data-side=${side} aria-label=${c.t(`compare.${side}`)}>
      <h3>${c.t(`compare.${side}`)}</h3>
      <ul class="compared">${chosen.map((layer) => html`<li><span>${c.text(layer.title)}</span>
          <button type="button" class="bare" aria-label=${c.t("form.remove", { name: c.text(layer.title) })} @click=${() => change(ids.filter((id) => id !== layer.id))}>${drawing(icon.close)}</button>
          ${said(layer) ? nothing : classes(c, layer)}</li>`)}</ul>
      <select aria-label=${c.t(`compare.${side}.add`)} @change=${add}>
        <option value="">${c.t("compare.add")}</option>
        ${rest.map((layer) => html`<option value=${layer.id}>${c.text(layer.title)}</option>`)}
      </select>
    </section>`;
  }

  #entries(side: Side): LayerEntry[] {
    const known = new Map(drawable(this.tools.catalogue()).map((layer) => [layer.id, layer]));
    return this.#pair[side].flatMap((id) => known.get(id) ?? []);
  }

  /** What stands over a side on paper: the side, its layers, and of when they are. */
  #caption(c: Context, side: Side): string {
    const years = [...new Set(this.#entries(side).map(({ data_date }) => data_date.slice(0, 4)).filter(Boolean))].sort();
    const date = years.length > 1 ? `${years[0]}–${years.at(-1)}` : years[0];
    return `${c.t(`compare.${side}`)}: ${this.#names(c, side)}${date ? ` · ${c.t("foot.data", { date })}` : ""}`;
  }

  #names(c: Context, side: Side): string {
    return this.#entries(side).map((layer) => c.text(layer.title)).join(", ") || c.t("compare.none");
  }
}

function classes(c: Context, layer: LayerEntry): TemplateResult | typeof nothing {
  if (layer.legend.length < 2) return nothing;
  const shown = layer.legend.slice(0, CLASSES);
  return html`<details ?open=${window.matchMedia(ROOMY).matches}><summary>${c.t("compare.legend")}</summary><ul class="classes">
    ${shown.map((entry) => html`<li>${swatch(entry.colour, entry.shape, entry.pattern)} ${c.text(entry.label)}</li>`)}
    ${layer.legend.length > CLASSES ? html`<li>${c.t("layer.classes", { n: c.f.count(layer.legend.length - CLASSES) })}</li>` : nothing}
  </ul></details>`;
}
