/** How a plan's standing is worked out elsewhere, and what of it can be taken along. */
import { html, type TemplateResult } from "lit-html";
import type { FeatureCollection } from "geojson";
import { titleOf } from "../asking/words";
import { rowsAsCsv, save } from "../coverage/download";
import type { Replay } from "../coverage/replay";
import type { Context } from "../panels/context";
import { deedsView } from "../panels/deeds";
import type { Store } from "../store";
import type { Evaluation } from "./plan";

interface Taken {
  id: string;
  evaluation: Evaluation;
  activities: FeatureCollection | null;
  replay: Replay;
  store: Store;
}

/** The same evaluation from the shell and from Python; a plan's id holds letters, digits and hyphens alone. */
function calls(id: string, on: string): { api: { method: string; path: string }; cli: string; python: string } {
  const python = ["from datetime import date", "", "import layers", "from gis.masterplans import evaluate", "from layers.masterplan import Shelf", "", 'catalogue = layers.open(".")', `plan = Shelf(catalogue.path).read("${id}")`, `evaluate(catalogue, plan, date.fromisoformat("${on}"))`];
  return { api: { method: "GET", path: `/masterplans/${id}/evaluation?on=${on}` }, cli: `penyangga masterplan evaluate ${id} --on ${on}`, python: python.join("\n") };
}

/** The targets as rows of a table, in the language of the page. */
function rowsOf(c: Context, { targets }: Evaluation): Record<string, unknown>[] {
  const word = (value: Parameters<Context["text"]>[0]): string => c.text(value);
  return targets.map(({ id, goal, indicator, baseline, current, expected, target, status, programmes, trust }) => ({
    id,
    goal,
    indicator: word(indicator.name),
    unit: word(indicator.unit),
    baseline: baseline?.value,
    baseline_year: baseline?.year,
    current,
    expected,
    target: target.value,
    target_year: target.year,
    status,
    programmes: programmes.join(" "),
    trust,
  }));
}

export function takingView(c: Context, { id, evaluation, activities, replay, store }: Taken): TemplateResult {
  const { method, trust, on } = evaluation;
  const name = `penyangga-masterplan-${id}`;
  return html`${replay.render(c, { method, trust, inputs: [], replay: calls(id, on) }, new Map())} ${deedsView(c, store)}
    <div class="acts" role="group" aria-label=${c.t("download.title")}>
      <button type="button" data-save="csv" @click=${() => save(`${name}.csv`, "text/csv;charset=utf-8", rowsAsCsv(rowsOf(c, evaluation)))}>${c.t("download.rows")}</button>
      ${activities ? html`<button type="button" data-save="activities" @click=${() => save(`${name}.geojson`, "application/geo+json", JSON.stringify(activities))}>${titleOf(c, "activities")} (GeoJSON)</button>` : ""}
      <button type="button" data-save="json" @click=${() => save(`${name}.json`, "application/json", JSON.stringify(evaluation))}>${c.t("ask.json")}</button>
    </div>`;
}
