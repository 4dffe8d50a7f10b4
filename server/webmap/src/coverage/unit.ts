/** What the answer says about one unit, for the card over the map. */
import type { Feature } from "geojson";
import { html, nothing, type TemplateResult } from "lit-html";
import type { Trust } from "../catalogue";
import type { Context } from "../panels/context";
import { trustTag } from "../panels/marks";
import { limitOf, type Gap, type Row } from "./answer";
import { shareCell } from "./figures";

/** A unit of the coverage answer: what the server said about it at each limit, and of its gap. */
export interface FoundUnit {
  kind: "unit";
  feature: Feature;
  rows: Row[];
  gap: Gap | undefined;
  trust: Trust;
  what(c: Context): string;
}

export function unitView(c: Context, unit: FoundUnit): TemplateResult {
  return html`<h2>${unit.rows[0]?.name ?? ""}</h2>
    <table>
      <thead>
        <tr><th scope="col">${c.t("totals.within")}</th><th scope="col">${c.t("totals.covered")}</th><th scope="col">${c.t("totals.share")}</th></tr>
      </thead>
      <tbody>
        ${unit.rows.map((row) => {
          const far = c.f.limit(limitOf(row), row.within_s === undefined ? "m" : "s");
          return html`<tr><th scope="row">${far}</th><td>${c.f.count(row.covered)}</td><td>${shareCell(c, row)}</td></tr>`;
        })}
      </tbody>
    </table>
    ${unit.gap?.reason_text ? html`<p class="why">${whyText(c, unit.gap)}</p>` : nothing}
    <p class="src">${trustTag(unit.trust, c)}</p>`;
}

/** Who is left out, why, and what is nearest to most of them. */
function whyText(c: Context, gap: Gap): string {
  const why = c.t("gap.why", { n: c.f.count(gap.uncovered), reason: c.text(gap.reason_text) });
  if (!gap.nearest || typeof gap.seconds !== "number") return why;
  return `${why} ${c.t("gap.near", { time: c.f.time(gap.seconds), nearest: gap.nearest })}`;
}
