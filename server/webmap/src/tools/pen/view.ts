/** The controls of a drawing: begin and end, back and forth, and its corners as text. */
import { html, nothing, type TemplateResult } from "lit-html";
import { drawing, icon } from "../../panels/marks";
import type { Context } from "../../panels/context";
import { MOST, type Pen } from "./pen";
import type { At } from "./polyline";

/** What is typed as a place: lon and lat, in either order where only one of them can be meant. */
export function typedPlace(text: string): At | null {
  const [a, b, ...rest] = (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  if (a === undefined || b === undefined || rest.length) return null;
  const at: At = Math.abs(a) <= 90 && Math.abs(b) > 90 ? [b, a] : [a, b];
  return Math.abs(at[0]) <= 180 && Math.abs(at[1]) <= 90 ? at : null;
}

const text = ([lon, lat]: At): string => `${lon.toFixed(5)}, ${lat.toFixed(5)}`;

export class PenView {
  #typed = "";
  #isWrong = false;

  constructor(
    private readonly pen: Pen,
    private readonly refresh: () => void,
  ) {}

  render(c: Context): TemplateResult {
    const { pen } = this;
    const hint = pen.drawing ? c.t(pen.kind === "point" ? "pen.hint.point" : "pen.hint") : c.t("pen.hint.done");
    return html`<p class="soft pen-hint">${hint}</p>
      <div class="pen-acts" role="group" aria-label=${c.t("pen.acts")}>
        ${pen.kind === "point"
          ? nothing
          : pen.drawing
            ? html`<button type="button" class="quiet" data-pen="finish" ?disabled=${!pen.isWhole} @click=${() => pen.finish()}>${c.t("pen.finish")}</button>`
            : html`<button type="button" class="quiet" data-pen="resume" @click=${() => pen.resume()}>${c.t("pen.resume")}</button>`}
        <button type="button" class="quiet" data-pen="undo" aria-keyshortcuts="Control+Z" title=${c.t("pen.undo.keys")} ?disabled=${!pen.canUndo} @click=${() => pen.undo()}>${c.t("pen.undo")}</button>
        <button type="button" class="quiet" data-pen="redo" aria-keyshortcuts="Control+Shift+Z" title=${c.t("pen.redo.keys")} ?disabled=${!pen.canRedo} @click=${() => pen.redo()}>${c.t("pen.redo")}</button>
        <button type="button" class="quiet" data-pen="clear" ?disabled=${pen.corners.length === 0} @click=${() => pen.clear()}>${c.t("pen.clear")}</button>
      </div>
      <form class="pen-add" novalidate @submit=${(event: Event) => this.#add(event)}>
        <label for="pen-place">${c.t(pen.kind === "point" ? "pen.place" : "pen.add")}</label>
        <input id="pen-place" type="text" autocomplete="off" placeholder="116.83, -1.26" .value=${this.#typed} aria-invalid=${this.#isWrong ? "true" : nothing} aria-describedby=${this.#isWrong ? "pen-fault" : nothing}
          @input=${(event: Event) => { this.#typed = (event.target as HTMLInputElement).value; }} />
        <button type="submit" class="quiet">${c.t(pen.kind === "point" ? "pen.set" : "pen.append")}</button>
        ${this.#isWrong ? html`<p class="fault" id="pen-fault" role="alert">${c.t("pen.wrong", { got: this.#typed.slice(0, 40) || "–" })}</p>` : nothing}
      </form>
      ${pen.kind !== "point" && pen.corners.length ? this.#corners(c) : nothing}`;
  }

  #corners(c: Context): TemplateResult {
    const { corners } = this.pen;
    return html`<details class="pen-corners"><summary>${c.t("pen.corners", { n: c.f.count(corners.length) })}</summary>
      <ol>${corners.map((at, i) => html`<li><span>${text(at)}</span>
        <button type="button" class="bare" aria-label=${c.t("pen.remove", { n: i + 1 })} title=${c.t("pen.remove", { n: i + 1 })} @click=${() => this.pen.remove(i)}>${drawing(icon.close)}</button></li>`)}</ol>
    </details>`;
  }

  #add(event: Event): void {
    event.preventDefault();
    const at = typedPlace(this.#typed);
    this.#isWrong = at === null;
    if (at) {
      this.#typed = "";
      if (this.pen.kind === "point") this.pen.set([at]);
      else if (this.pen.corners.length < MOST) this.pen.set([...this.pen.corners, at]);
    }
    this.refresh();
  }
}
