/** The words of the question: services, units, regions, and how far in which way. */
import type { Context } from "../panels/context";
import { measureOf, STRAIGHT } from "../limits";
import type { Answer, Total } from "./answer";
import { limitOf } from "./answer";
import type { Offer } from "./form";

/** The services asked about, as a list in words; what their labels add in brackets is left out. */
export function names(c: Context, offer: Offer, ids: string[]): string {
  const label = (id: string): string => c.text(offer.facilities.find(({ value }) => value === id)?.label) || id;
  const list = ids.map((id) => label(id).replace(/ \(.*\)$/, ""));
  return new Intl.ListFormat(c.lang, { type: "conjunction" }).format(list);
}

export function regionName(offer: Offer, code: string): string {
  if (!code) return "";
  return offer.regions.find((region) => region.code === code)?.name ?? code;
}

export function unitName(c: Context, offer: Offer, by: string): string {
  const offered = offer.by.find(({ value }) => value === by);
  if (by === "districts" || by === "regencies" || by === "villages") return c.t(`unit.${by}`);
  return offered ? c.text(offered.label) : by;
}

function modeName(c: Context, offer: Offer, mode: string): string {
  return c.text(offer.modes.find(({ value }) => value === mode)?.label) || mode;
}

/** "By car"; nothing where distances are asked for. */
export function byMode(c: Context, offer: Offer, mode: string): string {
  if (mode === STRAIGHT) return "";
  return mode === "walk" ? c.t("mode.walk") : c.t("mode.by", { mode: modeName(c, offer, mode).toLocaleLowerCase(c.lang) });
}

/** "30 minutes by car", or a distance alone. */
export function howFar(c: Context, offer: Offer, limit: number, mode: string): string {
  return `${c.f.limit(limit, measureOf(mode))} ${byMode(c, offer, mode)}`.trimEnd();
}

/** How far the share may be off, where the answer tells. */
export function rangeText(c: Context, { share_low: low, share_high: high }: Total): string {
  return typeof low === "number" && typeof high === "number" ? c.f.range(low, high) : "";
}

/** How far a row reaches, in the answer's measure. */
export const limitWords = (c: Context, answer: Answer, row: Total): string => c.f.limit(limitOf(row), answer.mode ? "s" : "m");
