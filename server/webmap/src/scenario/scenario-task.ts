/** What if: scenarios made and edited on the map, worked out at once, compared with how things stand. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Geometry } from "geojson";
import { problemFrom, type Problem } from "../api";
import { featureOf, type Row } from "../asking/answered";
import { colouringOf, drawFeatures, drawSketch, drawnAt, type Colouring } from "../asking/draw";
import { legendView, rowCard } from "../asking/legend";
import { progressView, problemView, sourcesView } from "../asking/panel";
import type { Processes, ProcessDescription } from "../asking/process";
import { Runner } from "../asking/runner";
import { drawnFrom } from "../asking/sketch";
import { Tables } from "../asking/tables";
import * as busy from "../busy";
import { boundsOf } from "../coverage/answer";
import { Replay } from "../coverage/replay";
import { show as showBounds } from "../map/canvas";
import { setFound } from "../map/found";
import type { Option } from "../panels/combobox";
import type { Context } from "../panels/context";
import type { FoundRow } from "../panels/popup";
import type { Own, State } from "../state";
import type { Task, Tools } from "../tasks/task";
import { EditForm } from "./edit-form";
import { comparisonView, editsView, listView, liveView, troubleView } from "./panel";
import { addEdits, again, compareScenario, createScenario, editedLayers, getScenario, idFrom, listScenarios, removeEdit, type Comparison, type Edit, type NewEdit, type Scenario, type ScenarioSummary } from "./scenario";

const WHATIF = "whatif";
const MOST_REDO = 100;
/** Who is asked about where nobody chose. */
const ASKED = { fac: "puskesmas", within: "30min", mode: "car" } as const;
const FIELD = "difference";
const AROUND = 0.05;

export class ScenarioTask implements Task {
  readonly #form: EditForm;
  readonly #runner: Runner;
  readonly #tables: Tables;
  readonly #replay: Replay;
  #process: ProcessDescription | null = null;
  #listed: ScenarioSummary[] = [];
  #scenario: Scenario | null = null;
  #comparison: Comparison | null = null;
  #problem: Problem | null = null;
  #redo: NewEdit[] = [];
  #title = "";
  #open = "";
  #asked = "";
  #working = false;
  #colouring: Colouring | null = null;

  constructor(
    private readonly tools: Tools,
    private readonly processes: Processes,
  ) {
    this.#form = new EditForm(() => this.#sketched(), (edit) => void this.#change((scenario) => addEdits(scenario, [edit]), true));
    this.#runner = new Runner("whatif", ({ answered }) => this.#answered(answered ?? false));
    this.#tables = new Tables(tools.refresh, { look: (table, row) => this.#look(table, row, false), zoom: (table, row) => this.#look(table, row, true) });
    this.#replay = new Replay(tools.refresh);
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  get hasAnswer(): boolean {
    return this.#runner.answer !== null;
  }

  get #own(): Own {
    return { ...ASKED, ...this.tools.store.state.own };
  }

