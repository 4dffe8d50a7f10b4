/** The fields of a form, made from what an analysis says of its inputs. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Fault } from "../api";
import type { Catalogue, LayerEntry } from "../catalogue";
import { Combobox } from "../panels/combobox";
import { NameBox } from "../panels/namebox";
import type { Context } from "../panels/context";
import { defaultText, type InputDescription, type ProcessDescription } from "./process";
import type { Plots } from "./places/plots";
import { SKETCHED, withoutLast } from "./sketch";

/** A place that can be chosen by name. */
export interface Region {
  code: string;
  name: string;
}

/** What the fields are made with. */
export interface Surroundings {
  catalogue: Catalogue;
  regions: Region[];
  faults: readonly Fault[];
  /** What else can be chosen by name, by input. */
  lists?: Readonly<Record<string, readonly Region[]>>;
  /** Ways to a plot beside its corners. */
  plots?: Plots;
}

const HELD: Record<string, (layer: LayerEntry) => boolean> = {
  features: ({ kind }) => kind === "vector",
  lines: ({ geometry }) => /LineString|^Geometry$/.test(geometry),
  polygons: ({ geometry }) => /Polygon|^Geometry$/.test(geometry),
  raster: ({ kind }) => kind === "raster",
};
/** From so many choices on they are searched by typing. */
const MANY = 9;

export class Fields {
  values: Record<string, string> = {};
  /** The input that clicks on the map fill. */
  picking = "";
  /** Whether a click takes the whole area that is drawn there. */
  isWhole = false;
  /** Inputs of which one empties the other. */
  alone: Readonly<Record<string, string>> = {};
  readonly #combos = new Map<string, Combobox>();
  readonly #region: NameBox;

  constructor(
    private readonly prefix: string,
    private readonly refresh: () => void,
  ) {
    this.#region = new NameBox(`${prefix}-region`, refresh);
  }

  set(id: string, text: string): void {
    const other = text ? this.alone[id] : undefined;
    this.values = { ...this.values, ...(other && { [other]: "" }), [id]: text };
    this.refresh();
  }

  /** The value of an input as it stands: what was given, else its default. */
  value(process: ProcessDescription, id: string): string {
    const input = process.inputs[id];
    return this.values[id] ?? (input ? defaultText(input) : "");
  }

  /** What differs from the defaults, in the order of the inputs. */
  given(process: ProcessDescription): Record<string, string> {
    const entries = Object.entries(process.inputs).flatMap(([id, input]): [string, string][] => {
      const text = this.values[id]?.trim() ?? "";
      return text !== "" && text !== defaultText(input) ? [[id, text]] : [];
    });
    return Object.fromEntries(entries);
  }

  render(c: Context, process: ProcessDescription, ids: readonly string[], around: Surroundings): TemplateResult {
    return html`${ids.flatMap((id) => {
      const input = process.inputs[id];
      return input ? [this.#field(c, process, id, input, around)] : [];
    })}`;
  }

