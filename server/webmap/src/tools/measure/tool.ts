/** How long is it, how large: a line or an area, drawn on the map; the service says. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Answered } from "../../asking/answered";
import { problemView } from "../../asking/panel";
import { titlesOf } from "../../catalogue";
import { Replay } from "../../coverage/replay";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import { Asker } from "../asker";
import { shapeOf } from "../pen/ink";
import { Pen } from "../pen/pen";
import { roughArea, roughLength } from "../pen/sketched";
import { PenView } from "../pen/view";
import type { MapTool } from "../tool";

const KINDS = ["line", "area"] as const;
const HECTARE_M2 = 10_000;

interface Edge {
  edge: number;
  length_m: number;
  azimuth: number;
  so_far_m: number;
}

const lengthText = (c: Context, metres: number): string => (metres < 1000 ? `${c.f.number(metres)}\u00a0m` : `${c.f.number(metres / 1000)}\u00a0km`);
const areaText = (c: Context, m2: number): string => (m2 < HECTARE_M2 ? `${c.f.number(m2)}\u00a0m²` : `${c.f.number(m2 / HECTARE_M2)}\u00a0ha`);

export class MeasureTool implements MapTool {
  readonly #pen: Pen;
  readonly #view: PenView;
  readonly #asker: Asker;
  readonly #replay: Replay;

  constructor(private readonly tools: Tools) {
    this.#pen = new Pen(tools.map, () => this.#keep(), tools.refresh);
    this.#view = new PenView(this.#pen, tools.refresh);
    this.#asker = new Asker("measure", tools.refresh);
    this.#replay = new Replay(tools.refresh, "tool-");
  }

  follow(kit: Own): void {
    const pen = this.#pen;
    pen.read(kit["as"] === "area" ? "area" : "line", kit["g"] ?? "");
    const area = pen.kind === "area" && { parcel: shapeOf("area", pen.corners) };
    this.#asker.want(pen.isWhole ? area || { line: pen.corners } : null);
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
    this.#asker.want(null);
    this.#pen.leave();
  }

  sentence(c: Context): string {
    const { answer } = this.#asker;
    return answer ? `${this.#size(c, answer)} ${c.t("measure.exact")}` : "";
  }

  panel(c: Context): TemplateResult {
    const pen = this.#pen;
    const choose = (as: string): void => this.tools.store.update({ kit: { ...this.tools.store.state.kit, as } }, "replace");
    const { answer } = this.#asker;
    return html`<div class="seg wide" role="group" aria-label=${c.t("measure.what")}>
        ${KINDS.map((kind) => html`<button type="button" aria-pressed=${pen.kind === kind ? "true" : "false"} @click=${() => choose(kind)}>${c.t(`measure.${kind}`)}</button>`)}
      </div>
      ${this.#figures(c)} ${problemView(c, this.#asker.phase, () => this.#asker.retry())} ${this.#view.render(c)}
      ${answer ? html`${this.#edges(c, answer)} ${this.#replay.render(c, answer, titlesOf(this.tools.catalogue(), c))}` : nothing}`;
  }

  #size(c: Context, answer: Answered): string {
    return typeof answer["area_m2"] === "number" ? areaText(c, answer["area_m2"]) : lengthText(c, Number(answer["length_m"]));
  }

  #figures(c: Context): TemplateResult | typeof nothing {
    const { kind, sketched, isSketching } = this.#pen;
    const { answer } = this.#asker;
    if (sketched.length < 2) return nothing;
    const rough = kind === "area" ? areaText(c, roughArea(sketched)) : lengthText(c, roughLength(sketched));
    if (!answer) return html`<div class="big" data-size="sketch"><strong>≈ ${rough}</strong><span>${c.t("measure.sketch")}</span></div>`;
    const border = answer["border_m"];
    return html`<div class="big" data-size="exact"><strong>${this.#size(c, answer)}</strong>
        <span>${c.t("measure.exact")}${typeof border === "number" ? html`<small>${c.t("measure.border", { length: lengthText(c, border) })}</small>` : nothing}</span></div>
      ${isSketching ? html`<p class="soft">${c.t("measure.pointer", { size: rough })}</p>` : nothing}`;
  }

  #edges(c: Context, answer: Answered): TemplateResult | typeof nothing {
    const rows = answer["rows"] as unknown as Edge[];
    if (rows.length < 2) return nothing;
    return html`<details class="how"><summary>${c.t("measure.edges", { n: c.f.count(rows.length) })}</summary>
      <table class="rows"><thead><tr><th scope="col">${c.t("measure.edge")}</th><th scope="col">${c.t("measure.length")}</th><th scope="col">${c.t("measure.turn")}</th><th scope="col">${c.t("measure.sofar")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr><th scope="row">${row.edge}</th><td>${lengthText(c, row.length_m)}</td><td>${c.f.count(row.azimuth)}°</td><td>${lengthText(c, row.so_far_m)}</td></tr>`)}</tbody></table>
    </details>`;
  }
}
