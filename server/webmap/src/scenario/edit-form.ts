/** The form of one edit: a facility, a road or a bridge, placed by clicks or by coordinates. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Geometry } from "geojson";
import { live } from "lit-html/directives/live.js";
import type { Key } from "../i18n";
import { Combobox, type Option } from "../panels/combobox";
import type { Context } from "../panels/context";
import { drawnFrom, withClick, withoutLast } from "../asking/sketch";
import type { Fault } from "../api";
import type { NewEdit } from "./scenario";

const KINDS = ["facility", "road", "bridge"] as const;
type EditKind = (typeof KINDS)[number];
const TITLES: Record<EditKind, Key> = { facility: "edit.facility", road: "edit.road", bridge: "edit.bridge" };

export class EditForm {
  kind: EditKind = "facility";
  type = "puskesmas";
  name = "";
  where = "";
  kmh = "40";
  readonly #combo: Combobox;

  constructor(
    private readonly changed: () => void,
    private readonly add: (edit: NewEdit) => void,
  ) {
    this.#combo = new Combobox("edit-type", changed, true);
  }

  get #shape(): "point" | "line" {
    return this.kind === "facility" ? "point" : "line";
  }

  click(at: [number, number]): void {
    this.where = withClick(this.#shape, this.where, at);
    this.changed();
  }

  drawn(): Geometry[] {
    return [drawnFrom(this.#shape, this.where)].flatMap((one) => one ?? []);
  }

  clear(): void {
    this.where = "";
    this.name = "";
  }

  render(c: Context, types: Option[], faults: readonly Fault[]): TemplateResult {
    const place = this.#shape === "point";
    const take = (field: "name" | "where" | "kmh") => (event: Event): void => {
      this[field] = (event.target as HTMLInputElement).value;
      this.changed();
    };
    return html`<form class="form" data-edit=${this.kind} aria-label=${c.t("edit.title")} novalidate @submit=${(event: Event) => this.#submit(event)}>
      <div class="seg wide" role="group" aria-label=${c.t("edit.kind")}>
        ${KINDS.map((kind) => html`<button type="button" data-kind=${kind} aria-pressed=${kind === this.kind ? "true" : "false"} @click=${() => this.#choose(kind)}>${c.t(TITLES[kind])}</button>`)}
      </div>
      ${place ? html`<div class="field wide">${this.#combo.render(c, c.t("edit.type"), types, this.type ? [this.type] : [], ([type = ""]) => this.#type(type))}</div>` : nothing}
      <div class="field wide">
        <label for="edit-where">${c.t(place ? "edit.at" : "edit.line")}</label>
        <input id="edit-where" type="text" autocomplete="off" placeholder=${place ? "116.83,-1.26" : "116.83,-1.26 116.84,-1.25"} aria-invalid=${faults.length ? "true" : nothing} .value=${live(this.where)} @input=${take("where")} />
        ${!place && this.where ? html`<span class="sketcher"><button type="button" class="quiet" @click=${() => this.#shorten()}>${c.t("ask.unpick")}</button></span>` : nothing}
        ${faults.map(({ detail }) => html`<p class="fault" role="alert">${detail}</p>`)}
      </div>
      <div class=${place ? "field wide" : "field"}><label for="edit-name">${c.t("edit.name")}</label><input id="edit-name" type="text" autocomplete="off" .value=${live(this.name)} @input=${take("name")} /></div>
      ${place ? nothing : html`<div class="field"><label for="edit-kmh">${c.t("edit.kmh")}</label><input id="edit-kmh" type="text" inputmode="decimal" .value=${live(this.kmh)} @input=${take("kmh")} /></div>`}
      <button class="primary wide" type="submit" ?disabled=${!this.where.trim()}>${c.t("edit.add")}</button>
    </form>`;
  }

  #choose(kind: EditKind): void {
    if ((kind === "facility") !== (this.kind === "facility")) this.where = "";
    this.kind = kind;
    this.changed();
  }

  #type(type: string): void {
    this.type = type;
    this.changed();
  }

  #shorten(): void {
    this.where = withoutLast(this.#shape, this.where);
    this.changed();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const named = this.name.trim() ? { name: this.name.trim() } : {};
    if (this.kind === "facility") this.add({ kind: "facility", at: this.where.trim(), type: this.type, ...named });
    else this.add({ kind: this.kind, line: this.where.trim(), kmh: this.kmh.trim(), ...named });
  }
}
