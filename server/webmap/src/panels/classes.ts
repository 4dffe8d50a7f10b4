/** The legend of a layer in the tree: its classes, which of them are drawn, and how many features each has. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { LayerEntry, LegendEntry } from "../catalogue";
import { isChoosable, tokenOf } from "../map/classes";
import { FEW } from "../map/inview";
import type { Context } from "./context";
import type { TreeActions, TreeState } from "./layertree";
import { swatch } from "./marks";

/** So many classes in view are shown before the fold at most. */
const MANY = 24;

type Shown = Pick<TreeState, "inView" | "filters" | "counted">;
type Actions = Pick<TreeActions, "choose">;

/** The classes: all of a short legend, else those in view, and the others under a fold. */
export function legend(c: Context, layer: LayerEntry, state: Shown, actions: Actions, few = FEW): TemplateResult {
  const all = layer.legend;
  const seen = state.inView.get(layer.id);
  const chosen = state.filters.get(layer.id);
  const named = new Set(all.map(({ value }) => String(value)));
  const others = [...(seen ?? [])].some((value) => !named.has(value));
  const isSeen = ({ value }: LegendEntry): boolean => (value === null ? others : (seen?.has(String(value)) ?? false));
  const wanted = (entry: LegendEntry): boolean => isSeen(entry) || (chosen?.includes(tokenOf(entry)) ?? false);
  const inView = all.length > few ? all.filter(wanted).slice(0, MANY) : [];
  const first = inView.length ? inView : all.slice(0, few);
  const rest = all.filter((entry) => !first.includes(entry));
  const counted = state.counted.get(layer.id);
  const classes = counted && counted !== "failed" ? counted.classes : null;
  const one = (entry: LegendEntry): TemplateResult => classOf(c, layer, entry, { chosen, n: classes && (classes.get(tokenOf(entry)) ?? 0), press: () => actions.choose(layer, tokenOf(entry)) });
  return html`${chosen
      ? html`<p class="chosen">${c.t("layer.only", { n: c.f.count(chosen.length), all: c.f.count(all.length) })} <button type="button" class="link" @click=${() => actions.choose(layer, null)}>${c.t("layer.all")}</button></p>`
      : nothing}
    <ul class="classes">
      ${first.map(one)}
    </ul>
    ${rest.length
      ? html`<details class="classes-more">
          <summary>${c.t(inView.length ? "layer.classes.away" : "layer.classes", { n: c.f.count(rest.length) })}</summary>
          <ul class="classes">
            ${rest.map(one)}
          </ul>
        </details>`
      : nothing}`;
}

interface Standing {
  chosen: readonly string[] | undefined;
  n: number | null;
  press(): void;
}

/** A class; where classes can be chosen, a press draws it alone or with the others that were pressed. */
function classOf(c: Context, layer: LayerEntry, entry: LegendEntry, { chosen, n, press }: Standing): TemplateResult {
  const sign = html`${swatch(entry.colour, entry.shape, entry.pattern)} ${c.text(entry.label)}`;
  const on = chosen?.includes(tokenOf(entry)) ?? false;
  const told = n === null ? nothing : html` <span class="n">${c.f.count(n)}</span>`;
  return html`<li data-colour=${entry.colour} data-value=${entry.value ?? nothing} class=${chosen && !on ? "off" : nothing}>
    ${isChoosable(layer, entry) ? html`<button type="button" aria-pressed=${on ? "true" : "false"} @click=${press}>${sign}${told}</button>` : sign}
  </li>`;
}