  #field(c: Context, process: ProcessDescription, id: string, input: InputDescription, around: Surroundings): TemplateResult {
    const name = `${this.prefix}-${id}`;
    const fault = around.faults.filter((one) => one.input === id).map(({ detail }) => detail);
    const label = c.text(input.titles) + (input.minOccurs ? " *" : "");
    const choices = input["x-choices"] ?? [];
    const several = input["x-type"] === "codes" && choices.length > 0;
    const coded = input["x-type"] === "choice" || (input["x-type"] === "text" && choices.length > 0);
    const searched = several || (coded && choices.length >= MANY);
    const named = id === "region" && around.regions.length > 0;
    const control = searched ? this.#combo(c, id, input, label, !several) : named ? this.#named(c, process, input, around) : this.#plain(c, process, id, input, around);
    return html`<div class=${several || searched || SKETCHED.includes(input["x-type"]) || !isShort(input) || isWordy(c, choices) ? "field wide" : "field"} data-input=${id} title=${c.text(input.descriptions)}>
      ${searched || named ? nothing : html`<label for=${name}>${label}${unitOf(input) ? html` <span class="unit">(${unitOf(input)})</span>` : nothing}</label>`} ${control}
      ${fault.length ? html`<p class="fault" role="alert" id="${name}-fault">${fault.join(" ")}</p>` : nothing}
    </div>`;
  }

  #combo(c: Context, id: string, input: InputDescription, label: string, single: boolean): TemplateResult {
    let combo = this.#combos.get(id);
    if (!combo) this.#combos.set(id, (combo = new Combobox(`${this.prefix}-${id}`, this.refresh, single)));
    const options = (input["x-choices"] ?? []).map(({ value, label: said }) => ({ value, label: c.text(said), also: `${said.id} ${said.en}` }));
    const chosen = (this.values[id] ?? defaultText(input)).split(",").filter(Boolean);
    return combo.render(c, label, options, chosen, (next) => this.set(id, next.join(",")));
  }

  #named(c: Context, process: ProcessDescription, input: InputDescription, { faults, regions }: Surroundings): TemplateResult {
    const faulty = faults.some((one) => one.input === "region");
    const [invalid, described] = faulty ? ["true", `${this.prefix}-region-fault`] : [nothing, nothing];
    const label = c.text(input.titles) + (input.minOccurs ? " *" : "");
    const placeholder = defaultText(input) || exampleOf(c.text(input.descriptions));
    return this.#region.render({ label, placeholder, invalid, described }, regions, this.value(process, "region"), (next) => this.set("region", next));
  }

  #plain(c: Context, process: ProcessDescription, id: string, input: InputDescription, around: Surroundings): TemplateResult {
    const name = `${this.prefix}-${id}`;
    const value = this.value(process, id);
    const described = around.faults.some((one) => one.input === id) ? `${name}-fault` : nothing;
    const invalid = described === nothing ? nothing : "true";
    const take = (event: Event): void => this.set(id, (event.target as HTMLInputElement).value);
    const type = input["x-type"];
    if (type === "boolean") {
      const tick = (event: Event): void => this.set(id, String((event.target as HTMLInputElement).checked));
      return html`<input class="tick" id=${name} type="checkbox" .checked=${live(value === "true")} @change=${tick} />`;
    }
    if (type === "choice" || (type === "text" && input["x-choices"]?.length)) {
      const options = (input["x-choices"] ?? []).map((one): [string, string] => [one.value, c.text(one.label)]);
      return select({ name, invalid, described }, input.schema.default === undefined ? [["", withoutIt(c.text(input.descriptions)) || "–"], ...options] : options, value, take);
    }
    if (type === "layer") return layers(c, { name, invalid, described }, input, value, take, around.catalogue);
    const plots = type === "parcel" ? around.plots : undefined;
    const placeholder = plots ? c.t("plot.hint") : defaultText(input) || exampleOf(c.text(input.descriptions));
    const named = plots?.isNamed(value) ? plots.named(c, value, name, () => this.set(id, "")) : null;
    const long = type === "parcel" || type === "line";
    const offered = around.lists?.[id] ?? (type === "text" ? layersLike(c, around.catalogue, defaultText(input)) : undefined);
    const box = named ?? (long
      ? html`<textarea id=${name} rows="2" aria-invalid=${invalid} aria-describedby=${described} placeholder=${placeholder} .value=${live(value)} @input=${take}></textarea>`
      : html`<input id=${name} type="text" autocomplete="off" inputmode=${isNumber(input) ? "decimal" : nothing} list=${offered ? `${name}-list` : nothing}
          aria-invalid=${invalid} aria-describedby=${described} placeholder=${placeholder} .value=${live(value)} @input=${take} />`);
    const ways = named ? undefined : plots;
    return html`${box} ${SKETCHED.includes(type) && !named ? this.#sketcher(c, id, input, value, ways?.button(c, id, this)) : nothing} ${ways?.render(c, id, this) ?? nothing}
      ${offered ? html`<datalist id="${name}-list">${offered.map((one) => html`<option value=${one.code}>${one.name}</option>`)}</datalist>` : nothing}
      ${offered?.filter((one) => one.code === value).map((one) => html`<small class="soft">${one.name}</small>`)}`;
  }

  #sketcher(c: Context, id: string, input: InputDescription, value: string, more: unknown = nothing): TemplateResult {
    const on = this.picking === id && !this.isWhole;
    const pick = (): void => {
      this.picking = on ? "" : id;
      this.isWhole = false;
      this.refresh();
    };
    return html`<span class="sketcher">
      <button type="button" class="quiet" aria-pressed=${on ? "true" : "false"} data-pick=${id} @click=${pick}>${c.t(on ? "ask.picking" : "ask.pick")}</button> ${more}
      ${value && input["x-type"] !== "point" ? html`<button type="button" class="quiet" @click=${() => this.set(id, withoutLast(input["x-type"], value))}>${c.t("ask.unpick")}</button>` : nothing}
    </span>`;
  }
}

