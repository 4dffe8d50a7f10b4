/** The coverage question as a task of the page: asks, keeps, aborts and shows its answers. */
import type { Map as GlMap } from "maplibre-gl";
import { nothing, type TemplateResult } from "lit-html";
import { getJson, isAbort, postJson, Problem } from "../api";
import * as busy from "../busy";
import { drawable, type BBox, type Catalogue } from "../catalogue";
import { show as showBounds } from "../map/canvas";
import { setFound } from "../map/found";
import type { Context } from "../panels/context";
import { deedsView } from "../panels/deeds";
import { isNarrow } from "../panels/sheet";
import { limitText, measureOf, STRAIGHT } from "../limits";
import { sameQuestion, type Question, type State } from "../state";
import type { Store } from "../store";
import type { Task } from "../tasks/task";
import { boundsOf, limitOf, measureIn, totalAt, type Answer, type Gap } from "./answer";
import { CoverageForm, type Choice, type Offer } from "./form";
import { GapTable } from "./gaps";
import { answerLegend } from "./legend";
import { paintAnswer, setAnswer } from "./overlay";
import { coveragePanel, type Shown } from "./panel";
import { Replay } from "./replay";
import type { FoundUnit } from "./unit";
import { byMode, howFar, names, rangeText, unitName } from "./words";

const PROCESS = "/processes/coverage";
const SLOW_MS = 300;
const KEPT = 8;
/** Whether the address said where to look, before the map wrote its own place there. */
let placed = /map=/.test(location.hash);
/** In degrees, about 9 km. */
const AROUND = 0.08;

/** The part of a process description that the form needs. */
interface ProcessDescription {
  inputs: Record<string, { "x-choices"?: Choice[] | null }>;
}

interface RegionItems {
  features: { properties: { code: string; name: string } }[];
}

export class CoverageTask implements Task {
  offer: Offer = { facilities: [], modes: [], by: [], regions: [], layers: new Set(), modelled: [] };
  readonly #form: CoverageForm;
  readonly #gaps: GapTable;
  readonly #replay: Replay;
  readonly #kept = new Map<string, Answer>();
  #answer: Answer | null = null;
  #asked: Question | null = null;
  #problem: Problem | null = null;
  #abort: AbortController | null = null;
  #slow = false;

  constructor(
    private readonly store: Store,
    private readonly refresh: () => void,
    private readonly map: GlMap | null,
    private readonly answered: () => void,
  ) {
    this.#form = new CoverageForm(refresh, (question) => this.#submit(question));
    this.#gaps = new GapTable(refresh, (code, why) => this.#lookAt(code, why));
    this.#replay = new Replay(refresh);
  }

  /** Learns from the server what can be asked. */
  async load(catalogue: Catalogue): Promise<void> {
    this.offer.layers = new Set(catalogue.groups.flatMap((group) => group.layers).map((layer) => layer.id));
    this.offer.modelled = drawable(catalogue).filter((layer) => layer.modelled && layer.visible).map(({ title }) => title);
    busy.begin("offer");
    try {
      const process = await getJson<ProcessDescription>(PROCESS);
      const choices = (id: string): Choice[] => process.inputs[id]?.["x-choices"] ?? [];
      this.offer = { ...this.offer, facilities: choices("facilities"), modes: choices("mode"), by: choices("by") };
    } catch (error) {
      this.#problem = error instanceof Problem ? error : new Problem(String(error), 0, "", "");
    } finally {
      busy.end("offer");
      this.refresh();
    }
  }

