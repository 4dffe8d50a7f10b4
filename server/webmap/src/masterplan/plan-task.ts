/** Do programmes move the targets: a masterplan as a tree, its targets as they stand, its activities on the map. */
import type { Feature, FeatureCollection } from "geojson";
import { html, nothing, type TemplateResult } from "lit-html";
import { at as addressOf, problemFrom, type Problem } from "../api";
import { coloursAs, colouringOf, drawFeatures, drawnAt, type Colouring } from "../asking/draw";
import { problemView } from "../asking/panel";
import * as busy from "../busy";
import { boundsOf } from "../coverage/answer";
import { Replay } from "../coverage/replay";
import { show as showBounds } from "../map/canvas";
import { setFound } from "../map/found";
import type { Context } from "../panels/context";
import { swatch, trustTag } from "../panels/marks";
import type { FoundRow } from "../panels/popup";
import { isNarrow } from "../panels/sheet";
import type { Own, State } from "../state";
import type { Task, Tools } from "../tasks/task";
import type { Processes } from "../asking/process";
import { Moves } from "./moves";
import { getActivities, getEvaluation, getPlan, listPlans, type Evaluation, type Plan, type PlanSummary, type Rank, type Standing } from "./plan";
import { takingView } from "./taking";
import { standing, treeView } from "./tree";

const ORDER: Standing[] = ["reached", "on-track", "behind", "no-data", "not-comparable"];
const FIELDS = { id: "programme_name", en: "programme_name_en" } as const;

/** In the address, the effects of all programmes. */
const ALL = "all";

/** Opens what a part of the plan is folded in, and brings it into view. */
function reach(item: string): void {
  const named = ["goal", "strategy", "target", "programme", "activity"].map((kind) => `[data-${kind}="${CSS.escape(item)}"]`).join();
  const found = document.getElementById("answer")?.querySelector<HTMLElement>(named);
  if (!found) return;
  for (let part: Element | null = found; part; part = part.parentElement) if (part instanceof HTMLDetailsElement) part.open = true;
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "start" });
}

export class PlanTask implements Task {
  #listed: PlanSummary[] | null = null;
  #plan: Plan | null = null;
  #evaluation: Evaluation | null = null;
  #activities: FeatureCollection | null = null;
  readonly #moves: Moves;
  readonly #replay: Replay;
  #colouring: Colouring | null = null;
  #problem: Problem | null = null;
  #open: string | null = null;
  /** Whether somebody here has just opened or left a plan. */
  #entering = false;
  /** The programme whose effect was asked for, or all. */
  #asked = "";

  constructor(
    private readonly tools: Tools,
    processes: Processes,
  ) {
    this.#moves = new Moves(processes, () => tools.refresh());
    this.#replay = new Replay(() => tools.refresh());
  }

  get hasAnswer(): boolean {
    return this.#activities !== null;
  }