const isNumber = (input: InputDescription): boolean => ["number", "integer"].includes(input["x-type"]);
const isShort = (input: InputDescription): boolean => isNumber(input) || ["distance", "time", "boolean", "choice", "layer", "limits"].includes(input["x-type"]) || input["x-unit"] !== null;

/** Whether a choice has words that half of the panel would cut. */
const isWordy = (c: Context, choices: NonNullable<InputDescription["x-choices"]>): boolean => choices.some(({ label }) => c.text(label).length > 24);

const unitOf = (input: InputDescription): string => (isNumber(input) ? (input["x-unit"] ?? "").replace("m2", "m²") : "");

/** What a description says holds where nothing is given. */
const withoutIt = (text: string): string => /(?:tanpa ini|without it)[^,;.]{1,60}/.exec(text)?.[0].trim() ?? "";

/** What a description gives as an example, for an empty field. */
const exampleOf = (text: string): string => /(?:e\.g\.|misalnya|mis\.)\s*([^;()]{1,40})/.exec(text)?.[1]?.trim() ?? withoutIt(text);

interface Attributes {
  name: string;
  invalid: unknown;
  described: unknown;
}

type Take = (event: Event) => void;

function select({ name, invalid, described }: Attributes, options: [string, string][], value: string, take: Take): TemplateResult {
  return html`<select id=${name} aria-invalid=${invalid} aria-describedby=${described} @change=${take}>
    ${options.map(([code, label]) => html`<option value=${code} ?selected=${code === value}>${label}</option>`)}
  </select>`;
}

/** Layers to choose from where the text that stands unless told names one. */
function layersLike(c: Context, catalogue: Catalogue, usual: string): Region[] | undefined {
  const known = catalogue.groups.flatMap((group) => group.layers).filter(({ kind }) => kind === "vector");
  return known.some((layer) => layer.id === usual) ? known.map((layer) => ({ code: layer.id, name: c.text(layer.title) })) : undefined;
}

/** The layers that can play a role: those of its theme first, then the others that hold the right thing. */
function layers(c: Context, { name, invalid, described }: Attributes, input: InputDescription, value: string, take: Take, catalogue: Catalogue): TemplateResult {
  const held = HELD[input["x-holds"] ?? ""] ?? (() => true);
  const fit = catalogue.groups.flatMap((group) => group.layers).filter(held);
  const own = fit.filter((layer) => !input["x-theme"] || layer.theme === input["x-theme"]);
  const others = fit.filter((layer) => !own.includes(layer));
  const option = (layer: LayerEntry): TemplateResult => html`<option value=${layer.id} ?selected=${layer.id === value}>${c.text(layer.title)}</option>`;
  const known = value === "" || fit.some((layer) => layer.id === value);
  return html`<select id=${name} aria-invalid=${invalid} aria-describedby=${described} @change=${take}>
    ${defaultText(input) ? nothing : html`<option value="" ?selected=${value === ""}>–</option>`}
    ${known ? nothing : html`<option value=${value} selected>${value}</option>`} ${own.map(option)}
    ${others.length ? html`<optgroup label=${c.t("ask.layers.others")}>${others.map(option)}</optgroup>` : nothing}
  </select>`;
}
