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
import { Comparing } from "./comparing";
import { EditForm } from "./edit-form";
import { fullCount, isLive, type Asked } from "./effects";
import { History, type Deed } from "./history";
import { comparisonView, editsView, listView, liveView, troubleView } from "./panel";
import { offered, pickFeature, type Listed } from "./picking";
import { shapeOf, whoView } from "./who";
import { addEdits, createScenario, editedLayers, getKinds, getScenario, idFrom, listScenarios, removeEdit, type NewEdit, type Scenario, type ScenarioSummary } from "./scenario";

const WHATIF = "whatif";
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
  #problem: Problem | null = null;
  readonly #history = new History();
  readonly #comparing: Comparing;
  #listable: readonly Listed[] = [];
  #title = "";
  #open = "";
  #asked = "";
  #working = false;
  #colouring: Colouring | null = null;

  constructor(
    private readonly tools: Tools,
    private readonly processes: Processes,
  ) {
    this.#form = new EditForm(() => this.#sketched(), (edit) => void this.#add(edit), (kind) => void this.#begin(kind));
    this.#comparing = new Comparing(tools.refresh);
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
      else {
        this.#scenario = await getScenario(id);
        this.#form.kinds = await getKinds(id);
      }
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

  /** Does something to the scenario; gives whether it was done. */
  async #change(edit: (scenario: Scenario) => Promise<Scenario>): Promise<boolean> {
    const before = this.#scenario;
    if (!before || this.#working) return false;
    await this.#guarded(async () => {
      this.#scenario = await edit(before);
    });
    const isDone = this.#scenario !== before;
    if (isDone) void this.#took();
    return isDone;
  }

  async #add(edit: NewEdit): Promise<void> {
    if (!(await this.#change((scenario) => addEdits(scenario, [edit])))) return;
    const made = this.#scenario?.edits.at(-1);
    if (made) this.#history.note("add", made);
    this.#form.clear();
    if (this.tools.map) setFound(this.tools.map, []);
    this.#sketched();
  }

  async #remove(n: number): Promise<void> {
    const gone = this.#scenario?.edits.find((edit) => edit.n === n);
    if (await this.#change(({ id }) => removeEdit(id, n))) if (gone) this.#history.note("remove", gone);
    this.tools.refresh();
  }

  /** Another kind of edit was chosen: what it bears on is shown, and offered by name. */
  async #begin(kind: string): Promise<void> {
    const { layer } = this.#form;
    if (["zone", "move", "close", "facility"].includes(kind) && layer) this.tools.wear([layer]);
    const type = (this.#own["fac"] ?? "").split(",")[0] ?? "";
    this.#listable = [];
    this.#listable = this.#scenario ? await offered(kind, this.tools.map, this.#scenario.id, { layer, type }) : [];
    this.tools.refresh();
  }

  /** The scenario is another: the map shows its layers, and what it changes is asked. */
  async #took(): Promise<void> {
    const scenario = this.#scenario;
    this.#comparing.forget();
    this.#sketched();
    if (!scenario) return;
    await this.#guarded(async () => this.tools.layers?.within(scenario.id, await editedLayers(scenario.id)));
    this.#ask();
  }

  #ask(): void {
    const scenario = this.#scenario;
    if (!scenario) return;
    const asked = this.#who;
    const { fac, within, mode } = asked;
    const key = JSON.stringify([scenario.id, scenario.version, fac, within, mode]);
    if (key === this.#asked) return;
    this.#asked = key;
    const full = fullCount(scenario.edits, asked);
    if (full.length) void this.#comparing.ask(scenario.id, full);
    if (!isLive(scenario.edits)) {
      this.#runner.forget();
      return this.#answered(true);
    }
    void this.#runner.ask({ process: WHATIF, inputs: { facilities: fac.split(","), within, mode }, background: false, scenario: scenario.id });
  }

  get #who(): Asked {
    const { fac = "", within = "", mode = "" } = this.#own;
    return { fac, within, mode };
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
    const taken = this.#form.click(at);
    if (taken === "feature") void this.#pick(at);
    return taken !== false;
  }

  async #pick(at: [number, number]): Promise<void> {
    const { map, layers } = this.tools;
    const scenario = this.#scenario;
    if (!map || !layers || !scenario) return;
    busy.begin("pick");
    try {
      const picked = await pickFeature(map, layers, this.#form.layer, at, scenario.id);
      setFound(map, picked ? [picked.feature] : []);
      this.#form.take(picked);
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("pick");
      this.tools.refresh();
    }
  }

  async #undo(): Promise<void> {
    const before = this.#scenario;
    if (before && (await this.#do(this.#history.back(before)))) this.#history.wentBack(before);
    this.tools.refresh();
  }

  async #redo(): Promise<void> {
    const before = this.#scenario;
    if (before && (await this.#do(this.#history.forth(before)))) this.#history.wentForth();
    this.tools.refresh();
  }

  async #do(deed: Deed | null): Promise<boolean> {
    if (!deed) return false;
    return this.#change((scenario) => ("add" in deed ? addEdits(scenario, [deed.add]) : removeEdit(scenario.id, deed.remove)));
  }

  /** Ctrl+Z and Ctrl+Shift+Z, where nobody is writing. */
  #key(event: KeyboardEvent): void {
    const writing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
    if (this.tools.store.state.task !== "scenario" || writing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    void (event.shiftKey ? this.#redo() : this.#undo());
  }

  readonly #go = (own: Own): void => this.tools.store.update({ own }, "push");

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

  #compare(): void {
    const scenario = this.#scenario;
    if (!scenario) return;
    const { fac, within, mode } = this.#who;
    const words = fac.split(",").map((type) => `within:${type}:${within.split(",")[0] ?? within}:${mode}`);
    void this.#comparing.ask(scenario.id, [...new Set([...words, "population", ...fullCount(scenario.edits, this.#who)])]);
  }

  #forget(): void {
    this.#runner.forget();
    this.#scenario = null;
    this.#comparing.forget();
    this.#asked = "";
    this.#history.clear();
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

  readonly paint = (): void => this.#draw();

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
    const edits = { undo: () => void this.#undo(), redo: () => void this.#redo(), remove: (n: number) => void this.#remove(n), canRedo: this.#history.canRedo, busy: this.#working };
    const around = { catalogue: this.tools.catalogue(), faults, listed: this.#listable };
    return html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("scenario.all")}</button>
      <header><p class="q">${c.t("task.scenario")}</p><h2 id="answer-title" tabindex="-1">${c.text(scenario.titles)}</h2></header>
      ${this.#form.render(c, around)} ${faults.length ? nothing : troubleView(c, this.#problem)} ${editsView(c, scenario, edits)} ${scenario.edits.length ? this.#asking(c) : nothing}
      ${problemView(c, phase, () => this.#again())} ${progressView(c, phase, () => void this.#runner.cancel())}
      ${answer
        ? html`<div class="result" aria-busy=${this.#runner.isBusy ? "true" : "false"}>${liveView(c, answer, this.#tables)}
          </div>`
        : nothing}
      ${this.#beside(c, scenario)} ${answer ? sourcesView(c, answer, { replay: this.#replay, titles, store: this.tools.store }) : nothing}`;
  }

  /** How the scenario stands beside the region as it is. */
  #beside(c: Context, scenario: Scenario): TemplateResult | typeof nothing {
    if (scenario.edits.length === 0) return nothing;
    const { found, problem, isBusy } = this.#comparing;
    const told = problem ? problemView(c, { kind: "problem", problem }, () => this.#compare()) : nothing;
    return html`<div class="result" aria-busy=${isBusy ? "true" : "false"}>
      ${isBusy ? html`<p class="working" role="status">${c.t("scenario.counting")}</p>` : nothing} ${told}
      ${found ? comparisonView(c, scenario, found, this.#tables) : nothing}
      <button type="button" class="quiet" data-compare ?disabled=${this.#working || isBusy} @click=${() => this.#compare()}>${c.t("scenario.compare")}</button>
    </div>`;
  }

  #again(): void {
    this.#asked = "";
    this.#ask();
  }

  /** Who is asked about: for which service, by which way, within what time. */
  #asking(c: Context): TemplateResult {
    const set = (next: Asked): void => {
      const { s = "" } = this.tools.store.state.own;
      const given = Object.entries(next).filter(([key, value]) => value !== ASKED[key as keyof Asked]);
      this.tools.store.update({ own: { s, ...Object.fromEntries(given) } }, "replace");
    };
    return whoView(c, this.#who, { types: this.#types(c), modes: this.#process?.inputs["mode"]?.["x-choices"] ?? [] }, set);
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
