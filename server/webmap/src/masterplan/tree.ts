/** The tree of a masterplan: goals with their targets, strategies, programmes, activities, and who does each step. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { trustTag } from "../panels/marks";
import type { Key } from "../i18n";
import type { Activity, Effect, Evaluation, Goal, Plan, Programme, Standing, Step, Target } from "./plan";

export interface Shown {
  plan: Plan;
  evaluation: Evaluation | null;
  /** Only what this work unit does; "" is everybody's. */
  unit: string;
  quick: boolean;
  effects: ReadonlyMap<string, Effect>;
  /** Activities that lie on the map. */
  placed: ReadonlySet<string>;
}

export interface Actions {
  /** Asks what a programme moves; null until it is known where targets stand. */
  effect: ((programme: string) => void) | null;
  progress(programme: string): TemplateResult | typeof nothing;
  how(programme: string): TemplateResult | typeof nothing;
  look(activity: string, zoom: boolean): void;
}

/** Letters, so that nobody has to tell colours apart. */
const LETTERS: Record<Standing, Key> = { reached: "plan.reached", "on-track": "plan.ontrack", behind: "plan.behind", "no-data": "plan.nodata", "not-comparable": "plan.apart" };
const STATES: Record<string, Key> = { planned: "state.planned", running: "state.running", done: "state.ended", late: "state.late" };

export function standing(c: Context, status: Standing | undefined): TemplateResult | typeof nothing {
  return status ? html`<span class="tag standing-tag" data-standing=${status}>${c.t(LETTERS[status])}</span>` : nothing;
}

export function treeView(c: Context, shown: Shown, actions: Actions): TemplateResult {
  return html`<div class="tree">${shown.plan.goals.map((goal) => goalView(c, shown, goal, actions))}</div>`;
}

function goalView(c: Context, shown: Shown, goal: Goal, actions: Actions): TemplateResult | typeof nothing {
  const { plan, evaluation } = shown;
  const told = evaluation?.goals.find(({ id }) => id === goal.id);
  const targets = evaluation?.targets.filter((one) => one.goal === goal.id) ?? [];
  const strategies = plan.strategies.filter(({ goals }) => goals.includes(goal.id));
  const inside = strategies.flatMap((strategy) => programmesOf(shown, strategy.id).map((one) => ({ strategy, one })));
  if ((shown.unit || shown.quick) && inside.length === 0) return nothing;
  return html`<details class="goal" data-goal=${goal.id} open>
    <summary><b>${c.text(goal.text)}</b> ${standing(c, told?.status)}</summary>
    <ul class="targets">${targets.map((target) => targetView(c, target))}</ul>
    ${strategies.map((strategy) => {
      const programmes = programmesOf(shown, strategy.id);
      if ((shown.unit || shown.quick) && programmes.length === 0) return nothing;
      return html`<section class="strategy" data-strategy=${strategy.id}><p class="q">${c.t("plan.strategy")}: ${c.text(strategy.text)}</p>
        ${programmes.length ? programmes.map((one) => programmeView(c, shown, one, actions)) : html`<p class="soft">${c.t("plan.noprogramme")}</p>`}</section>`;
    })}
  </details>`;
}

/** The programmes of a strategy, as far as they are shown. */
function programmesOf({ plan, unit, quick }: Shown, strategy: string): Programme[] {
  const busy = (one: Programme): boolean => !unit || one.owner === unit || stepsOf(plan, one).some((step) => step.work_unit === unit);
  return plan.programmes.filter((one) => one.strategy === strategy && (!quick || one.quick_win) && busy(one));
}

const stepsOf = (plan: Plan, programme: Programme): Step[] => {
  const mine = new Set(plan.activities.filter((one) => one.programme === programme.id).map(({ id }) => id));
  return plan.steps.filter(({ activity }) => mine.has(activity));
};

/** Where a target stands: from its baseline over today to what is aimed at. */
function targetView(c: Context, target: Target): TemplateResult {
  const unit = c.text(target.indicator.unit);
  const number = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : c.f.number(value));
  return html`<li data-target=${target.id}><span>${c.text(target.indicator.name)} ${standing(c, target.status)} ${trustTag(target.trust, c)}</span>
    ${bullet(c, target)}
    <small>${target.baseline ? html`${target.baseline.year}: ${number(target.baseline.value)} → ` : nothing}<b>${c.t("plan.now", { value: number(target.current) })}</b>
      → ${target.target.year}: ${number(target.target.value)} ${unit}${target.expected === null ? nothing : html` · ${c.t("plan.expected", { value: number(target.expected) })}`}</small>
    ${target.reason ? html`<small>${c.text(target.reason)}</small>` : nothing} ${keptView(c, target)}</li>`;
}

