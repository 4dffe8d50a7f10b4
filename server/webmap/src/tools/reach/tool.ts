/** Who gets to a place, and along which roads: by a way of travel, within minutes. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Answered } from "../../asking/answered";
import { problemView } from "../../asking/panel";
import { Processes, type ProcessDescription } from "../../asking/process";
import { titlesOf } from "../../catalogue";
import { boundsOf } from "../../coverage/answer";
import { rowsAsCsv, save } from "../../coverage/download";
import { bandColours } from "../../coverage/overlay";
import { Replay } from "../../coverage/replay";
import { show } from "../../map/canvas";
import type { Context } from "../../panels/context";
import { swatch } from "../../panels/marks";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import { Asker } from "../asker";
import { Pen } from "../pen/pen";
import { encode, type At } from "../pen/polyline";
import { coloured, drawResult } from "../pen/result";
import { PenView, typedPlace } from "../pen/view";
import type { MapTool } from "../tool";

interface Band {
  within_s?: number;
  within_m?: number;
  people: number;
  people_low?: number;
  people_high?: number;
  reached_km?: number;
  area_ha?: number;
}

const STRAIGHT = "straight";
/** How far or how long unless said; in a straight line a time says nothing. */
const USUAL = { time: "10min,20min,30min", distance: "1km,3km,5km" };
const limitOf = (row: Band): number => row.within_s ?? row.within_m ?? 0;

export class ReachTool implements MapTool {
  readonly #pen: Pen;
  readonly #view: PenView;
  readonly #asker: Asker;
  readonly #replay: Replay;
  #described: ProcessDescription | null = null;
  #framed = "";

  constructor(private readonly tools: Tools) {
    this.#pen = new Pen(tools.map, () => this.#keep({}), tools.refresh);
    this.#pen.kind = "point";
    this.#view = new PenView(this.#pen, tools.refresh);
    this.#asker = new Asker("reach", () => this.#changed());
    this.#replay = new Replay(tools.refresh, "tool-");
    void new Processes().described("reach").then((one) => {
      this.#described = one;
      tools.refresh();
    }, () => undefined);
  }

