/** What land is fit for: weights that can be moved, what moves with them, and how each site fares by each criterion. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Answered, Row } from "../asking/answered";
import type { Face, Kit } from "../asking/face";
import type { Bilingual } from "../i18n";
import type { Context } from "../panels/context";
import { trustTag } from "../panels/marks";
import type { Trust } from "../catalogue";

interface Criterion {
  item: string;
  layer_title: Bilingual;
  weight: number;
  mean: number | null;
  note: Bilingual | null;
  trust: Trust;
}

interface Moved {
  criterion: string;
  change: number;
  moved_share: number;
  n_ranks_changed: number;
  suitable_ha: number;
  first: string;
}

interface Site extends Row {
  rank: number;
  unit: string;
  score: number;
  scores?: (number | null)[];
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const criteriaOf = (answer: Answered): Criterion[] => list<Criterion>(answer["criteria"]);

/** A criterion without its weight. */
const bare = (item: string): string => item.replace(/\*[\d.]+$/, "");
/** What the service noted of criteria that it proposed; it does not say so again of those that are asked by their words. */
const noted = new Map<string, Bilingual>();

/** What a criterion is called: what was noted of it, else its layer. */
function called(c: Context, one: Criterion): string {
  const item = bare(one.item);
  if (one.note) noted.set(item, one.note);
  return c.text(noted.get(item)) || c.text(one.layer_title);
}

/** Parts that were typed since the answer came, by what the answer was asked. */
const typed = new Map<string, string>();
let of = "";

/** Whole parts that say the same as the shares: the smallest share is about one. */
function partsOf(criteria: readonly Criterion[]): string[] {
  return criteria.map(({ item }) => /\*([\d.]+)$/.exec(item)?.[1] ?? "1");
}

