/** The form of one edit, made from what the service says each kind takes; places come by clicks too. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Geometry } from "geojson";
import type { Fault } from "../api";
import { Fields, type Surroundings } from "../asking/fields";
import { inputValue, type ProcessDescription } from "../asking/process";
import { drawnFrom, SKETCHED, withClick } from "../asking/sketch";
import type { Catalogue } from "../catalogue";
import type { Context } from "../panels/context";
import type { Listed, Picked } from "./picking";
import type { EditKind, NewEdit } from "./scenario";

/** The kinds that a form can make, with the inputs that stand outright and the one that a click fills. */
const FORMS: Readonly<Record<string, { first: readonly string[]; click?: string; start?: Record<string, string> }>> = {
  facility: { first: ["at", "type", "name", "capacity"], click: "at", start: { type: "puskesmas" } },
  move: { first: ["feature", "at"], click: "at" },
  close: { first: ["feature"] },
  road: { first: ["line", "class", "kmh", "name"], click: "line" },
  bridge: { first: ["line", "class", "kmh", "name"], click: "line" },
  speed: { first: ["class", "kmh"] },
  zone: { first: ["feature", "parcel", "code"] },
  growth: { first: ["year", "rate", "region"] },
  standard: { first: ["standard", "metres", "minutes"] },
};
/** Kinds whose feature is chosen on the map, and what it empties. */
const PICKED: Readonly<Record<string, string>> = { move: "", close: "", zone: "parcel", speed: "class" };

export interface EditAround {
  catalogue: Catalogue;
  faults: readonly Fault[];
  /** What can be chosen without a pointer: facilities in view, or regencies. */
  listed: readonly Listed[];
}

export class EditForm {
  kinds: readonly EditKind[] = [];
  kind = "facility";
  picked: Picked | null = null;
  readonly fields: Fields;

  constructor(
    private readonly changed: () => void,
    private readonly add: (edit: NewEdit) => void,
    private readonly chosen: (kind: string) => void,
  ) {
    this.fields = new Fields("edit", changed);
    this.fields.values = { ...FORMS["facility"]?.start };
  }

  get #kind(): EditKind | undefined {
    return this.kinds.find(({ id }) => id === this.kind);
  }

  /** The layer that the edit changes. */
  get layer(): string {
    const layer = this.#kind?.inputs["layer"];
    return this.fields.values["layer"] ?? String(layer?.schema.default ?? "");
  }

  /** Takes a click: true for a place, "feature" where it means what stands there, false where it means nothing. */
  click(at: [number, number]): boolean | "feature" {
    const { kind, fields } = this;
    const wanted = fields.picking || (FORMS[kind]?.click ?? "");
    const feature = kind in PICKED && !fields.picking && (fields.values["feature"] ?? "") === "";
    if (feature || (kind in PICKED && !wanted)) return "feature";
    const input = this.#kind?.inputs[wanted];
    if (!input) return false;
    if (kind === "zone") this.take(null);
    fields.set(wanted, withClick(input["x-type"], fields.values[wanted] ?? "", at));
    return true;
  }

  /** Takes the feature that was clicked at. */
  take(picked: Picked | null): void {
    const other = PICKED[this.kind];
    const emptied = picked && other ? { [other]: "" } : {};
    this.picked = picked;
    this.fields.values = { ...this.fields.values, ...emptied, feature: picked?.id ?? "" };
    this.changed();
  }

  drawn(): Geometry[] {
    const kind = this.#kind;
    return Object.entries(kind?.inputs ?? {}).flatMap(([id, input]) => (SKETCHED.includes(input["x-type"]) ? [drawnFrom(input["x-type"], this.fields.values[id] ?? "")].flatMap((one) => one ?? []) : []));
  }

  clear(): void {
    const { type } = this.fields.values;
    this.picked = null;
    this.fields.picking = "";
    this.fields.values = { ...FORMS[this.kind]?.start, ...(type && this.kind === "facility" ? { type } : {}) };
  }

  render(c: Context, { catalogue, faults, listed }: EditAround): TemplateResult {
    const kind = this.#kind;
    if (!kind) return html`<p class="working" role="status">${c.t("state.loading")}</p>`;
    const { first } = FORMS[kind.id] ?? { first: [] };
    const rest = Object.keys(kind.inputs).filter((id) => !first.includes(id));
    const told = faults.map(({ input, detail }) => ({ input: input.replace(/^edits\[\d+\]\.?/, ""), detail }));
    const regions = kind.id === "growth" ? [...listed] : [];
    const around: Surroundings = { catalogue, regions, faults: told, lists: { feature: listed } };
    const described: ProcessDescription = { id: kind.id, version: "", titles: kind.titles, descriptions: kind.titles, inputs: kind.inputs, outputs: {} };
    const unplaced = told.filter(({ input }) => !(input in kind.inputs));
    const open = told.some(({ input }) => rest.includes(input));
    return html`<form class="form" data-edit=${kind.id} aria-label=${c.t("edit.title")} novalidate @submit=${(event: Event) => this.#submit(event, kind)}>
      <div class="field wide"><label for="edit-kind">${c.t("edit.kind")}</label>
        <select id="edit-kind" @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          ${this.kinds.filter(({ id }) => id in FORMS).map(({ id, titles }) => html`<option value=${id} ?selected=${id === kind.id}>${c.text(titles)}</option>`)}
        </select></div>
      ${kind.id in PICKED ? html`<p class="soft wide" data-picked role="status">${this.picked ? c.t("edit.picked", { name: this.picked.name }) : c.t(kind.id === "zone" ? "edit.pick.zone" : kind.id === "speed" ? "edit.pick.road" : "edit.pick.facility")}</p>` : nothing}
      ${this.fields.render(c, described, first, around)}
      ${rest.length ? html`<details class="rest wide" ?open=${open}><summary>${c.t("ask.rest", { n: c.f.count(rest.length) })}</summary><div class="form">${this.fields.render(c, described, rest, around)}</div></details>` : nothing}
      ${unplaced.map(({ detail }) => html`<p class="fault wide" role="alert">${detail}</p>`)}
      <button class="primary wide" type="submit">${c.t("edit.add")}</button>
    </form>`;
  }

  choose(kind: string): void {
    this.kind = kind;
    this.fields.values = {};
    this.clear();
    this.changed();
    this.chosen(kind);
  }

  #submit(event: Event, kind: EditKind): void {
    event.preventDefault();
    const given = Object.entries(this.fields.values).flatMap(([id, text]): [string, unknown][] => {
      const input = kind.inputs[id];
      return input && text.trim() ? [[id, inputValue(input, text)]] : [];
    });
    this.add({ kind: kind.id, ...Object.fromEntries(given) });
  }
}