  get #kit(): Own {
    return this.tools.store.state.kit;
  }

  get #mode(): string {
    return this.#kit["mode"] || "car";
  }

  get #within(): string {
    return this.#kit["within"] || USUAL[this.#mode === STRAIGHT ? "distance" : "time"];
  }

  follow(kit: Own): void {
    const at = typedPlace(kit["at"] ?? "");
    const pen = this.#pen;
    pen.read("point", at ? encode([at]) : "");
    // Another press asks about another place.
    pen.drawing = true;
    this.#asker.want(at ? { point: at, mode: this.#mode, within: this.#within } : null);
    this.#changed();
  }

  #keep(change: Own): void {
    const [at] = this.#pen.corners;
    const { mode, within } = this.#kit;
    const place = at && at.join(",");
    this.tools.store.update({ kit: { ...(place && { at: place }), ...(mode && { mode }), ...(within && { within }), ...change } }, "push");
  }

  #changed(): void {
    const { map, store } = this.tools;
    if (store.state.tool !== "reach") return;
    const answer = this.#asker.last;
    const rows = this.#rows(answer);
    const colours = bandColours(rows.length);
    const colourOf = (limit: number): string => colours[rows.findIndex((row) => Math.abs(limitOf(row) - limit) < 0.5)] ?? "#777777";
    const features = answer?.features["bands"]?.features ?? [];
    drawResult(map, features.map((one) => coloured(one, colourOf(Number(one.properties?.["to_s"] ?? one.properties?.["to_m"])))));
    const key = this.#asker.answer ? JSON.stringify(this.#asker.answer.replay.api?.body) : "";
    if (map && key && key !== this.#framed) this.#frame();
    if (key) this.#framed = key;
    this.tools.refresh();
  }

  /** Brings into view what was reached, where it is not. */
  #frame(): void {
    const { map } = this.tools;
    const bounds = boundsOf({ type: "FeatureCollection", features: this.#asker.answer?.features["bands"]?.features ?? [] });
    if (!map || !bounds) return;
    const seen = map.getBounds();
    const isSeen = bounds[0] >= seen.getWest() && bounds[2] <= seen.getEast() && bounds[1] >= seen.getSouth() && bounds[3] <= seen.getNorth();
    const isSmall = bounds[2] - bounds[0] < (seen.getEast() - seen.getWest()) / 5;
    if (!isSeen || isSmall) show(map, bounds);
  }

  #rows(answer: Answered | null): Band[] {
    return [...((answer?.["rows"] ?? []) as Band[])].sort((a, b) => limitOf(a) - limitOf(b));
  }

  click(at: At): boolean {
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
    drawResult(this.tools.map, []);
    this.#pen.leave();
    this.#framed = "";
  }

  sentence(c: Context): string {
    const row = this.#rows(this.#asker.answer).at(-1);
    return row ? c.t("reach.sentence", { people: c.f.count(row.people), limit: this.#limit(c, row) }) : "";
  }

  #limit(c: Context, row: Band): string {
    return c.f.limit(limitOf(row), row.within_s === undefined ? "m" : "s");
  }

  panel(c: Context): TemplateResult {
    const { answer, phase } = this.#asker;
    const faults = phase.kind === "problem" ? phase.problem.faults.filter(({ input }) => input === "within") : [];
    const modes = this.#described?.inputs["mode"]?.["x-choices"] ?? [];
    const chooseMode = (event: Event): void => {
      const mode = (event.target as HTMLSelectElement).value;
      // Times say nothing of straight lines, nor distances of the others.
      const { within: _, ...rest } = this.#kit;
      const changes = (mode === STRAIGHT) !== (this.#mode === STRAIGHT);
      this.tools.store.update({ kit: { ...(changes ? rest : this.#kit), mode } }, "push");
    };
    return html`<div class="tool-pair">
        <div class="tool-field"><label for="tool-mode">${c.t("reach.mode")}</label>
          <select id="tool-mode" @change=${chooseMode}>${modes.map(({ value, label }) => html`<option value=${value} ?selected=${value === this.#mode}>${c.text(label)}</option>`)}</select></div>
        <div class="tool-field"><label for="tool-within">${c.t(this.#mode === STRAIGHT ? "reach.distances" : "reach.times")}</label>
          <input id="tool-within" type="text" autocomplete="off" .value=${live(this.#within)} aria-invalid=${faults.length ? "true" : nothing} aria-describedby=${faults.length ? "tool-within-fault" : nothing}
            @change=${(event: Event) => this.#keep({ within: (event.target as HTMLInputElement).value.trim() })} /></div>
      </div>
      ${faults.map(({ detail }) => html`<p class="fault" id="tool-within-fault" role="alert">${detail}</p>`)}
      ${this.#view.render(c)} ${faults.length ? nothing : problemView(c, phase, () => this.#asker.retry())}
      ${phase.kind === "asking" && phase.slow ? html`<p class="working" role="status">${c.t("state.working")}</p>` : nothing}
      ${answer ? this.#answer(c, answer) : nothing}`;
  }

  #answer(c: Context, answer: Answered): TemplateResult {
    const rows = this.#rows(answer);
    const colours = bandColours(rows.length);
    const last = rows.at(-1);
    const timed = last?.within_s !== undefined;
    return html`<div class="result">
      ${last ? html`<div class="big" data-size="people"><strong>${c.f.count(last.people)}</strong><span>${c.t(timed ? "reach.people" : "reach.people.straight", { limit: this.#limit(c, last) })}</span></div>` : nothing}
      <table class="rows" data-table="reach"><thead><tr><th scope="col">${c.t("reach.within")}</th><th scope="col">${c.t("reach.count")}</th>
        ${timed ? html`<th scope="col">${c.t("reach.range")}</th><th scope="col">${c.t("reach.roads")}</th>` : html`<th scope="col">ha</th>`}</tr></thead>
      <tbody>${rows.map((row, i) => html`<tr><th scope="row">${swatch(colours[i] ?? "#777777", timed ? "line" : "fill")} ${this.#limit(c, row)}</th><td>${c.f.count(row.people)}</td>
        ${timed ? html`<td>${c.f.count(row.people_low ?? 0)}–${c.f.count(row.people_high ?? 0)}</td><td>${c.f.number(row.reached_km ?? 0)} km</td>` : html`<td>${c.f.number(row.area_ha ?? 0)}</td>`}</tr>`)}</tbody></table>
      ${answer.notes.map((note) => html`<p class="band">${c.text(note)}</p>`)}
      <div class="acts">
        <button type="button" data-get="csv" @click=${() => save("penyangga-reach.csv", "text/csv;charset=utf-8", rowsAsCsv(rows))}>${c.t("download.rows")}</button>
        <button type="button" data-get="geojson" @click=${() => save("penyangga-reach.geojson", "application/geo+json", JSON.stringify(answer.features["bands"]))}>${c.t("reach.get")}</button>
      </div>
      ${this.#replay.render(c, answer, titlesOf(this.tools.catalogue(), c))}
    </div>`;
  }
}
