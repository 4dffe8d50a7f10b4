/** What lies within an area that is drawn, pasted or chosen by name. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Geometry } from "geojson";
import { isAbort, problemFrom, type Problem } from "../../api";
import { problemView } from "../../asking/panel";
import * as busy from "../../busy";
import { boundsOf } from "../../coverage/answer";
import { show } from "../../map/canvas";
import { token } from "../../map/theme";
import { Combobox, type Option } from "../../panels/combobox";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import { shapeOf } from "../pen/ink";
import { Pen } from "../pen/pen";
import { coloured, drawResult } from "../pen/result";
import { PenView } from "../pen/view";
import type { MapTool } from "../tool";
import { areaIn, cornersOf } from "./pasted";
import { placeGeometry, placeOptions } from "./places";
import { Statistics } from "./statistics";

/** Longer than that, a pasted area is not kept in the address. */
const LONGEST = 1500;

export class DrawTool implements MapTool {
  readonly #pen: Pen;
  readonly #view: PenView;
  readonly #statistics: Statistics;
  readonly #combo: Combobox;
  #options: Option[] = [];
  #asked = false;
  #pasted = "";
  #isWrong = false;
  /** The area that is no drawing, and what of the address it is of. */
  #other: { of: string; area: Geometry | null } = { of: "", area: null };
  #abort: AbortController | null = null;
  #problem: Problem | null = null;

  constructor(private readonly tools: Tools) {
    this.#pen = new Pen(tools.map, () => this.#keep(), tools.refresh);
    this.#pen.kind = "area";
    this.#view = new PenView(this.#pen, tools.refresh);
    this.#statistics = new Statistics(tools.refresh);
    this.#combo = new Combobox("tool-place", tools.refresh, true);
  }

  follow(kit: Own): void {
    if (!this.#asked) void this.#learn();
    this.#pen.read("area", kit["g"] ?? "");
    const of = kit["of"] ?? "";
    const pasted = kit["geo"] ?? "";
    if (of !== this.#other.of && !(of === "" && pasted === "" && this.#other.of === "pasted" && !kit["g"])) void this.#fetch(of, pasted);
    else this.#ask();
  }

  async #learn(): Promise<void> {
    this.#asked = true;
    this.#options = await placeOptions();
    this.tools.refresh();
  }

  async #fetch(of: string, pasted: string): Promise<void> {
    this.#abort?.abort();
    this.#problem = null;
    this.#other = { of, area: pasted ? areaIn(pasted) : null };
    if (!of.includes("/")) return this.#ask();
    const mine = (this.#abort = new AbortController());
    busy.begin("tool place");
    try {
      const area = await placeGeometry(of, mine.signal);
      if (this.#abort === mine) this.#other = { of, area };
    } catch (error) {
      if (!isAbort(error)) this.#problem = problemFrom(error);
    } finally {
      if (this.#abort === mine) busy.end("tool place");
    }
    if (this.#abort === mine) this.#ask(true);
  }

  /** Asks about the area there is: the chosen one, the pasted one, or the drawing. */
  #ask(frame = false): void {
    const { area } = this.#other;
    const { map } = this.tools;
    drawResult(map, area ? [coloured({ type: "Feature", properties: {}, geometry: area }, token("accent"))] : []);
    const bounds = area && frame && boundsOf({ type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: area }] });
    if (map && bounds) show(map, bounds);
    this.#statistics.report.want(area ?? (this.#pen.isWhole ? shapeOf("area", this.#pen.corners) : null));
    this.tools.refresh();
  }

  #keep(): void {
    const { text } = this.#pen;
    this.#other = { of: "", area: null };
    this.tools.store.update({ kit: text ? { g: text } : {} }, "replace");
  }

  #choose(of: string): void {
    this.tools.store.update({ kit: of ? { of } : {} }, "push");
  }

  #paste(event: Event): void {
    event.preventDefault();
    const area = areaIn(this.#pasted);
    this.#isWrong = area === null;
    if (area) {
      const corners = cornersOf(area);
      const text = JSON.stringify(area);
      if (corners && corners.length <= LONGEST) this.tools.store.update({ kit: { g: corners } }, "push");
      else {
        this.#other = { of: "pasted", area };
        this.tools.store.update({ kit: text.length <= LONGEST ? { of: "pasted", geo: text } : {} }, "push");
        this.#ask(true);
      }
      if (corners && this.tools.map) {
        const bounds = boundsOf({ type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: area }] });
        if (bounds) show(this.tools.map, bounds);
      }
    }
    this.tools.refresh();
  }

  click(at: [number, number]): boolean {
    return this.#other.area ? false : this.#pen.press(at);
  }

  key(event: KeyboardEvent): boolean {
    return this.#pen.key(event);
  }

  paint(): void {
    this.#pen.paint();
  }

  leave(): void {
    this.#abort?.abort();
    this.#other = { of: "", area: null };
    this.#statistics.report.want(null);
    drawResult(this.tools.map, []);
    this.#pen.leave();
  }

  sentence(c: Context): string {
    return this.#statistics.sentence(c);
  }

  panel(c: Context): TemplateResult {
    const of = this.tools.store.state.kit["of"] ?? "";
    const chosen = of.includes("/") ? [of] : [];
    const isWrong = this.#isWrong;
    return html`${this.#other.area ? nothing : this.#view.render(c)}
      ${this.#options.length ? html`<div class="tool-field">${this.#combo.render(c, c.t("site.place"), this.#options, chosen, ([one]) => this.#choose(one ?? ""))}</div>` : nothing}
      ${this.#other.of === "pasted" ? html`<p class="soft">${c.t(this.tools.store.state.kit["geo"] ? "site.pasted" : "site.unkept")} <button type="button" class="link" @click=${() => this.#keep()}>${c.t("site.unpaste")}</button></p>` : nothing}
      <details class="how" ?open=${isWrong}><summary>${c.t("site.paste")}</summary>
        <form class="tool-paste" novalidate @submit=${(event: Event) => this.#paste(event)}>
          <label for="tool-pasted">${c.t("site.paste.label")}</label>
          <textarea id="tool-pasted" rows="4" spellcheck="false" .value=${this.#pasted} aria-invalid=${isWrong ? "true" : nothing} aria-describedby=${isWrong ? "tool-pasted-fault" : nothing}
            @input=${(event: Event) => { this.#pasted = (event.target as HTMLTextAreaElement).value; }}></textarea>
          ${isWrong ? html`<p class="fault" id="tool-pasted-fault" role="alert">${c.t("site.paste.wrong")}</p>` : nothing}
          <button type="submit" class="quiet">${c.t("site.paste.use")}</button>
        </form></details>
      ${this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, () => void this.#fetch(of, "")) : nothing}
      ${this.#statistics.render(c)}`;
  }
}
