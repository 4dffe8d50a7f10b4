/** The tree of layers: switch, legend, opacity and, folded, where the data comes from. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at } from "../api";
import type { Catalogue, LayerEntry, Plan } from "../catalogue";
import type { InView } from "../map/inview";
import type { LoadState } from "../map/layers";
import type { Filters } from "../state";
import { legend } from "./classes";
import type { Context } from "./context";
import type { Counted } from "./counting";
import { drawing, icon, spinner, swatch, trustTag } from "./marks";

export interface TreeState {
  catalogue: Catalogue;
  on: ReadonlyMap<string, number>;
  loading: ReadonlyMap<string, LoadState>;
  inView: InView;
  filters: Filters;
  /** Whether the palette is the one that everybody tells apart. */
  safe: boolean;
  counted: ReadonlyMap<string, Counted>;
  /** The zoom of the map; null where there is no map. */
  zoom: number | null;
}

export interface TreeActions {
  toggle(layer: LayerEntry, on: boolean): void;
  opacity(layer: LayerEntry, value: number): void;
  retry(layer: LayerEntry): void;
  closer(layer: LayerEntry): void;
  /** A class was pressed in the legend; null: all are wanted. */
  choose(layer: LayerEntry, token: string | null): void;
  count(layer: LayerEntry): void;
  recolour(safe: boolean): void;
}

export class LayerTree {
  #unfolded = new Set<string>();

  constructor(
    private readonly refresh: () => void,
    private readonly actions: TreeActions,
  ) {}

