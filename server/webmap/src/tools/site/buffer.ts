/** What lies within a distance of a point, a line or an area; and, at a press, what is in there. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Geometry } from "geojson";
import { problemView } from "../../asking/panel";
import { titlesOf } from "../../catalogue";
import { Replay } from "../../coverage/replay";
import { token } from "../../map/theme";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import { Asker } from "../asker";
import { shapeOf, type Kind } from "../pen/ink";
import { Pen } from "../pen/pen";
import { coloured, drawResult } from "../pen/result";
import { PenView } from "../pen/view";
import type { MapTool } from "../tool";
import { Statistics } from "./statistics";

const KINDS = ["point", "line", "area"] as const;
const USUAL = "1km";

export class BufferTool implements MapTool {
  readonly #pen: Pen;
  readonly #view: PenView;
  readonly #asker: Asker;
  readonly #statistics: Statistics;
  readonly #replay: Replay;
  #drawn: Geometry | null = null;

  constructor(private readonly tools: Tools) {
    this.#pen = new Pen(tools.map, () => this.#keep({}), tools.refresh);
    this.#view = new PenView(this.#pen, tools.refresh);
    this.#asker = new Asker("buffer", () => this.#changed());
    this.#statistics = new Statistics(tools.refresh);
    this.#replay = new Replay(tools.refresh, "tool-");
  }

  get #kit(): Own {
    return this.tools.store.state.kit;
  }

  get #distance(): string {
    return this.#kit["d"] || USUAL;
  }

  follow(kit: Own): void {
    const pen = this.#pen;
    const kind: Kind = KINDS.find((one) => one === kit["as"]) ?? "point";
    pen.read(kind, kit["g"] ?? "");
    const shapes = { point: { point: pen.corners[0] }, line: { line: pen.corners }, area: { parcel: shapeOf("area", pen.corners) } };
    this.#asker.want(pen.isWhole ? { ...shapes[kind], distance: this.#distance } : null);
    this.#changed();
  }

  /** Draws what came, and asks what is in it where that is wanted. */
  #changed(): void {
    const feature = this.#asker.last?.features["buffer"]?.features[0];
    this.#drawn = feature?.geometry ?? null;
    if (this.tools.store.state.tool !== "buffer") return;
    drawResult(this.tools.map, feature ? [coloured(feature, token("accent"))] : []);
    this.#statistics.report.want(this.#kit["stats"] === "1" && this.#asker.answer ? this.#drawn : null);
    this.tools.refresh();
  }

  #keep(change: Own): void {
    const { kind, text } = this.#pen;
    const { d, stats } = this.#kit;
    this.tools.store.update({ kit: { as: kind, ...(text && { g: text }), ...(d && { d }), ...(stats && { stats }), ...change } }, "replace");
  }

  click(at: [number, number]): boolean {
    return this.#pen.press(at);
  }

  key(event: KeyboardEvent): boolean {
    return this.#pen.key(event);
  }

  paint(): void {
    this.#pen.paint();
    this.#changed();
  }

  leave(): void {
    this.#asker.want(null);
    this.#statistics.report.want(null);
    drawResult(this.tools.map, []);
    this.#pen.leave();
  }

  sentence(c: Context): string {
    const { answer } = this.#asker;
    return this.#statistics.sentence(c) || (answer ? c.t("buffer.sentence", { distance: this.#distance, area: c.f.number(Number(answer["area_ha"])) }) : "");
  }

  panel(c: Context): TemplateResult {
    const pen = this.#pen;
    const { answer, phase } = this.#asker;
    const fault = phase.kind === "problem" ? phase.problem.faults.find(({ input }) => input === "distance") : undefined;
    const take = (event: Event): void => this.#keep({ d: (event.target as HTMLInputElement).value.trim() });
    const choose = (as: string): void => this.tools.store.update({ kit: { ...this.#kit, as } }, "replace");
    return html`<div class="seg wide" role="group" aria-label=${c.t("buffer.around")}>
        ${KINDS.map((kind) => html`<button type="button" aria-pressed=${pen.kind === kind ? "true" : "false"} @click=${() => choose(kind)}>${c.t(`buffer.${kind}`)}</button>`)}
      </div>
      <div class="tool-field"><label for="tool-distance">${c.t("buffer.distance")}</label>
        <input id="tool-distance" type="text" autocomplete="off" .value=${live(this.#distance)} aria-invalid=${fault ? "true" : nothing} aria-describedby=${fault ? "tool-distance-fault" : nothing} @change=${take} />
        ${fault ? html`<p class="fault" id="tool-distance-fault" role="alert">${fault.detail}</p>` : nothing}</div>
      ${this.#view.render(c)} ${fault ? nothing : problemView(c, phase, () => this.#asker.retry())}
      ${answer
        ? html`${this.#kit["stats"] === "1"
              ? this.#statistics.render(c)
              : html`<div class="big" data-size="buffer"><strong>${c.f.number(Number(answer["area_ha"]))} ha</strong><span>${c.t("buffer.size", { distance: this.#distance })}</span></div> <button type="button" class="primary" data-stats @click=${() => this.#keep({ stats: "1" })}>${c.t("buffer.stats")}</button> ${this.#replay.render(c, answer, titlesOf(this.tools.catalogue(), c))}`}`
        : nothing}`;
  }
}