function weights(c: Context, answer: Answered, kit: Kit): TemplateResult {
  const criteria = criteriaOf(answer);
  const asked = criteria.map(({ item }) => item).join();
  if (of !== asked) typed.clear();
  of = asked;
  const own = partsOf(criteria);
  const parts = criteria.map(({ item }, i) => Number(typed.get(item) ?? own[i]));
  const sum = parts.reduce((all, one) => all + (one > 0 ? one : 0), 0);
  const type = (item: string, value: string): void => {
    typed.set(item, value);
    kit.refresh();
  };
  const ask = (event: Event): void => {
    event.preventDefault();
    kit.ask({ criteria: criteria.flatMap(({ item }, i) => ((parts[i] ?? 0) > 0 ? [`${bare(item)}*${parts[i]}`] : [])).join(","), judgements: "" });
  };
  const equal = (): void => {
    for (const { item } of criteria) typed.set(item, "1");
    kit.refresh();
  };
  const changed = criteria.some(({ item }, i) => parts[i] !== Number(own[i]) && typed.has(item));
  return html`<form class="weights" aria-label=${c.t("suit.weights")} @submit=${ask}>
    <table class="limits"><caption>${c.t("suit.weights")}</caption><thead><tr><th scope="col">${c.t("suit.criterion")}</th><th scope="col">${c.t("suit.parts")}</th><th scope="col">${c.t("suit.weight")}</th></tr></thead>
      <tbody>${criteria.map((one, i) => html`<tr><th scope="row">${called(c, one)} ${trustTag(one.trust, c)}</th>
        <td><input type="number" min="0" max="100" step="0.5" .value=${typed.get(one.item) ?? own[i] ?? "1"} aria-label=${c.t("suit.parts.of", { name: called(c, one) })} @input=${(event: Event) => type(one.item, (event.target as HTMLInputElement).value)} /></td>
        <td>${sum > 0 ? c.f.share(Math.max(0, parts[i] ?? 0) / sum) : "–"}</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row">${c.t("suit.sum")}</th><td>${c.f.number(sum)}</td><td>${sum > 0 ? c.f.share(1) : "–"}</td></tr></tfoot></table>
    <div class="acts"><button type="button" class="quiet" data-equal @click=${equal}>${c.t("suit.equal")}</button>
      <button type="submit" class="quiet" ?disabled=${!changed || sum <= 0}>${c.t("suit.ask")}</button></div>
  </form>`;
}

/** What a tenth more or less of each weight moves. */
function moves(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const told = list<Moved>(answer["sensitivity"]);
  const [total] = list<{ suitable_ha: number }>(answer["totals"]);
  if (told.length === 0) return nothing;
  const by = (one: Criterion): Moved[] => told.filter(({ criterion }) => criterion === one.item);
  const signed = (change: number): string => `${change > 0 ? "+" : "−"}${c.f.count(Math.abs(change) * 100)}\u00a0%`;
  const isFirst = list<Row>(answer["rows"]).find(({ rank }) => rank === 1)?.["name"];
  return html`<table class="rows moves" data-table="moves"><caption>${c.t("suit.moves")}</caption>
    <thead><tr><th scope="col">${c.t("suit.criterion")}</th><th scope="col">±</th><th scope="col">${c.t("suit.moved")}</th><th scope="col">${c.t("suit.ranks")}</th><th scope="col">${c.t("suit.suitable")}</th></tr></thead>
    <tbody>${criteriaOf(answer).flatMap((one) => by(one).map((moved, i) => html`<tr>${i ? html`<td></td>` : html`<th scope="row">${called(c, one)}</th>`}
      <td>${signed(moved.change)}</td><td>${c.f.share(moved.moved_share)}</td><td>${c.f.count(moved.n_ranks_changed)}</td><td>${c.f.count(moved.suitable_ha)}</td></tr>
      ${moved.first === isFirst ? nothing : html`<tr><td class="word" colspan="5">${c.t("suit.first", { name: moved.first })}</td></tr>`}`))}</tbody></table>
    ${total ? html`<p class="soft">${c.t("suit.now", { ha: c.f.count(total.suitable_ha) })}</p>` : nothing}`;
}

const W = 340;
const ROW = 15;
const LEFT = 140;

/** How a site fares by each criterion, from 0 to 1, in figures too. */
function bars(c: Context, criteria: readonly Criterion[], site: Site): TemplateResult {
  const scores = site.scores ?? [];
  const told = criteria.map((one, i) => ({ name: called(c, one), score: scores[i] ?? null }));
  const words = told.map(({ name, score }) => `${name}: ${score === null ? "–" : c.f.number(score)}`).join("; ");
  return html`<svg class="chart bars" viewBox="0 0 ${W} ${told.length * ROW + 2}" role="img" aria-label=${words}>
    ${told.map(({ name, score }, i) => svg`<text x=${LEFT - 6} y=${i * ROW + 11} text-anchor="end">${name.length > 23 ? `${name.slice(0, 22)}…` : name}</text>
      <rect x=${LEFT} y=${i * ROW + 3} width=${(score ?? 0) * (W - LEFT - 44)} height="9" rx="2"/><text x=${LEFT + (score ?? 0) * (W - LEFT - 44) + 5} y=${i * ROW + 11}>${score === null ? "–" : c.f.number(score)}</text>`)}
  </svg>`;
}

function view(c: Context, answer: Answered, kit: Kit): TemplateResult {
  const [total] = list<Record<string, number>>(answer["totals"]);
  const sites = list<Site>(answer["candidates"]);
  const criteria = criteriaOf(answer);
  return html`<div class="big stacked"><strong>${c.f.count(total?.["suitable_ha"] ?? 0)} ha</strong>
      <span>${c.t("suit.fit", { least: c.f.number(Number(answer["least"])) })}<small>${c.t("suit.share", { share: c.f.share(total?.["suitable_share"] ?? 0) })}</small></span></div>
    ${weights(c, answer, kit)} ${kit.tables.render(c, { name: "candidates", rows: sites }, kit.kinds, ["rank", "unit", "score", "lon", "lat"])}
    <details class="how"><summary>${c.t("suit.why")}</summary><ol class="said sites">${sites.map((site) => html`<li><b>${site.unit}</b> ${c.f.number(site.score)} ${bars(c, criteria, site)}</li>`)}</ol></details>
    ${moves(c, answer)} ${kit.tables.render(c, { name: "rows", rows: answer["rows"] as Row[] }, kit.kinds)}`;
}

export const suitabilityFace: Face = {
  first: ["facility", "criteria", "exclude", "region", "cell", "top"],
  output: "candidates",
  field: "score",
  shown: ["rows", "candidates", "criteria", "sensitivity"],
  view,
};
