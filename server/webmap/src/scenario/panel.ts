/** The panel of a scenario: its edits, what they change for whom, the comparison with how things stand. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Problem } from "../api";
import { at } from "../api";
import type { Answered, Row } from "../asking/answered";
import { notes } from "../asking/panel";
import type { Tables } from "../asking/tables";
import type { Context } from "../panels/context";
import { drawing, icon } from "../panels/marks";
import type { Comparison, Indicator, Scenario, ScenarioSummary } from "./scenario";

interface Total {
  covered_before: number;
  covered_after: number;
  share_before: number;
  share_after: number;
  difference: number;
  gained: number;
  lost: number;
  within_s: number;
}

export function listView(c: Context, listed: readonly ScenarioSummary[], title: string, actions: { typed(text: string): void; create(): void; open(id: string): void }): TemplateResult {
  const submit = (event: Event): void => {
    event.preventDefault();
    actions.create();
  };
  return html`<form class="form" aria-label=${c.t("scenario.new")} @submit=${submit}>
      <div class="field wide"><label for="scenario-title">${c.t("scenario.name")}</label>
        <input id="scenario-title" type="text" maxlength="120" autocomplete="off" .value=${title} @input=${(event: Event) => actions.typed((event.target as HTMLInputElement).value)} /></div>
      <button class="primary wide" type="submit" ?disabled=${!title.trim()}>${c.t("scenario.create")}</button>
    </form>
    ${listed.length ? html`<h3>${c.t("scenario.list")}</h3>` : html`<p class="soft">${c.t("scenario.none")}</p>`}
    <ul class="offers">${listed.map(
      (one) => html`<li><button type="button" class="example" data-scenario=${one.id} @click=${() => actions.open(one.id)}>
        <strong>${c.text(one.titles)}</strong><small>${c.t("scenario.edits", { n: c.f.count(one.numberOfEdits) })} · ${c.f.moment(one.modified)}</small>
      </button></li>`,
    )}</ul>`;
}

interface EditActions {
  undo(): void;
  redo(): void;
  remove(n: number): void;
  canRedo: boolean;
  busy: boolean;
}

export function editsView(c: Context, scenario: Scenario, actions: EditActions): TemplateResult {
  const { edits, moved } = scenario;
  return html`<section class="edits" aria-label=${c.t("scenario.list.edits")}>
    <h3>${c.t("scenario.list.edits")}</h3>
    <div class="acts">
      <button type="button" data-undo ?disabled=${edits.length === 0 || actions.busy} @click=${() => actions.undo()}>${c.t("scenario.undo")}</button>
      <button type="button" data-redo ?disabled=${!actions.canRedo || actions.busy} @click=${() => actions.redo()}>${c.t("scenario.redo")}</button>
    </div>
    ${edits.length === 0 ? html`<p class="soft">${c.t("scenario.empty")}</p>` : nothing}
    <ol>${edits.map(
      (edit) => html`<li data-n=${edit.n}><span>${c.text(edit.texts)}</span>
        <button type="button" class="bare" aria-label=${c.t("form.remove", { name: c.text(edit.texts) })} @click=${() => actions.remove(edit.n)}>${drawing(icon.close)}</button></li>`,
    )}</ol>
    ${moved.conflicts.length ? html`<p class="band">${moved.conflicts.map(({ why }) => c.text(why)).join(" ")}</p>` : nothing}
  </section>`;
}

/** Who gains and who loses, as the service worked it out at once. */
export function liveView(c: Context, answer: Answered, tables: Tables): TemplateResult {
  const [total] = answer["totals"] as Total[];
  const rows = (answer["rows"] as Row[]).filter((row) => Math.abs(Number(row["difference"])) >= 0.5);
  if (!total) return html``;
  const sign = total.difference > 0 ? "+" : "";
  return html`<div class="big" data-live><strong>${sign}${c.f.count(total.difference)}</strong>
      <span>${c.t("scenario.reached", { time: c.f.limit(total.within_s, "s") })}
        <small>${c.f.share(total.share_before)} → ${c.f.share(total.share_after)} · ${c.t("scenario.both", { gained: c.f.count(total.gained), lost: c.f.count(total.lost) })}</small></span></div>
    ${rows.length ? tables.render(c, { name: "rows", rows }, {}, ["name", "covered_before", "covered_after", "difference", "gained", "lost"]) : html`<p class="soft">${c.t("scenario.same")}</p>`}
    ${edits(c, answer)} ${notes(c, answer)}`;
}

/** What became of each edit: how far from the road it lies, for example. */
function edits(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const told = (answer["edits"] as { text: { id: string; en: string } }[] | undefined) ?? [];
  return told.length ? html`<ul class="said">${told.map(({ text }) => html`<li>${c.text(text)}</li>`)}</ul>` : nothing;
}

/** Whether an indicator is another in the scenario, by what is shown of it. */
const isMoved = (one: Indicator): boolean => Math.abs(one.change) >= 0.5 || one.n_gain + one.n_lose > 0;

export function comparisonView(c: Context, scenario: Scenario, found: Comparison, tables: Tables): TemplateResult {
  const still = found.indicators.filter((one) => !isMoved(one)).length;
  return html`<section class="comparison" aria-label=${c.t("scenario.compare")}>
    ${found.indicators.filter(isMoved).map(
      (one) => html`<h3>${c.text(one.title)}</h3>
        <p><b>${c.f.count(one.before)} → ${c.f.count(one.after)}</b> ${c.text(one.unit_title)} <span class="soft">(${one.change > 0 ? "+" : ""}${c.f.count(one.change)}; ${c.t("scenario.units", { gain: c.f.count(one.n_gain), lose: c.f.count(one.n_lose) })})</span></p>
        ${one.rows.length ? tables.render(c, { name: `compare-${one.id}`, title: c.t("scenario.byunit"), rows: one.rows }, {}, ["name", "before", "after", "change"]) : nothing}`,
    )}
    ${still ? html`<p class="soft">${c.t("scenario.still", { n: c.f.count(still) })}</p>` : nothing}
    <p class="soft">${c.text(found.method)}</p>
    <p><a href=${at(`/scenarios/${scenario.id}/compare/baseline?f=html&lang=${c.lang}`)}>${c.t("scenario.comparepage")}</a></p>
  </section>`;
}

export function troubleView(c: Context, problem: Problem | null): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  const signIn = [401, 403].includes(problem.status);
  return html`<div class="problem" role="alert"><strong>${c.t(problem.unreachable ? "error.unreachable" : "error.refused")}</strong>
    ${problem.unreachable ? nothing : html`<p>${problem.message}</p>`}
    ${signIn ? html`<a href=${at(`/session?f=html&lang=${c.lang}&next=/map`)}>${c.t("scenario.signin")}</a>` : nothing}</div>`;
}