  render(c: Context, state: TreeState): TemplateResult {
    return html`<label class="safe"><input type="checkbox" .checked=${state.safe} @change=${(event: Event) => this.actions.recolour((event.target as HTMLInputElement).checked)} />${c.t("layers.safe")}</label>
    ${state.catalogue.groups.map((group) => {
      const drawn = group.layers.filter((layer) => layer.source && layer.style.length);
      const layers = [...drawn, ...group.layers.filter((layer) => layer.not_drawn)];
      if (layers.length === 0) return nothing;
      return html`<section class="group" aria-labelledby="group-${group.id}">
        <h3 id="group-${group.id}">${c.text(group.title)}</h3>
        <ul>
          ${layers.map((layer) => (layer.not_drawn ? this.#undrawn(c, layer, state) : this.#layer(c, layer, state)))}
        </ul>
      </section>`;
    })}`;
  }

  #layer(c: Context, layer: LayerEntry, state: TreeState): TemplateResult {
    const opacity = state.on.get(layer.id);
    const on = opacity !== undefined;
    const name = c.text(layer.title);
    const unfolded = this.#unfolded.has(layer.id);
    const loading = state.loading.get(layer.id);
    return html`<li class="layer" data-layer=${layer.id}>
      <div class="row">
        <label>
          <input type="checkbox" .checked=${on} @change=${(event: Event) => this.actions.toggle(layer, (event.target as HTMLInputElement).checked)} />
          ${single(layer)}<span>${name}</span>
        </label>
        ${on && loading === "loading" ? spinner(c.t("layer.loading", { name })) : nothing}
        <button type="button" class="more" aria-expanded=${unfolded ? "true" : "false"} aria-controls="about-${layer.id}" aria-label=${c.t("layer.about", { name })} @click=${() => this.#fold(layer.id)}>
          ${on ? html`<span class="op">${c.f.share(opacity).replace(/[.,]0/, "")}</span>` : nothing}${drawing(icon.chevron)}
        </button>
      </div>
      ${on && loading === "failed"
        ? html`<p class="fault" role="alert">${c.t("layer.failed")} <button type="button" class="link" @click=${() => this.actions.retry(layer)}>${c.t("error.retry")}</button></p>`
        : nothing}
      ${on && state.zoom !== null && state.zoom < layer.minzoom
        ? html`<p class="far">${c.t("layer.far", { zoom: c.f.count(Math.ceil(layer.minzoom)) })} <button type="button" class="link" @click=${() => this.actions.closer(layer)}>${c.t("layer.closer")}</button></p>`
        : nothing}
      ${on && layer.legend_title ? html`<h4 class="cells">${c.text(layer.legend_title)}</h4>` : nothing}
      ${on && layer.legend.length > 1 ? legend(c, layer, state, this.actions) : nothing}
      <div id="about-${layer.id}" class="about" ?hidden=${!unfolded}>${unfolded ? this.#about(c, layer, opacity, state) : nothing}</div>
    </li>`;
  }

  /** A layer that is there but has no picture: its legend and description, and why. */
  #undrawn(c: Context, layer: LayerEntry, state: TreeState): TemplateResult {
    const name = c.text(layer.title);
    const unfolded = this.#unfolded.has(layer.id);
    return html`<li class="layer undrawn" data-layer=${layer.id}>
      <div class="row">
        <p>${single(layer)}<span>${name} <small>${c.t("layer.table")}</small></span></p>
        <button type="button" class="more" aria-expanded=${unfolded ? "true" : "false"} aria-controls="about-${layer.id}" aria-label=${c.t("layer.about", { name })} @click=${() => this.#fold(layer.id)}>
          ${drawing(icon.chevron)}
        </button>
      </div>
      <div id="about-${layer.id}" class="about" ?hidden=${!unfolded}>
        ${unfolded
          ? html`<p class="why">${c.text(layer.not_drawn)}</p>
              ${this.#about(c, layer, undefined, state)}`
          : nothing}
      </div>
    </li>`;
  }

  #about(c: Context, layer: LayerEntry, opacity: number | undefined, state: TreeState): TemplateResult {
    const facts: [string, unknown][] = [
      [c.t("layer.features"), layer.kind === "raster" ? "" : c.f.count(layer.n_features)],
      [c.t("layer.trust"), trustTag(layer.trust, c)],
      [c.t("layer.date"), layer.data_date],
      ...planFacts(c, layer.plan),
      [c.t("layer.source"), c.text(layer.source_words)],
      [c.t("layer.licence"), [layer.licence, layer.attribution].filter(Boolean).join(" · ")],
    ];
    return html`${opacity === undefined
        ? nothing
        : html`<label class="opacity">
            ${c.t("layer.opacity")}
            <input
              type="range"
              min="0"
              max="100"
              step="5"
              .value=${String(Math.round(opacity * 100))}
              @input=${(event: InputEvent) => this.actions.opacity(layer, Number((event.target as HTMLInputElement).value) / 100)}
            />
          </label>`}
      ${c.text(layer.description) ? html`<p>${c.text(layer.description)}</p>` : nothing}
      ${opacity === undefined || layer.kind === "raster" || state.zoom === null ? nothing : this.#count(c, layer, state.counted)}
      <dl>
        ${facts.filter(([, value]) => value !== "" && value !== nothing).map(([title, value]) => html`<dt>${title}</dt><dd>${value}</dd>`)}
      </dl>
      <a href=${at(`/collections/${layer.id}?f=html`)}>${c.t("layer.collection")}</a>`;
  }

  /** What lies on the screen is counted where someone asks for it. */
  #count(c: Context, layer: LayerEntry, counted: ReadonlyMap<string, Counted>): TemplateResult {
    const told = counted.get(layer.id);
    const words = told === undefined ? "" : told === null ? c.t("state.loading") : told === "failed" ? c.t("error.unreachable") : c.t("layer.counted", { n: c.f.count(told.total) });
    return html`<p class="count"><label><input type="checkbox" .checked=${told !== undefined} @change=${() => this.actions.count(layer)} />${c.t("layer.count")}</label> <span role="status">${words}</span></p>`;
  }

  #fold(id: string): void {
    if (!this.#unfolded.delete(id)) this.#unfolded.add(id);
    this.refresh();
  }
}

/** Regulation, revision, region and scale of a plan, as far as they are told. */
function planFacts(c: Context, plan: Plan | null): [string, string][] {
  if (!plan) return [];
  return [
    [c.t("plan.regulation"), plan.regulation ?? ""],
    [c.t("plan.revision"), plan.revision ?? ""],
    [c.t("plan.region"), [plan.region, plan.region_name].filter(Boolean).join(" ")],
    [c.t("plan.scale"), plan.scale ? `1:${c.f.count(plan.scale)}` : ""],
  ];
}

function single(layer: LayerEntry): TemplateResult {
  const [first] = layer.legend;
  if (!first || layer.legend.length > 1) return html`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 5.500 8 2.500l6 3-6 3zM2 9l6 3 6-3" class="stack" /></svg>`;
  return html`<span class="sign" data-colour=${first.colour}>${swatch(first.colour, first.shape)}</span>`;
}