  follow(state: State): void {
    const id = state.own["s"] ?? "";
    if (id !== this.#open || (!id && this.#listed.length === 0)) void this.#load(id);
    else this.#ask();
  }

  async #load(id: string): Promise<void> {
    this.#open = id;
    this.#forget();
    await this.#guarded(async () => {
      this.#process ??= await this.processes.described(WHATIF);
      if (!id) this.#listed = await listScenarios();
      else this.#scenario = await getScenario(id);
    });
    if (this.#scenario) this.tools.wear(["facilities"]);
    await this.#took();
  }

  /** Runs something that may be refused, and shows the refusal. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    busy.begin("scenario");
    this.#working = true;
    this.#problem = null;
    this.tools.refresh();
    try {
      await work();
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      this.#working = false;
      busy.end("scenario");
      this.tools.refresh();
    }
  }

  async #change(edit: (scenario: Scenario) => Promise<Scenario>, isNew = false): Promise<void> {
    const before = this.#scenario;
    if (!before || this.#working) return;
    await this.#guarded(async () => {
      this.#scenario = await edit(before);
      if (isNew) {
        this.#redo = [];
        this.#form.clear();
      }
    });
    if (this.#scenario !== before) await this.#took();
  }

  /** The scenario is another: the map shows its layers, and what it changes is asked. */
  async #took(): Promise<void> {
    const scenario = this.#scenario;
    this.#comparison = null;
    this.#sketched();
    if (!scenario) return;
    await this.#guarded(async () => this.tools.layers?.within(scenario.id, await editedLayers(scenario.id)));
    this.#ask();
  }

  #ask(): void {
    const scenario = this.#scenario;
    if (!scenario) return;
    const { fac = "", within = "", mode = "" } = this.#own;
    const key = JSON.stringify([scenario.id, scenario.version, fac, within, mode]);
    if (key === this.#asked) return;
    this.#asked = key;
    if (scenario.edits.length === 0) {
      this.#runner.forget();
      return this.#answered(true);
    }
    void this.#runner.ask({ process: WHATIF, inputs: { facilities: fac.split(","), within, mode }, background: false, scenario: scenario.id });
  }

  #answered(isNew: boolean): void {
    if (this.tools.store.state.task !== "scenario") return this.#runner.stop();
    if (isNew) {
      this.#draw();
      this.tools.answered();
    }
    this.tools.refresh();
  }

  #draw(): void {
    const { map } = this.tools;
    const { answer } = this.#runner;
    if (!map) return;
    const units = answer?.features["units"];
    const gains = new Map(((answer?.["rows"] ?? []) as Row[]).map((row) => [row["code"], row[FIELD]]));
    const told = units && { ...units, features: units.features.filter(({ properties }) => Math.abs(Number(gains.get(properties?.["code"]) ?? 0)) >= 0.5).map((one) => ({ ...one, properties: { ...one.properties, [FIELD]: gains.get(one.properties?.["code"]) } })) };
    this.#colouring = told?.features.length ? colouringOf(told, FIELD, true) : null;
    drawFeatures(map, told ?? null, this.#colouring ?? undefined);
    this.#sketched();
  }

  /** What the edits and the form place on the map. */
  #sketched(): void {
    const placed = (this.#scenario?.edits ?? []).flatMap((edit): Geometry[] => shapeOf(edit));
    if (this.tools.map) drawSketch(this.tools.map, [...placed, ...this.#form.drawn()]);
    this.tools.refresh();
  }

  #look(table: string, row: Row | null, zoom: boolean): void {
    const { map } = this.tools;
    const answer = this.#runner.answer;
    const feature = row && answer && featureOf(answer, table.startsWith("compare") ? "rows" : table, row);
    if (!map) return;
    setFound(map, feature ? [feature] : []);
    const bounds = feature && zoom ? boundsOf({ type: "FeatureCollection", features: [feature] }) : null;
    if (bounds) showBounds(map, [bounds[0] - AROUND, bounds[1] - AROUND, bounds[2] + AROUND, bounds[3] + AROUND]);
  }

  click(at: [number, number]): boolean {
    if (!this.#scenario) return false;
    this.#form.click(at);
    return true;
  }

  #undo(): void {
    const last = this.#scenario?.edits.at(-1);
    if (!last) return;
    this.#redo = [...this.#redo, again(last)].slice(-MOST_REDO);
    void this.#change((scenario) => removeEdit(scenario.id, last.n));
  }

  #redoLast(): void {
    const next = this.#redo.at(-1);
    if (!next) return;
    this.#redo = this.#redo.slice(0, -1);
    void this.#change((scenario) => addEdits(scenario, [next]));
  }

  /** Ctrl+Z and Ctrl+Shift+Z, where nobody is writing. */
  #key(event: KeyboardEvent): void {
    const writing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (this.tools.store.state.task !== "scenario" || writing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.#redoLast();
    else this.#undo();
  }

  #go(own: Own): void {
    this.tools.store.update({ own }, "push");
  }

  async #create(): Promise<void> {
    const title = this.#title.trim();
    let made: Scenario | null = null;
    await this.#guarded(async () => {
      const taken = new Set(this.#listed.map(({ id }) => id));
      const base = idFrom(title);
      let id = base;
      for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
      made = await createScenario(id, title);
    });
    if (!made) return;
    this.#title = "";
    this.#go({ s: (made as Scenario).id });
  }

  async #compare(): Promise<void> {
    const scenario = this.#scenario;
    const { fac = "", within = "", mode = "" } = this.#own;
    if (!scenario) return;
    const words = fac.split(",").map((type) => `within:${type}:${within.split(",")[0] ?? within}:${mode}`);
    await this.#guarded(async () => {
      this.#comparison = await compareScenario(scenario.id, [...words, "population"].join(","));
    });
  }

  #forget(): void {
    this.#runner.forget();
    this.#scenario = null;
    this.#comparison = null;
    this.#asked = "";
    this.#redo = [];
    this.leaveMap();
  }

  leave(): void {
    this.#forget();
    this.#open = "";
    this.#listed = [];
  }

  private leaveMap(): void {
    const { map, layers } = this.tools;
    layers?.within("", []);
    if (!map) return;
    drawFeatures(map, null);
    drawSketch(map, []);
    setFound(map, []);
    this.#colouring = null;
  }

  paint(): void {
    this.#draw();
  }

  #types(c: Context): Option[] {
    return (this.#process?.inputs["facilities"]?.["x-choices"] ?? []).map(({ value, label }) => ({ value, label: c.text(label), also: `${label.id} ${label.en}` }));
  }

  panel(c: Context, titles: Map<string, string>): TemplateResult {
    const scenario = this.#scenario;
    if (!scenario) {
      const actions = {
        typed: (text: string) => {
          this.#title = text;
          this.tools.refresh();
        },
        create: () => void this.#create(),
        open: (s: string) => this.#go({ s }),
      };
      return html`<header><p class="q">${c.t("task.scenario.hint")}</p><h2 id="answer-title" tabindex="-1">${c.t("task.scenario")}</h2></header>
        ${troubleView(c, this.#problem)} ${this.#open ? (this.#problem ? html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("scenario.all")}</button>` : html`<p class="working" role="status">${c.t("state.loading")}</p>`) : listView(c, this.#listed, this.#title, actions)}`;
    }
    const faults = (this.#problem?.faults ?? []).filter(({ input }) => /edits\[/.test(input));
    const { answer, phase } = this.#runner;
    const edits = { undo: () => this.#undo(), redo: () => this.#redoLast(), remove: (n: number) => void this.#change(({ id }) => removeEdit(id, n)), canRedo: this.#redo.length > 0, busy: this.#working };
    return html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("scenario.all")}</button>
      <header><p class="q">${c.t("task.scenario")}</p><h2 id="answer-title" tabindex="-1">${c.text(scenario.titles)}</h2></header>
      ${this.#form.render(c, this.#types(c), faults)} ${faults.length ? nothing : troubleView(c, this.#problem)} ${editsView(c, scenario, edits)} ${this.#who(c)}
      ${problemView(c, phase, () => this.#again())} ${progressView(c, phase, () => void this.#runner.cancel())}
      ${answer
        ? html`<div class="result" aria-busy=${this.#runner.isBusy ? "true" : "false"}>${liveView(c, answer, this.#tables)}
            <button type="button" class="quiet" data-compare ?disabled=${this.#working} @click=${() => void this.#compare()}>${c.t("scenario.compare")}</button>
            ${this.#comparison ? comparisonView(c, scenario, this.#comparison, this.#tables) : nothing}
            ${sourcesView(c, answer, this.#replay, titles)}</div>`
        : nothing}`;
  }

  #again(): void {
    this.#asked = "";
    this.#ask();
  }

  /** Who is asked about: for which service, by which way, within what time. */
  #who(c: Context): TemplateResult {
    const { fac = "", within = "", mode = "" } = this.#own;
    const set = (name: string) => (event: Event): void => {
      const { s = "" } = this.tools.store.state.own;
      const next: Record<string, string> = { fac, within, mode, [name]: (event.target as HTMLInputElement).value };
      const given = Object.entries(next).filter(([key, value]) => value !== ASKED[key as keyof typeof ASKED]);
      this.tools.store.update({ own: { s, ...Object.fromEntries(given) } }, "replace");
    };
    const modes = this.#process?.inputs["mode"]?.["x-choices"] ?? [];
    return html`<div class="form" role="group" aria-label=${c.t("scenario.who")}>
      <div class="field wide"><label for="who-fac">${c.t("scenario.service")}</label>
        <select id="who-fac" @change=${set("fac")}>${this.#types(c).map(({ value, label }) => html`<option value=${value} ?selected=${value === fac}>${label}</option>`)}</select></div>
      <div class="field"><label for="who-mode">${c.t("form.mode")}</label>
        <select id="who-mode" @change=${set("mode")}>${modes.map(({ value, label }) => html`<option value=${value} ?selected=${value === mode}>${c.text(label)}</option>`)}</select></div>
      <div class="field"><label for="who-within">${c.t("form.within.time")}</label><input id="who-within" type="text" .value=${within} @change=${set("within")} /></div>
    </div>`;
  }

  legend(c: Context): TemplateResult | typeof nothing {
    const { answer } = this.#runner;
    const units = answer?.features["units"];
    if (!answer || !this.#colouring || !this.#process || !units) return nothing;
    const only = { ...answer, features: { units } };
    return legendView(c, { answer: only, process: this.#process, output: "units", field: FIELD, colouring: this.#colouring, kinds: {}, fixed: true, choose: () => undefined });
  }

  sentence(c: Context): string {
    const { answer } = this.#runner;
    const total = (answer?.["totals"] as { difference: number }[] | undefined)?.[0];
    return total && !this.#runner.isBusy ? c.t("scenario.said", { n: c.f.count(total.difference) }) : "";
  }

  unitAt(at: [number, number]): FoundRow | null {
    const { map } = this.tools;
    const properties = map && this.#runner.answer ? drawnAt(map, at) : null;
    return properties && this.#process ? rowCard(this.#process, properties, {}, this.#runner.answer?.features["units"]) : null;
  }
}

/** Where an edit lies, as far as it says. */
function shapeOf(edit: Edit): Geometry[] {
  if (Array.isArray(edit.at)) return [{ type: "Point", coordinates: edit.at }];
  const { line } = edit;
  if (Array.isArray(line)) return [{ type: "LineString", coordinates: line as [number, number][] }];
  if (typeof line === "string") return [drawnFrom("line", line)].flatMap((one) => one ?? []);
  return typeof line === "object" && line !== null ? [line as Geometry] : [];
}
