/** What keys of answers are called, and their values as people write them. */
import type { Context } from "../panels/context";
import type { Key } from "../i18n";
import columns from "../../i18n/tasks/id.json";
import { isBilingual, isObject } from "./answered";

/** The title of a column; a key without a phrase is shown as words. */
export function titleOf(c: Context, name: string): string {
  const key = `col.${name}`;
  if (key in columns) return c.t(key as Key);
  const share = /^share_(\d+)(s?)$/.exec(name);
  if (share) return `${c.t("col.share")} ≤ ${c.f.limit(Number(share[1]), share[2] ? "s" : "m")}`;
  return name.replaceAll("_", " ");
}

const COUNTS = 100;
/** Counts of people: parts of one are nobody. */
const PEOPLE = /^(total|people|covered|uncovered|gained|gain|lost|sooner|later|reached|cut_off|served|met|unreached|over_capacity|difference|change|before|after|only|total_covered)(_before|_after|_exposed|_worst)?$/;

/** A number by what its name says of its unit. */
function numberText(c: Context, name: string, value: number): string {
  if (/(^|_)share(_|$)/.test(name)) return c.f.share(value);
  if (/(^|_)seconds$|_s$/.test(name) || ["saved", "nearest_today"].includes(name)) return name === "saved" ? c.f.count(value) : c.f.time(value);
  if (/(^|_)distance(_|$)|_m$/.test(name)) return c.f.distance(value);
  if (PEOPLE.test(name)) return c.f.count(value);
  if (/(^|_)km$/.test(name)) return `${c.f.number(value)} km`;
  if (/_percent$|_pct$/.test(name)) return `${c.f.number(value)} %`;
  if (/(^|_)(lon|lat)$/.test(name)) return value.toFixed(5);
  if (/(^|_)year$/.test(name)) return String(value);
  const text = Number.isInteger(value) || Math.abs(value) >= COUNTS ? c.f.count(value) : c.f.number(value);
  return /_ha$/.test(name) ? `${text} ha` : /_m2$/.test(name) ? `${text} m²` : text;
}

/** A value as text; `kinds` are the labels of codes that the answer gives along. */
export function valueText(c: Context, name: string, value: unknown, kinds: Record<string, unknown> = {}): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return numberText(c, name, value);
  if (typeof value === "boolean") return c.t(value ? "value.yes" : "value.no");
  if (isBilingual(value)) return c.text(value);
  if (Array.isArray(value)) return value.map((one) => valueText(c, name, one, kinds)).join(", ");
  if (isObject(value)) {
    const told = value["title"] ?? value["name"] ?? value["text"] ?? value["label"];
    return told === undefined ? "" : valueText(c, name, told, kinds);
  }
  const verdict = `verdict.${String(value)}`;
  if (name === "verdict" && verdict in columns) return value === "unknown" ? c.t(verdict as Key) : `${String(value)} · ${c.t(verdict as Key)}`;
  const label = kinds[String(value)];
  if (isBilingual(label)) return c.text(label);
  return String(value);
}
