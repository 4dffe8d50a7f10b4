/** A question that one analysis answers: its form, its answer on the map, its job; all of it in the address. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { FeatureCollection, Geometry } from "geojson";
import { problemFrom, type Problem } from "../api";
import * as busy from "../busy";
import { Replay } from "../coverage/replay";
import { setFound } from "../map/found";
import type { Context } from "../panels/context";
import type { FoundRow } from "../panels/popup";
import type { Own, State, TaskId } from "../state";
import type { Task, Tools } from "../tasks/task";
import { inputsIn, ownOf, settled } from "./places/addressed";
import { colourable, featureOf, type Row } from "./answered";
import { colouringOf, drawFeatures, drawnAt, drawSketch, type Colouring } from "./draw";
import type { Face, Kept, Kit } from "./face";
import { Fields, type Region } from "./fields";
import { legendView, rowCard, shownAs } from "./legend";
import { LayerMaker } from "./keeping";
import { keyOf, lead } from "./question";
import { answerView, formView, problemView, progressView, sourcesView, waysView } from "./panel";
import { frame, showAround } from "./places/framing";
import { Plots } from "./places/plots";
import { defaultText, type Processes, type ProcessDescription } from "./process";
import { regionsOffered } from "./places/regions";
import { Runner } from "./runner";
import { drawnFrom, SKETCHED, withClick } from "./sketch";
import { Tables } from "./tables";
import { valueText } from "./words";

export class AskTask implements Task {
  protected process: ProcessDescription | null = null;
  protected readonly fields: Fields;
  protected readonly runner: Runner;
  readonly #tables: Tables;
  readonly #replay: Replay;
  readonly #maker: LayerMaker;
  readonly #plots: Plots;
  #regions: Region[] = [];
  /** The analysis that is open, or on its way. */
  #opened = "";
  #asked = "";
  #failed: Problem | null = null;
  #background: boolean | null = null;
  #mayWrite = false;
  #colouring: Colouring | null = null;

  constructor(
    readonly id: TaskId,
    protected readonly tools: Tools,
    protected readonly processes: Processes,
    private readonly faceOf: (process: string) => Face,
    private readonly fixed: string,
  ) {
    this.fields = new Fields(`${id}-i`, () => this.#typed());
    this.runner = new Runner(`ask ${id}`, (what) => this.#changed(what));
    this.#tables = new Tables(tools.refresh, { look: (table, row) => this.#look(table, row), zoom: (table, row) => this.#zoom(table, row) });
    this.#replay = new Replay(tools.refresh);
    this.#maker = new LayerMaker(tools);
    this.#plots = new Plots(tools, id);
  }

  get hasAnswer(): boolean {
    return this.runner.answer !== null;
  }

  /** The analysis of the question, one of those that answer it as well, or any. */
  protected processId(own: Own): string {
    const asked = own["p"] ?? "";
    return !this.fixed || this.faceOf(this.fixed).others?.some(({ process }) => process === asked) ? asked : this.fixed;
  }

  protected get face(): Face {
    return this.faceOf(this.process?.id ?? this.fixed);
  }

  follow(state: State): void {
    const id = this.processId(state.own);
    if (id !== this.#opened) void this.#open(id);
    else this.#followInputs(state.own);
  }

  async #open(id: string): Promise<void> {
    this.#opened = id;
    this.#clear();
    this.process = null;
    this.#failed = null;
    if (!id) return this.tools.refresh();
    busy.begin(`open ${this.id}`);
    try {
      const described = await this.processes.described(id);
      const process = (await this.faceOf(id).enrich?.(described)) ?? described;
      this.#mayWrite = await this.processes.mayWrite();
      // Another one may have been opened since.
      if (this.#opened !== id) return;
      this.process = process;
      this.fields.values = { ...this.face.start };
      this.fields.alone = this.face.alone ?? {};
      this.#background = null;
      this.tools.wear(this.face.layers ?? []);
      if (this.process.inputs["region"]) void this.#learnRegions();
      const { task, own } = this.tools.store.state;
      if (task === this.id) this.#followInputs(own);
    } catch (error) {
      if (this.#opened === id) this.#failed = problemFrom(error);
    } finally {
      busy.end(`open ${this.id}`);
      this.tools.refresh();
    }
  }

  async #learnRegions(): Promise<void> {
    if (this.#regions.length) return;
    this.#regions = await regionsOffered();
    this.tools.refresh();
  }

  #followInputs(own: Own): void {
    const process = this.process;
    if (!process) return;
    const inputs = inputsIn(own);
    const asked = own["run"] === "1" || Object.keys(inputs).length > 0 ? keyOf(process, inputs) : "";
    if (asked === this.#asked) return this.#draw();
    this.#asked = asked;
    if (!asked) return this.#clear();
    this.fields.values = inputs;
    this.fields.picking = "";
    const job = own["job"];
    if (job) void this.runner.resume(job);
    else void this.#run();
  }

  #run(): Promise<void> {
    const process = this.process as ProcessDescription;
    const given = this.fields.given(process);
    return this.runner.ask({ process: process.id, inputs: (signal) => this.#plots.inputs(process, given, signal), background: this.#isBackground(process) });
  }

  /** Analyses that go through all units take long enough to be left to themselves. */
  #isBackground(process: ProcessDescription): boolean {
    return this.#mayWrite && (this.#background ?? "by" in process.inputs);
  }

  /** Asks what the form says, by way of the address. */
  protected submit(event?: Event): void {
    event?.preventDefault();
    const process = this.process;
    if (!process) return;
    this.fields.values = settled(this.fields.values);
    const own: Own = { ...(this.fixed === process.id ? {} : { p: process.id }), run: "1", ...ownOf(this.fields.given(process)) };
    const before = this.#asked;
    this.tools.store.update({ own }, "push");
    if (this.#asked === before) void this.#run();
  }

  #changed({ answered, job }: { answered?: boolean; job?: string }): void {
    const { store } = this.tools;
    if (store.state.task !== this.id) return this.runner.stop();
    if (job !== undefined) {
      const { job: _, ...rest } = store.state.own;
      store.update({ own: job ? { ...rest, job } : rest }, "replace");
    }
    if (answered) {
      this.#learnInputs();
      this.#tables.marked = null;
      this.#draw();
      frame(this.tools.map, this.#sketched(), this.#shown().collection?.features ?? []);
      this.tools.answered();
    }
    // A plot that is refused is shown, too.
    if (this.runner.phase.kind === "problem") this.#sketch();
    this.tools.refresh();
    const next = answered ? "#answer-title" : this.runner.phase.kind === "problem" ? "#answer [aria-invalid]" : "";
    // After the panel is drawn.
    if (next) queueMicrotask(() => lead(next, answered === true));
  }

  /** A job opened from the list brings what it was asked. */
  #learnInputs(): void {
    const { store } = this.tools;
    const body = this.runner.answer?.replay.api?.body as { inputs?: Record<string, unknown> } | undefined;
    if (!this.process || !store.state.own["job"] || Object.keys(inputsIn(store.state.own)).length) return;
    const text = (value: unknown): string => (Array.isArray(value) ? value.join(",") : typeof value === "object" ? JSON.stringify(value) : String(value));
    this.fields.values = settled(Object.fromEntries(Object.entries(body?.inputs ?? {}).map(([id, value]) => [id, text(value)])));
    const given = this.fields.given(this.process);
    this.#asked = keyOf(this.process, given);
    store.update({ own: { ...store.state.own, ...ownOf(given) } }, "replace");
  }

  #typed(): void {
    this.#sketch();
    this.tools.refresh();
  }

  #clear(): void {
    this.runner.forget();
    this.#asked = "";
    this.leaveMap();
    this.tools.answered();
  }

  leave(): void {
    this.runner.stop();
    this.#asked = "";
    this.runner.answer = null;
    this.leaveMap();
  }

  private leaveMap(): void {
    const { map } = this.tools;
    if (!map) return;
    drawFeatures(map, null);
    this.face.onMap?.(map, null, this.#kept);
    drawSketch(map, []);
    setFound(map, []);
    this.#colouring = null;
  }

  readonly paint = (): void => this.#draw();

  readonly #keep = (change: Own): void => {
    const own = Object.entries({ ...this.tools.store.state.own, ...change }).filter(([, text]) => text !== "");
    this.tools.store.update({ own: Object.fromEntries(own) }, "replace");
  };

  get #kept(): Kept {
    const { own, kit } = this.tools.store.state;
    return { own, keep: this.#keep, isDivided: "cmp" in kit };
  }

  /** What of the answer is drawn, and by which of its fields it is coloured. */
  #shown(): { output: string; field: string; collection: FeatureCollection | undefined } {
    return shownAs(this.runner.answer, this.face, this.tools.store.state.own);
  }

  #draw(): void {
    const { map } = this.tools;
    if (!map) return;
    const { collection, field } = this.#shown();
    const told = colourable(collection, field).find(({ name }) => name === field);
    this.#colouring = collection ? colouringOf(collection, told?.name ?? "", told?.numeric ?? false, this.face.colours) : null;
    drawFeatures(map, collection ?? null, this.#colouring ?? undefined);
    this.face.onMap?.(map, this.runner.answer, this.#kept);
    this.#sketch();
    this.tools.refresh();
  }

  #sketch(): void {
    if (this.tools.map) drawSketch(this.tools.map, this.#sketched());
  }

  /** What the fields of places, lines and plots hold. */
  #sketched(): Geometry[] {
    return Object.entries(this.process?.inputs ?? {}).flatMap(([id, input]) =>
      SKETCHED.includes(input["x-type"]) ? (drawnFrom(input["x-type"], this.#plots.outline(this.fields.values[id] ?? "")) ?? []) : [],
    );
  }

  #look(table: string, row: Row | null): void {
    const { map } = this.tools;
    const feature = row && this.runner.answer && featureOf(this.runner.answer, table, row);
    if (map) setFound(map, feature ? [feature] : []);
  }

  #zoom(table: string, row: Row): void {
    const feature = this.runner.answer && featureOf(this.runner.answer, table, row);
    if (!feature) return;
    showAround(this.tools.map, [feature]);
    this.#look(table, row);
  }

  click(at: [number, number]): boolean {
    const process = this.process;
    const id = this.fields.picking || (this.face.point ?? "");
    const input = process?.inputs[id];
    if (!input) return false;
    const isPicked = this.fields.picking === id;
    if (isPicked && this.fields.isWhole) return this.#take(id, at);
    const held = this.fields.values[id] ?? "";
    this.fields.set(id, withClick(input["x-type"], this.#plots.isNamed(held) ? "" : held, at));
    if (input["x-type"] === "point") this.fields.picking = "";
    if (!isPicked && this.#isComplete(process as ProcessDescription)) this.submit();
    return true;
  }

  /** Takes the whole area that is drawn where somebody pressed. */
  #take(id: string, at: [number, number]): true {
    const found = this.#plots.pick(at);
    if (found) {
      this.fields.picking = "";
      this.fields.set(id, found);
      if (this.#isComplete(this.process as ProcessDescription)) this.submit();
      else void this.#plots.learn(found).then(() => this.#typed()).catch(() => undefined);
    } else this.tools.refresh();
    return true;
  }

  #isComplete(process: ProcessDescription): boolean {
    return Object.entries(process.inputs).every(([id, input]) => !input.minOccurs || (this.fields.values[id] ?? defaultText(input)) !== "");
  }

  unitAt(at: [number, number]): FoundRow | null {
    const { map } = this.tools;
    const properties = map && this.runner.answer ? drawnAt(map, at) : null;
    if (!properties) return null;
    const key = ["code", "rank", "id"].find((name) => properties[name] !== undefined);
    this.#tables.marked = key ? { key, value: properties[key] } : null;
    this.tools.refresh();
    return rowCard(this.process as ProcessDescription, properties, this.#kinds(), this.#shown().collection);
  }

  #kinds(): Record<string, unknown> {
    const types = this.process?.inputs["facilities"]?.["x-choices"] ?? [];
    const told = (this.runner.answer?.["facility_types"] ?? {}) as Record<string, unknown>;
    return { ...Object.fromEntries(types.map(({ value, label }) => [value, label])), ...told };
  }

  panel(c: Context, titles: Map<string, string>): TemplateResult {
    const process = this.process;
    if (this.#failed) return html`${problemView(c, { kind: "problem", problem: this.#failed }, () => void this.#open(this.#opened))}`;
    if (!process) return html`<p class="working" role="status">${c.t("state.loading")}</p>`;
    const { answer, phase } = this.runner;
    return html`${this.header(c, process)} ${this.#form(c, process)} ${problemView(c, phase, () => void this.#run())}
      ${progressView(c, phase, () => void this.runner.cancel())}
      ${answer && this.#asked
        ? html`<div class="result" aria-busy=${this.runner.isBusy ? "true" : "false"}>
            ${this.#isChanged(process) && !this.runner.isBusy ? html`<p class="band">${c.t("ask.changed")}</p>` : nothing}
            ${answerView(c, answer, this.face, this.#kit(), this.#shown().field)}
            ${this.#maker.render(c, this.tools.store.state.own["job"] ?? "", process.outputs)}
            ${sourcesView(c, answer, { replay: this.#replay, titles, store: this.tools.store })}
          </div>`
        : nothing}`;
  }

  protected header(c: Context, process: ProcessDescription): TemplateResult {
    const title = this.id === "analyses" ? c.text(process.titles) : c.t(`task.${this.id}`);
    const { answer } = this.runner;
    const said = answer && this.face.sentence?.(c, answer);
    return html`${waysView(c, this.faceOf(this.fixed).others, process.id, (id) => this.tools.store.update({ own: id === this.fixed ? {} : { p: id } }, "push"))}<header><p class="q">${said ? title : c.text(process.descriptions)}</p><h2 id="answer-title" tabindex="-1">${said || title}</h2></header>`;
  }

  #isChanged(process: ProcessDescription): boolean {
    return keyOf(process, this.fields.given(process)) !== this.#asked;
  }

  #kit(): Kit {
    return {
      ...this.#kept,
      tables: this.#tables,
      fields: this.fields,
      map: this.tools.map,
      kinds: this.#kinds(),
      refresh: this.tools.refresh,
      ask: (inputs) => {
        this.fields.values = { ...this.fields.values, ...inputs };
        this.submit();
      },
      compare: (cmp) => this.tools.store.update({ tool: "compare", kit: { cmp } }, "push"),
      open: (process, inputs) => {
        this.tools.store.update({ task: "analyses", own: { p: process, run: "1", ...ownOf(inputs) } }, "push");
      },
    };
  }

  #form(c: Context, process: ProcessDescription): TemplateResult {
    const { phase } = this.runner;
    const background = this.#mayWrite ? this.#isBackground(process) : null;
    const tick = (on: boolean): void => {
      this.#background = on;
      this.tools.refresh();
    };
    const faults = phase.kind === "problem" ? phase.problem.faults : [];
    const around = { catalogue: this.tools.catalogue(), regions: this.#regions, faults, plots: this.#plots };
    return formView(c, process, { first: this.face.first, fields: this.fields, around, background, tick, submit: (event) => this.submit(event) });
  }

  legend(c: Context): TemplateResult | typeof nothing {
    const { answer } = this.runner;
    if (!answer || !this.#colouring || !this.process) return nothing;
    const { output, field } = this.#shown();
    return legendView(c, { answer, process: this.process, output, field, colouring: this.#colouring, kinds: this.#kinds(), choose: this.#keep });
  }

  sentence(c: Context): string {
    const { answer } = this.runner;
    if (!answer || this.runner.isBusy || !this.process) return "";
    const said = this.face.sentence?.(c, answer) ?? (answer["summary"] ? valueText(c, "summary", answer["summary"]) : "");
    return said || c.t("ask.done", { what: c.text(this.process.titles) });
  }
}
