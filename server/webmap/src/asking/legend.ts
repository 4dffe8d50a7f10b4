/** The legend of an answer on the map, what of it is drawn, and the card of one of its features. */
import type { Feature, FeatureCollection } from "geojson";
import { html, nothing, type TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";
import type { FoundRow } from "../panels/popup";
import { isNarrow } from "../panels/sheet";
import type { Own } from "../state";
import { colourable, isBilingual, type Answered } from "./answered";
import type { Class, Colouring } from "./draw";
import type { Face } from "./face";
import type { ProcessDescription } from "./process";
import { titleOf, valueText } from "./words";

/** What of an answer is drawn: as the address says, else as the task wishes, else what there is. */
export function shownAs(answer: Answered | null, face: Face, own: Own): { output: string; field: string; collection: FeatureCollection | undefined } {
  const drawn = Object.entries(answer?.features ?? {}).filter(([, { features }]) => features.some(({ geometry }) => geometry));
  const named = (name: string | undefined) => drawn.find(([one]) => one === name);
  const [output, collection] = named(own["out"]) ?? named(face.output) ?? named("units") ?? drawn[0] ?? ["", undefined];
  const fields = colourable(collection, face.field).map(({ name }) => name);
  const wished = [own["field"], face.field, fields.find((name) => /share|^value$/.test(name)), fields[0]];
  return { output, collection, field: wished.find((name) => name !== undefined && fields.includes(name)) ?? "" };
}

interface Legend {
  answer: Answered;
  process: ProcessDescription;
  output: string;
  field: string;
  colouring: Colouring;
  /** Labels of codes. */
  kinds: Record<string, unknown>;
  /** Nothing else can be chosen. */
  fixed?: boolean;
  choose(change: Own): void;
}

export function legendView(c: Context, { answer, process, output, field, colouring, kinds, fixed, choose }: Legend): TemplateResult {
  const outputs = Object.entries(answer.features).filter(([, { features }]) => features.some(({ geometry }) => geometry));
  const collection = answer.features[output];
  const fields = colourable(collection, field);
  const pick = (name: "out" | "field") => (event: Event): void => choose({ ...(name === "out" && { field: "" }), [name]: (event.target as HTMLSelectElement).value });
  const title = c.text(process.outputs[output]?.titles) || titleOf(c, output);
  const shape = ((type) => (type.endsWith("Point") ? "circle" : type.endsWith("String") ? "line" : "fill"))(collection?.features.find(({ geometry }) => geometry)?.geometry.type ?? "") as "circle" | "line" | "fill";
  const outer = outputs.length > 1;
  return html`<section class="legend task-legend" aria-label=${c.t("legend.title")}><details ?open=${!isNarrow()}><summary><b>${title}</b></summary>
    ${outer ? html`<label>${c.t("legend.paint")} <select data-choose="out" @change=${pick("out")}>${outputs.map(([name]) => html`<option value=${name} ?selected=${name === output}>${c.text(process.outputs[name]?.titles) || titleOf(c, name)}</option>`)}</select></label>` : nothing}
    ${fields.length > 1 && !fixed
      ? html`<label>${c.t("legend.by")} <select data-choose="field" @change=${pick("field")}>${fields.map(({ name }) => html`<option value=${name} ?selected=${name === field}>${titleOf(c, name)}</option>`)}</select></label>`
      : field ? html`<b>${titleOf(c, field)}</b>` : nothing}
    ${colouring.classes.length ? html`<ul class="classes">${colouring.classes.map((one) => html`<li data-colour=${one.colour}>${swatch(one.colour, shape)} ${classText(c, field, one, kinds)}</li>`)}</ul>` : nothing}
  </details></section>`;
}

function classText(c: Context, field: string, { value, from, to }: Class, kinds: Record<string, unknown>): string {
  if (value !== undefined) return valueText(c, field, value, kinds);
  if (from === to) return valueText(c, field, from);
  return c.t("legend.band", { from: valueText(c, field, from), to: valueText(c, field, to) });
}

/** What the answer says of one of its features, for the card over the map. */
export function rowCard(process: ProcessDescription, properties: Record<string, unknown>, kinds: Record<string, unknown>, collection: FeatureCollection | undefined): FoundRow {
  const key = ["code", "rank", "id"].find((name) => properties[name] !== undefined) ?? "";
  const found = collection?.features.find((one) => key && one.properties?.[key] === properties[key]);
  const feature: Feature = found ?? { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [] } };
  const told = Object.entries(found?.properties ?? properties).filter(([name, value]) => name !== "name" && value !== null && (typeof value !== "object" || isBilingual(value)));
  return {
    kind: "row",
    feature,
    title: (c) => c.text(process.titles),
    view: (c) => html`<h2>${valueText(c, "name", properties["name"] ?? properties[key] ?? "")}</h2>
      <dl>${told.map(([name, value]) => html`<dt>${titleOf(c, name)}</dt><dd>${valueText(c, name, value, kinds)}</dd>`)}</dl>`,
  };
}