/** The values a target had, where one is another than today's: what layers they are from, and of which scenario. */
function keptView(c: Context, { current, series }: Target): TemplateResult | typeof nothing {
  if (series.every(({ value, scenario }) => value === current && !scenario)) return nothing;
  return html`<details data-kept><summary>${c.t("plan.kept", { n: c.f.count(series.length) })}</summary>
    <ul class="said">${[...series].reverse().map(({ value, status, made, inputs, scenario }) => {
      const from = Object.entries(inputs).map(([layer, revision]) => `${layer} r${revision}`);
      return html`<li><b>${c.f.number(value)}</b> ${standing(c, status)} ${scenario ? html`<span class="tag">${c.t("plan.kept.scenario", { id: scenario.id })}</span>` : nothing}
        <small>${made.slice(0, 10)}${from.length ? ` · ${from.join(", ")}` : ""}</small></li>`;
    })}</ul></details>`;
}

const W = 300;

/** The way from baseline to target as a bar, with today and what is expected by now. */
function bullet(c: Context, { baseline, current, expected, target }: Target): TemplateResult | typeof nothing {
  if (!baseline || current === null || baseline.value === target.value) return nothing;
  const at = (value: number): number => Math.min(1, Math.max(0, (value - baseline.value) / (target.value - baseline.value))) * (W - 8) + 4;
  const said = c.t("plan.now", { value: c.f.number(current) });
  return html`<svg class="bullet" viewBox="0 0 ${W} 12" role="img" aria-label=${said}>
    <rect class="rail" x="4" y="4" width=${W - 8} height="4" rx="2" /><rect class="way" x="4" y="3" width=${(at(current) - 4).toFixed(1)} height="6" rx="2" />
    ${expected === null ? nothing : html`<svg x="0" y="0"><rect class="mark" x=${at(expected).toFixed(1)} y="0" width="2" height="12" /></svg>`}
  </svg>`;
}

function programmeView(c: Context, shown: Shown, programme: Programme, actions: Actions): TemplateResult {
  const { plan, effects } = shown;
  const activities = plan.activities.filter((one) => one.programme === programme.id);
  const { budget } = programme;
  const facts = [unitName(plan, programme.owner), period(programme), budget ? c.t("plan.budget", { amount: c.f.count(budget.amount / 1e6), currency: budget.currency }) : ""].filter(Boolean);
  const effect = effects.get(programme.id);
  return html`<details class="programme" data-programme=${programme.id}>
    <summary>${c.text(programme.name)} ${programme.quick_win ? html`<span class="tag">${c.t("plan.quick")}</span>` : nothing}</summary>
    <p class="soft">${facts.join(" · ")}</p>
    ${activities.map((one) => activityView(c, shown, one, actions))}
    ${activities.some(({ edits }) => edits.length) ? html`<button type="button" class="quiet" data-effect=${programme.id} ?disabled=${!actions.effect} @click=${() => actions.effect?.(programme.id)}>${c.t("plan.effect")}</button>` : nothing}
    ${actions.progress(programme.id)}
    ${effect ? html`${effectView(c, effect)} ${actions.how(programme.id)}` : nothing}
  </details>`;
}

function activityView(c: Context, { plan, placed, unit }: Shown, activity: Activity, actions: Actions): TemplateResult {
  const steps = plan.steps.filter((step) => step.activity === activity.id && (!unit || step.work_unit === unit)).sort((a, b) => a.order - b.order);
  const name = c.text(activity.name);
  return html`<div class="activity" data-activity=${activity.id} @mouseenter=${() => actions.look(activity.id, false)} @mouseleave=${() => actions.look("", false)}>
    ${placed.has(activity.id) ? html`<button type="button" class="link" title=${c.t("plan.show")} @click=${() => actions.look(activity.id, true)}>${name}</button>` : html`<span>${name} <small>(${c.t("plan.noplace")})</small></span>`}
    <ol class="steps">${steps.map((step) => html`<li>${c.text(step.text)} <small>${[unitName(plan, step.work_unit), period(step), c.t(STATES[step.state] ?? "state.planned")].filter(Boolean).join(" · ")}</small></li>`)}</ol>
  </div>`;
}

const unitName = (plan: Plan, id: string | undefined): string => plan.work_units.find((one) => one.id === id)?.name ?? "";
const period = ({ start, end }: { start?: string; end?: string }): string => [start, end].filter(Boolean).join(" – ");

/** What the programme moves, worked out as a scenario by the service. */
function effectView(c: Context, effect: Effect): TemplateResult {
  const number = (value: number | null): string => (value === null ? "–" : c.f.number(value));
  return html`<table class="effect" data-effect-of=${effect.programme.id}>
    <caption>${c.t("plan.effect")}</caption>
    <thead><tr><th scope="col">${c.t("col.name")}</th><th scope="col">${c.t("col.before")}</th><th scope="col">${c.t("col.after")}</th><th scope="col">${c.t("col.change")}</th></tr></thead>
    <tbody>${effect.targets.map((one) => html`<tr><th scope="row">${c.text(one.indicator)} (${c.text(one.unit)})</th><td>${number(one.before)}</td><td>${number(one.after)}</td><td>${number(one.change)}</td></tr>`)}</tbody>
  </table>
  <p class="soft">${c.text(effect.method)}</p>`;
}
