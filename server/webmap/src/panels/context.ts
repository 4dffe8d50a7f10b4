/** What every panel needs to speak: the language, its phrases and its number forms. */
import { formats, type Formats } from "../format";
import { pick, translator, type Bilingual, type Lang, type Translate } from "../i18n";

export interface Context {
  lang: Lang;
  t: Translate;
  f: Formats;
  text(value: Bilingual | string | undefined | null): string;
}

export function context(lang: Lang): Context {
  return { lang, t: translator(lang), f: formats(lang), text: (value) => pick(value, lang) };
}
