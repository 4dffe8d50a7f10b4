/** How long is it, how large: a line or an area, drawn on the map. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import { roughArea, roughLength } from "../pen/sketched";
import { Pen } from "../pen/pen";
import { PenView } from "../pen/view";
import type { MapTool } from "../tool";

const KINDS = ["line", "area"] as const;

export class MeasureTool implements MapTool {
  readonly #pen: Pen;
  readonly #view: PenView;

  constructor(private readonly tools: Tools) {
    this.#pen = new Pen(tools.map, () => this.#keep(), tools.refresh);
    this.#view = new PenView(this.#pen, tools.refresh);
  }

  follow(kit: Own): void {
    this.#pen.read(kit["as"] === "area" ? "area" : "line", kit["g"] ?? "");
  }

  #keep(): void {
    const { kind, text } = this.#pen;
    this.tools.store.update({ kit: { as: kind, ...(text && { g: text }) } }, "replace");
  }

  click(at: [number, number]): boolean {
    return this.#pen.press(at);
  }

  key(event: KeyboardEvent): boolean {
    return this.#pen.key(event);
  }

  paint(): void {
    this.#pen.paint();
  }

  leave(): void {
    this.#pen.leave();
  }

  panel(c: Context): TemplateResult {
    const pen = this.#pen;
    const choose = (as: string): void => this.tools.store.update({ kit: { ...this.tools.store.state.kit, as } }, "replace");
    return html`<div class="seg wide" role="group" aria-label=${c.t("measure.what")}>
        ${KINDS.map((kind) => html`<button type="button" aria-pressed=${pen.kind === kind ? "true" : "false"} @click=${() => choose(kind)}>${c.t(`measure.${kind}`)}</button>`)}
      </div>
      ${this.#figures(c)} ${this.#view.render(c)}`;
  }

  #figures(c: Context): TemplateResult | typeof nothing {
    const { kind, sketched } = this.#pen;
    if (sketched.length < 2) return nothing;
    const size = kind === "area" ? c.t("measure.hectares", { n: c.f.number(roughArea(sketched) / 10_000) }) : c.f.distance(roughLength(sketched));
    return html`<div class="big"><strong>≈ ${size}</strong><span>${c.t("measure.sketch")}</span></div>`;
  }
}