  follow(state: State): void {
    const id = state.own["m"] ?? "";
    if (id === this.#open) {
      this.#entering = false;
      this.#effect(state.own["fx"]);
      return this.#draw();
    }
    this.#open = id;
    this.#forget();
    void this.#guarded(async () => {
      if (!id) {
        this.#listed ??= await listPlans();
        return;
      }
      this.#plan = await getPlan(id);
      this.#activities = await getActivities(id);
      if (this.#open !== id) return;
      this.#draw();
      this.#frame(this.#activities.features);
      this.tools.answered();
      this.tools.refresh();
      // The targets take longer than the tree.
      this.#evaluation = await getEvaluation(id);
      const { item, fx } = this.tools.store.state.own;
      this.#effect(fx);
      if (item ?? fx) window.setTimeout(() => reach(item ?? fx ?? ""));
    });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    busy.begin("masterplan");
    this.#problem = null;
    this.tools.refresh();
    try {
      await work();
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("masterplan");
      this.tools.refresh();
      this.#enter();
    }
  }

  /** What was pressed has made way for another plan: the focus goes to its title. */
  #enter(): void {
    if (!this.#entering) return;
    this.#entering = false;
    window.setTimeout(() => {
      if (document.activeElement === document.body) document.getElementById("answer-title")?.focus();
    });
  }

  #forget(): void {
    this.#plan = null;
    this.#evaluation = null;
    this.#activities = null;
    this.#asked = "";
    this.#moves.forget();
    const { map } = this.tools;
    if (!map) return;
    drawFeatures(map, null);
    setFound(map, []);
    this.tools.answered();
  }

  leave(): void {
    this.#open = null;
    this.#forget();
  }

  paint(): void {
    this.#draw();
  }

  #draw(): void {
    const { map, store } = this.tools;
    if (!map) return;
    const shown = this.#activities;
    const placed = shown && { ...shown, features: shown.features.filter(({ geometry }) => geometry) };
    const field = FIELDS[store.state.lang];
    this.#colouring = placed?.features.length ? colouringOf(placed, field, false, coloursAs(placed, FIELDS.id, field)) : null;
    drawFeatures(map, placed, this.#colouring ?? undefined);
  }

  #frame(features: Feature[]): void {
    const bounds = boundsOf({ type: "FeatureCollection", features });
    if (this.tools.map && bounds) showBounds(this.tools.map, bounds);
  }

  #look(activity: string, zoom: boolean): void {
    const { map } = this.tools;
    if (!map) return;
    const found = (this.#activities?.features ?? []).filter(({ properties, geometry }) => geometry && properties?.["activity"] === activity);
    setFound(map, found);
    if (zoom) this.#frame(found);
  }

  #go(own: Own): void {
    this.#entering = true;
    this.tools.store.update({ own }, "push");
  }

  /** Asks what a programme moves, or what all do; the address says which. */
  #effect(asked: string | undefined): void {
    if (!asked || !this.#open || !this.#evaluation) return;
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#moves.ask(this.#open, this.#evaluation.on, asked === ALL ? "" : asked);
  }

  #ask(programme: string): void {
    this.#asked = "";
    this.#go({ ...this.tools.store.state.own, fx: programme || ALL });
    this.#effect(programme || ALL);
  }

  panel(c: Context): TemplateResult {
    const retry = (): void => {
      this.#open = null;
      this.follow(this.tools.store.state);
    };
    const problem = this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, retry) : nothing;
    if (!this.#plan) {
      return html`<header><p class="q">${c.t("task.masterplan.hint")}</p><h2 id="answer-title" tabindex="-1">${c.t("task.masterplan")}</h2></header>
        ${problem} ${this.#open ? html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("plan.all")}</button>` : this.#list(c)}`;
    }
    return html`<button type="button" class="link back" @click=${() => this.#go({})}>← ${c.t("plan.all")}</button>
      <header><p class="q">${c.t("task.masterplan")}</p><h2 id="answer-title" tabindex="-1">${c.text(this.#plan.masterplan.title)}</h2></header>
      ${problem} ${this.#whole(c, this.#plan)}`;
  }

  #list(c: Context): TemplateResult {
    if (this.#listed?.length === 0) return html`<p class="soft">${c.t("plan.none")}</p>`;
    return html`<ul class="offers">${(this.#listed ?? []).map(
      (one) => html`<li><button type="button" class="example" data-plan=${one.id} ?disabled=${!one.valid} @click=${() => this.#go({ m: one.id })}>
        <strong>${c.text(one.titles) || one.id}</strong>
        <small>${one.period ? `${one.region} · ${one.period.start}–${one.period.end}` : c.t("plan.faulty")} ${one.counts ? `· ${c.t("plan.counts", { targets: c.f.count(one.counts["targets"] ?? 0), programmes: c.f.count(one.counts["programmes"] ?? 0) })}` : ""}</small>
      </button></li>`,
    )}</ul>`;
  }

  #whole(c: Context, plan: Plan): TemplateResult {
    const evaluation = this.#evaluation;
    const { own } = this.tools.store.state;
    const [unit = "", quick] = [own["unit"], own["quick"] === "1"];
    const placed = new Set((this.#activities?.features ?? []).filter(({ geometry }) => geometry).map(({ properties }) => String(properties?.["activity"])));
    const set = (name: string, value: string): void => {
      const { [name]: _, ...rest } = own;
      this.tools.store.update({ own: value ? { ...rest, [name]: value } : rest }, "replace");
    };
    const actions = {
      effect: evaluation && ((programme: string) => this.#ask(programme)),
      progress: (programme: string) => this.#moves.progress(c, programme),
      how: (programme: string) => this.#moves.how(c, programme),
      look: (activity: string, zoom: boolean) => this.#look(activity, zoom),
    };
    return html`${plan.masterplan.vision ? html`<p class="lead">${c.text(plan.masterplan.vision.text)}</p>` : nothing}
      ${evaluation ? this.#summary(c, evaluation) : html`<p class="working" role="status">${c.t("plan.evaluating")}</p>`}
      <div class="form">
        <div class="field wide"><label for="plan-unit">${c.t("plan.unit")}</label>
          <select id="plan-unit" @change=${(event: Event) => set("unit", (event.target as HTMLSelectElement).value)}>
            <option value="" ?selected=${!unit}>${c.t("plan.unit.all")}</option>
            ${plan.work_units.map(({ id, name }) => html`<option value=${id} ?selected=${id === unit}>${name}</option>`)}
          </select></div>
        <label class="background wide"><input type="checkbox" id="plan-quick" .checked=${quick} @change=${(event: Event) => set("quick", (event.target as HTMLInputElement).checked ? "1" : "")} /> ${c.t("plan.quickonly")}</label>
      </div>
      ${treeView(c, { plan, evaluation, unit, quick, effects: this.#moves.effects, placed }, actions)}
      ${evaluation ? this.#ranked(c, quick, own["rank"] === "time" ? "time" : "money", set) : nothing}
      ${evaluation ? html`${this.#missing(c, evaluation)} ${takingView(c, { id: this.#open ?? "", evaluation, activities: this.#activities, replay: this.#replay, store: this.tools.store })}` : nothing}
      <p><a href=${addressOf(`/masterplans/${this.#open ?? ""}?f=html&lang=${c.lang}`)}>${c.t("plan.page")}</a>
        · <a href=${addressOf(`/masterplans/${this.#open ?? ""}/report.pdf?lang=${c.lang}`)} data-report>${c.t("plan.report")}</a></p>`;
  }

  #summary(c: Context, { targets, on, trust }: Evaluation): TemplateResult {
    const counts = ORDER.map((status) => [status, targets.filter((one) => one.status === status).length] as const).filter(([, n]) => n);
    return html`<section class="standings" aria-label=${c.t("plan.standings", { day: on })}>
      <h3>${c.t("plan.standings", { day: on })} ${trustTag(trust, c)}</h3>
      <ul>${counts.map(([status, n]) => html`<li data-count=${status}><strong>${c.f.count(n)}</strong> ${standing(c, status)}</li>`)}</ul>
    </section>`;
  }

  /** Which programmes bring most; asked for by a button, as it takes a while. */
  #ranked(c: Context, quick: boolean, rank: Rank, set: (name: string, value: string) => void): TemplateResult {
    return html`<section class="ranking" aria-label=${c.t("plan.rank")}><h3>${c.t("plan.rank")}</h3>
      ${this.#moves.ranking
        ? html`<div class="field"><label for="plan-rank">${c.t("plan.rank.by")}</label>
            <select id="plan-rank" @change=${(event: Event) => set("rank", (event.target as HTMLSelectElement).value)}>
              <option value="money" ?selected=${rank === "money"}>${c.t("plan.rank.bymoney")}</option><option value="time" ?selected=${rank === "time"}>${c.t("plan.rank.bytime")}</option>
            </select></div>`
        : html`<button type="button" class="quiet" data-rank @click=${() => this.#ask("")}>${c.t("plan.rank.ask")}</button>`}
      ${this.#moves.progress(c, "")} ${this.#moves.table(c, rank, quick)}</section>`;
  }

  #missing(c: Context, { missing }: Evaluation): TemplateResult {
    return html`<section><h3>${c.t("plan.missing")}</h3>
        ${missing.length ? html`<ul class="said">${missing.map(({ message }) => html`<li>${c.text(message)}</li>`)}</ul>` : html`<p class="soft">${c.t("plan.complete")}</p>`}</section>`;
  }

  legend(c: Context): TemplateResult | typeof nothing {
    if (!this.#colouring) return nothing;
    return html`<section class="legend" aria-label=${c.t("legend.title")}><details ?open=${!isNarrow()}><summary><b>${c.t("plan.onmap")}</b></summary>
      <ul class="classes">${this.#colouring.classes.map(({ colour, value }) => html`<li data-colour=${colour}>${swatch(colour, "fill")} ${value}</li>`)}</ul></details></section>`;
  }

  sentence(c: Context): string {
    const targets = this.#evaluation?.targets;
    if (!targets) return "";
    const good = targets.filter(({ status }) => status === "reached" || status === "on-track").length;
    return c.t("plan.said", { n: c.f.count(good), all: c.f.count(targets.length) });
  }

  unitAt(at: [number, number]): FoundRow | null {
    const { map } = this.tools;
    const properties = map && this.#activities ? drawnAt(map, at) : null;
    const feature = this.#activities?.features.find((one) => one.properties?.["activity"] === properties?.["activity"]);
    if (!feature) return null;
    const told = feature.properties as Record<string, string>;
    return {
      kind: "row",
      feature,
      title: (c) => told[FIELDS[c.lang]] ?? "",
      view: (c) => html`<h2>${(c.lang === "en" ? told["name_en"] : told["name"]) ?? told["name"]}</h2>
        <p>${[told["owner_name"], told["start"] && `${told["start"]} – ${told["end"] ?? ""}`].filter(Boolean).join(" · ")}</p>`,
    };
  }
}
