/** What has changed between two years: from which cover to which, where most, and what became of the classes followed. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Answered, Row } from "../asking/answered";
import type { Face, Kit } from "../asking/face";
import type { Bilingual } from "../i18n";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";
import { changeOnMap, pictureView } from "./picture";

interface Class {
  code: string;
  name: Bilingual;
  colour: string;
}

interface Epoch {
  date: string;
}

const epochs = (answer: Answered): { from: Epoch; to: Epoch } => answer["epochs"] as { from: Epoch; to: Epoch };
const classesOf = (answer: Answered): Class[] => (answer["legend"] as { classes: Class[] }).classes;

function sentence(c: Context, answer: Answered): string {
  const { from, to } = epochs(answer);
  const [only, ...others] = answer["zones"] as Row[];
  // Where the region is the one area told of, its name says more than its code.
  const region = only && others.length === 0 && only["code"] === answer["region"] ? only["name"] : answer["region"];
  return c.t("change.title", { from: from.date, to: to.date }) + (region ? ` · ${String(region)}` : "");
}

function view(c: Context, answer: Answered, kit: Kit): TemplateResult {
  const zones = answer["zones"] as Row[];
  return html`${big(c, answer, zones)} ${pictureView(c, answer, kit)} ${matrix(c, answer)} ${kit.tables.render(c, { name: "totals", rows: answer["totals"] as Row[] }, kit.kinds, ["name", "before_ha", "after_ha", "net_ha", "rate_percent"])}
    ${kit.tables.render(c, { name: "patches", rows: named(c, answer, answer["patches"] as Row[]) }, kit.kinds, ["rank", "place", "from", "to", "area_ha", "lon", "lat"])}
    ${kit.tables.render(c, { name: "zones", rows: zones }, kit.kinds, ["name", "changed_ha", "changed_share", "focus_lost_ha", "focus_gained_ha"])}`;
}

/** Patches with the names of their classes in place of codes. */
function named(c: Context, answer: Answered, rows: Row[]): Row[] {
  const names = new Map(classesOf(answer).map(({ code, name }) => [code, name]));
  const word = (code: unknown): string => c.text(names.get(String(code))) || String(code);
  return rows.map((row) => ({ ...row, from: word(row["from"]), to: word(row["to"]) }));
}

/** The sums are the service's: those of its totals and of its matrix. */
function big(c: Context, answer: Answered, zones: Row[]): TemplateResult {
  const { from, to } = epochs(answer);
  const [largest] = [...zones].sort((a, b) => Number(b["changed_share"]) - Number(a["changed_share"]));
  const focus = (answer["focus"] as { name: Bilingual }[]).map(({ name }) => c.text(name).toLocaleLowerCase(c.lang));
  const words = new Intl.ListFormat(c.lang, { type: "conjunction" }).format(focus);
  const patches = answer["patches_ha"];
  return html`<div class="big stacked"><strong>${typeof patches === "number" ? c.f.count(patches) : "–"} ha</strong>
    <span>${c.t("change.changed", { from: from.date, to: to.date })}
      ${largest ? html`<small>${c.t("change.most", { name: String(largest["name"]), share: c.f.share(Number(largest["changed_share"])) })}</small>` : nothing}
      ${focus.length ? html`<small>${c.t("change.focus", { classes: words })}</small>` : nothing}</span></div>`;
}

/** From each class to each class, in hectares; what stayed as it was is on the diagonal. */
function matrix(c: Context, answer: Answered): TemplateResult {
  const { codes, area_ha: area } = answer["matrix"] as { codes: (string | number)[]; area_ha: number[][] };
  const classes = new Map(classesOf(answer).map((one) => [one.code, one]));
  const used = codes.flatMap((_, i) => (area[i]?.some((ha) => ha >= 0.5) || area.some((row) => (row[i] ?? 0) >= 0.5) ? [i] : []));
  const of = (i: number): Class | undefined => classes.get(String(codes[i]));
  const head = (i: number): TemplateResult => html`${swatch(of(i)?.colour ?? "#777777", "fill")} ${c.text(of(i)?.name)}`;
  const { from, to } = epochs(answer);
  const title = c.t("change.matrix", { from: from.date, to: to.date });
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${title}>
    <table class="matrix" data-table="matrix"><caption>${title}</caption>
      <thead><tr><th scope="col">${from.date} ↓ · ${to.date} →</th>${used.map((i) => html`<th scope="col">${head(i)}</th>`)}</tr></thead>
      <tbody>${used.map((i) => html`<tr><th scope="row">${head(i)}</th>
        ${used.map((j) => html`<td class=${i === j ? "kept" : nothing}>${(area[i]?.[j] ?? 0) >= 0.5 ? c.f.count(area[i]?.[j] ?? 0) : "·"}</td>`)}</tr>`)}</tbody>
    </table></div>`;
}

export const changeFace: Face = {
  first: ["from", "to", "region", "by", "patches"],
  start: { from: "2017", to: "2024" },
  output: "patches",
  field: "area_ha",
  shown: ["totals", "patches", "zones", "focus"],
  view,
  onMap: changeOnMap,
  sentence,
};
