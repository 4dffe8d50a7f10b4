/** Who a scenario is asked about, and where its edits lie. */
import { html, type TemplateResult } from "lit-html";
import type { Geometry } from "geojson";
import { drawnFrom } from "../asking/sketch";
import type { Bilingual } from "../i18n";
import type { Option } from "../panels/combobox";
import type { Context } from "../panels/context";
import type { Asked } from "./effects";
import type { Edit } from "./scenario";

interface Offered {
  types: Option[];
  modes: { value: string; label: Bilingual }[];
}

export function whoView(c: Context, asked: Asked, { types, modes }: Offered, change: (next: Asked) => void): TemplateResult {
  const set = (name: keyof Asked) => (event: Event): void => change({ ...asked, [name]: (event.target as HTMLInputElement).value });
  return html`<div class="form" role="group" aria-label=${c.t("scenario.who")}>
    <div class="field wide"><label for="who-fac">${c.t("scenario.service")}</label>
      <select id="who-fac" @change=${set("fac")}>${types.map(({ value, label }) => html`<option value=${value} ?selected=${value === asked.fac}>${label}</option>`)}</select></div>
    <div class="field"><label for="who-mode">${c.t("form.mode")}</label>
      <select id="who-mode" @change=${set("mode")}>${modes.map(({ value, label }) => html`<option value=${value} ?selected=${value === asked.mode}>${c.text(label)}</option>`)}</select></div>
    <div class="field"><label for="who-within">${c.t("form.within.time")}</label><input id="who-within" type="text" .value=${asked.within} @change=${set("within")} /></div>
  </div>`;
}

/** Where an edit lies, as far as it says. */
export function shapeOf(edit: Edit): Geometry[] {
  if (Array.isArray(edit.at)) return [{ type: "Point", coordinates: edit.at }];
  const { line } = edit;
  if (Array.isArray(line)) return [{ type: "LineString", coordinates: line as [number, number][] }];
  if (typeof line === "string") return [drawnFrom("line", line)].flatMap((one) => one ?? []);
  return typeof line === "object" && line !== null ? [line as Geometry] : [];
}