  /** Regencies to choose from, once nothing more urgent is under way; without them the whole region is asked about. */
  async loadRegions(): Promise<void> {
    if (!this.offer.layers.has("regencies")) return;
    busy.begin("regions");
    try {
      const { features } = await getJson<RegionItems>("/collections/regencies/items?limit=1000");
      const list = features.map(({ properties }) => ({ code: properties.code, name: properties.name }));
      this.offer = { ...this.offer, regions: list.sort((a, b) => a.name.localeCompare(b.name, "id")) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    } finally {
      busy.end("regions");
      this.refresh();
    }
  }

  /** Follows the address: a new question is asked, one that went away takes its answer along. */
  follow(state: State): void {
    if (sameQuestion(state.question, this.#asked)) return this.paint(state);
    if (state.question) {
      this.#form.draft = state.question;
      void this.#ask(state.question, false);
    } else this.leave();
  }

  paint(state: State): void {
    const total = this.#answer && totalAt(this.#answer, state.shown);
    if (!this.map || !this.#answer || !total) return;
    const limits = this.#answer.totals.map(limitOf);
    paintAnswer(this.map, state.paint, { limits, shown: limitOf(total), measure: measureIn(this.#answer) });
  }

  panel(c: Context, titles: Map<string, string>): TemplateResult {
    const { state } = this.store;
    const shown: Shown = {
      question: this.#asked,
      answer: this.#answer,
      loading: this.#abort !== null,
      slow: this.#slow,
      problem: this.#problem,
      limit: state.shown,
      changed: this.#asked !== null && !sameQuestion(this.#form.draft, this.#asked),
    };
    const parts = { form: this.#form, gaps: this.#gaps, replay: this.#replay };
    const actions = {
      choose: (limit: number) => this.store.update({ shown: limit }, "replace"),
      retry: () => void (this.#asked ? this.#ask(this.#asked, true) : location.reload()),
      ask: (question: Question) => {
        this.#form.draft = question;
        this.#submit(question);
      },
      deeds: deedsView(c, this.store),
    };
    return coveragePanel(c, shown, this.offer, parts, actions, titles);
  }

  legend(c: Context): TemplateResult | typeof nothing {
    const { state } = this.store;
    const total = this.#answer && totalAt(this.#answer, state.shown);
    if (!this.#answer || !this.#asked || !total) return nothing;
    return answerLegend(c, this.#answer, {
      what: names(c, this.offer, this.#asked.facilities),
      unit: unitName(c, this.offer, this.#asked.by).toLocaleLowerCase(c.lang).replace(/ \(.*/, ""),
      far: howFar(c, this.offer, limitOf(total), this.#asked.mode),
      by: byMode(c, this.offer, this.#asked.mode),
      paint: state.paint,
      choose: (paint) => this.store.update({ paint }, "replace"),
    });
  }

  /** The answer in one sentence, for people who hear the page. */
  sentence(c: Context): string {
    const total = this.#answer && totalAt(this.#answer, this.store.state.shown);
    if (!total || !this.#asked || total.share === null || this.#abort) return "";
    const what = names(c, this.offer, this.#asked.facilities);
    const distance = howFar(c, this.offer, limitOf(total), this.#asked.mode);
    const range = rangeText(c, total);
    return c.t("state.done", { share: c.f.share(total.share) + (range && ` (${range})`), distance, what });
  }

  get hasAnswer(): boolean {
    return this.#answer !== null;
  }

  /** The unit of the answer that is drawn at a point, with its rows. */
  unitAt(at: [number, number]): FoundUnit | null {
    if (!this.map?.getLayer("answer-units") || !this.#answer || !this.#asked) return null;
    const [hit] = this.map.queryRenderedFeatures(this.map.project(at), { layers: ["answer-units"] });
    const code = hit?.properties["code"] as string | undefined;
    const feature = this.#answer.features.units.features.find((unit) => unit.properties?.["code"] === code);
    if (!feature) return null;
    const rows = this.#answer.rows.filter((row) => row.code === code);
    const ids = this.#asked.facilities;
    const gap = this.#answer.gaps.find((one) => one.code === code);
    return { kind: "unit", feature, rows, gap, trust: this.#answer.trust, what: (c) => names(c, this.offer, ids) };
  }

  leave(): void {
    this.#abort?.abort();
    this.#asked = null;
    this.#take(null);
  }

  #submit(question: Question): void {
    if (sameQuestion(question, this.#asked)) void this.#ask(question, true);
    else {
      this.#asked = question;
      this.store.update({ question, shown: null }, "push");
      void this.#ask(question, true);
    }
  }

  async #ask(question: Question, byHand: boolean): Promise<void> {
    this.#abort?.abort();
    this.#asked = question;
    this.#problem = null;
    const key = JSON.stringify(question);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#abort = null;
      return this.#take(kept, byHand);
    }
    const mine = (this.#abort = new AbortController());
    const timer = window.setTimeout(() => this.#late(mine), SLOW_MS);
    busy.begin("coverage");
    this.refresh();
    try {
      const answer = await postJson<Answer>(`${PROCESS}/execution`, { inputs: inputsOf(question) }, mine.signal);
      if (this.#abort !== mine) return;
      this.#abort = null;
      this.#keep(key, answer);
      this.#take(answer, byHand);
    } catch (error) {
      if (isAbort(error) || this.#abort !== mine) return;
      this.#abort = null;
      this.#problem = error instanceof Problem ? error : new Problem(String(error), 500, "", "");
    } finally {
      window.clearTimeout(timer);
      if (this.#abort === null) {
        this.#slow = false;
        busy.end("coverage");
      }
      this.refresh();
    }
  }

  #late(mine: AbortController): void {
    if (this.#abort !== mine) return;
    this.#slow = true;
    this.refresh();
  }

  #keep(key: string, answer: Answer): void {
    this.#kept.set(key, answer);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #take(answer: Answer | null, byHand = false): void {
    this.#answer = answer;
    if (this.map) {
      setAnswer(this.map, answer);
      this.paint(this.store.state);
      const bounds = answer && this.#asked?.region ? boundsOf(answer.features.units) : null;
      if ((byHand || !placed) && bounds) showBounds(this.map, bounds);
      placed ||= answer !== null;
    }
    this.answered();
    this.refresh();
    if (byHand && answer) queueMicrotask(() => bringToTheNumber());
  }

  #lookAt(code: string, why: "look" | "zoom" | "leave"): void {
    if (!this.map) return;
    const of = (part: "units" | "gaps") => this.#answer?.features[part].features.find((feature) => feature.properties?.["code"] === code);
    const gap = this.#answer?.gaps.find((one) => one.code === code);
    const place = gap && bboxAround(gap);
    const shown = [of("units"), place && of("gaps")].flatMap((feature) => feature ?? []);
    setFound(this.map, why === "leave" ? [] : shown);
    const bounds = place ?? boundsOf({ type: "FeatureCollection", features: shown });
    if (why === "zoom" && bounds) showBounds(this.map, bounds);
  }
}

/** The question as the service takes it. */
function inputsOf({ facilities, mode, within, by, region }: Question): Record<string, unknown> {
  const straight = mode === STRAIGHT;
  return {
    facilities,
    within: straight ? within : within.map((limit) => limitText(limit, measureOf(mode))),
    ...(!straight && { mode }),
    by,
    ...(region && { region }),
  };
}

/** What is to be seen around the place of a gap: some kilometres each way. */
function bboxAround({ lon, lat }: Gap): BBox | null {
  return lon === undefined || lat === undefined ? null : [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND];
}

/** Focus goes to the answer's title; on a phone, where the form fills the sheet, the number comes into view. */
function bringToTheNumber(): void {
  document.getElementById("answer-title")?.focus({ preventScroll: true });
  if (isNarrow()) document.querySelector(".big")?.scrollIntoView({ block: "start" });
}
