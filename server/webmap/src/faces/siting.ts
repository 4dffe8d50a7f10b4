/** Where next: the sites found, what each adds, and how far the sum comes. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Answered, Row } from "../asking/answered";
import type { Face, Kit } from "../asking/face";
import type { Bilingual } from "../i18n";
import type { Context } from "../panels/context";
import { beforeAfterOnMap, beforeAfterView } from "./beforeafter";

interface Site extends Row {
  rank: number;
  name: string;
  gain: number;
  total_share: number | null;
  text: Bilingual;
}

const sitesOf = (answer: Answered): Site[] => answer["sites"] as Site[];
const totalOf = (answer: Answered): Record<string, number> => (answer["totals"] as Record<string, number>[])[0] ?? {};

function sentence(c: Context, answer: Answered): string {
  const types = Object.values((answer["facility_types"] ?? {}) as Record<string, Bilingual>).map((one) => c.text(one).replace(/ \(.*\)$/, ""));
  const what = new Intl.ListFormat(c.lang, { type: "conjunction" }).format(types);
  return c.t("siting.title", { n: c.f.count(sitesOf(answer).length), what });
}

function view(c: Context, answer: Answered, kit: Kit): TemplateResult {
  const total = totalOf(answer);
  const model = answer["model"] as { title: Bilingual; text: Bilingual } | null;
  const out = answer["out_of_reach"] as { text: Bilingual } | null;
  const sites = sitesOf(answer);
  const share = total["share_after"];
  return html`<div class="big stacked"><strong>+${c.f.count(total["gained"] ?? 0)}</strong>
      <span>${c.t("siting.gained")}<small>${typeof share === "number" ? c.t("siting.share", { before: c.f.share(total["share_before"] ?? 0), after: c.f.share(share) }) : nothing}</small></span></div>
    ${sites.length > 1 ? curve(c, total["share_before"] ?? 0, sites) : nothing} ${beforeAfterView(c, answer, kit)}
    ${kit.tables.render(c, { name: "sites", rows: sites }, kit.kinds, ["rank", "name", "gain", "total_share", "nearest_today", "unit"])}
    <ol class="said sites">${sites.map((site) => html`<li><b>${site.name}</b> ${c.text(site.text)}</li>`)}</ol>
    ${out ? html`<p class="soft">${c.text(out.text)}</p>` : nothing}
    ${model ? html`<p class="soft"><b>${c.text(model.title)}.</b> ${c.text(model.text)}</p>` : nothing}
    ${kit.tables.render(c, { name: "rows", rows: answer["rows"] as Row[] }, kit.kinds, ["name", "gained", "share_before", "share_after", "total"])}`;
}

const W = 340;
const H = 120;
const LEFT = 44;

/** The share that is reached after each further site; the table says the same in figures. */
function curve(c: Context, before: number, sites: Site[]): TemplateResult {
  const shares = [before, ...sites.map(({ total_share: share }) => share ?? before)];
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const span = most - least || 1;
  const x = (i: number): number => LEFT + (i / (shares.length - 1)) * (W - LEFT - 16);
  const y = (share: number): number => 12 + (1 - (share - least) / span) * (H - 40);
  const said = shares.map((share, i) => `${i}: ${c.f.share(share)}`).join("; ");
  const each = Math.ceil(shares.length / 12);
  return html`<svg class="chart" viewBox="0 0 ${W} ${H}" role="img" aria-label="${c.t("siting.curve")}: ${said}">
    ${[least, most].map((share) => svg`<path class="rule" d="M${LEFT} ${y(share)}H${W - 12}"/><text x=${LEFT - 5} y=${y(share) + 4} text-anchor="end">${c.f.share(share)}</text>`)}
    <path class="curve" d=${shares.map((share, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(share).toFixed(1)}`).join("")} />
    ${shares.map((share, i) => svg`<circle class="dot" cx=${x(i)} cy=${y(share)} r="3.500"/>${i % each === 0 ? svg`<text x=${x(i)} y=${H - 6} text-anchor="middle">${i}</text>` : nothing}`)}
  </svg>`;
}

export const sitingFace: Face = {
  first: ["facilities", "mode", "within", "n", "model", "candidates", "region"],
  start: { n: "3" },
  others: [
    { process: "siting", title: "siting.way.people" },
    { process: "suitability", title: "siting.way.land" },
  ],
  output: "sites",
  field: "gain",
  shown: ["sites", "rows", "totals"],
  view,
  onMap: beforeAfterOnMap,
  sentence,
};
