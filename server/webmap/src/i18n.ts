/** Phrases in the two languages of the page; Indonesian is the default. */
import en from "../i18n/en.json";
import id from "../i18n/id.json";
import type tasks from "../i18n/tasks/id.json";

export type Lang = "id" | "en";
export type Bilingual = { id: string; en: string };
export type Key = keyof typeof id | keyof typeof tasks;

const catalogues: Record<Lang, Partial<Record<Key, string>>> = { id: { ...id }, en: { ...en } };

/** Adds the phrases of the tasks that are loaded when first opened. */
export function addPhrases(more: Record<Lang, Partial<Record<Key, string>>>): void {
  Object.assign(catalogues.id, more.id);
  Object.assign(catalogues.en, more.en);
}

/** Gives a phrase with its {placeholders} filled in. */
export type Translate = (key: Key, values?: Record<string, string | number>) => string;

export function translator(lang: Lang): Translate {
  return (key, values = {}) =>
    (catalogues[lang][key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Picks the language of a phrase the server gave; an empty one falls back to the other. */
export function pick(text: Bilingual | string | undefined | null, lang: Lang): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  return text[lang] || text[lang === "id" ? "en" : "id"] || "";
}

/** MapLibre's own strings, by its string ids. */
export function mapLocale(lang: Lang): Record<string, string> {
  const t = translator(lang);
  return {
    "Map.Title": t("map.title"),
    "Popup.Close": t("popup.close"),
    "ScaleControl.Meters": "m",
    "ScaleControl.Kilometers": "km",
  };
}
