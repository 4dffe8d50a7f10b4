/** May it be built here: the verdict with its letter, its limits, what adds conditions, what it rests on. */
import { html, nothing, type TemplateResult } from "lit-html";
import { getJson } from "../api";
import { isObject, type Answered, type Row } from "../asking/answered";
import type { Face, Kit } from "../asking/face";
import type { ProcessDescription } from "../asking/process";
import type { Bilingual, Key } from "../i18n";
import type { Trust } from "../catalogue";
import type { Context } from "../panels/context";
import { drawing, icon, trustTag } from "../panels/marks";

/** As the letters of the ITBX table mean it, apart also for eyes that mix red and green. */
const COLOURS = { I: "#1f9e89", T: "#365c8d", B: "#d9961a", TB: "#a3701a", X: "#8c2d5a", unknown: "#777f7a" } as const;
const WORDS: Record<string, Key> = { I: "verdict.I", T: "verdict.T", B: "verdict.B", TB: "verdict.TB", X: "verdict.X" };
const SIGNS: Record<string, unknown> = { I: icon.yes, T: icon.part, B: icon.part, TB: icon.part, X: icon.close };

interface Said {
  text: Bilingual;
  source?: string;
  trust?: Trust;
}

interface Limit {
  value: number;
  unit: string | null;
  short: string;
  title: Bilingual;
  trust: Trust;
}

const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

async function withActivities(process: ProcessDescription): Promise<ProcessDescription> {
  const activity = process.inputs["activity"];
  if (!activity) return process;
  const { rows } = await getJson<{ rows: { id: string; name: Bilingual; kbli: string | null }[] }>("/zoning/activities");
  const choices = rows.map(({ id, name, kbli }) => ({ value: id, label: { id: `${name.id}${kbli ? ` · KBLI ${kbli}` : ""}`, en: `${name.en}${kbli ? ` · KBLI ${kbli}` : ""}` } }));
  return { ...process, inputs: { ...process.inputs, activity: { ...activity, "x-type": "choice", "x-choices": choices } } };
}

function sentence(c: Context, answer: Answered): string {
  const activity = answer["activity"] as { name: Bilingual } | undefined;
  const place = answer["place"] as { lon: number | null; lat: number | null; area_m2: number | null } | undefined;
  const what = c.text(activity?.name);
  if (place?.area_m2) return `${what} · ${c.t("verdict.plot", { area: c.f.count(place.area_m2) })}`;
  return typeof place?.lon === "number" && typeof place.lat === "number" ? `${what} · ${c.f.coordinate(place.lon, place.lat)}` : what;
}

function view(c: Context, answer: Answered, kit: Kit): TemplateResult {
  return html`${badge(c, answer)} ${nearLine(c, answer)} ${said(c, "verdict.conditions", [...list<Said>(answer["conditions"])])} ${limits(c, answer)}
    ${proposal(c, answer)} ${said(c, "verdict.overlays", [...list<Said>(answer["overlays"]), ...list<Said>(answer["overlays_unknown"])])}
    ${said(c, "verdict.conflicts", list<Said & { conflict?: boolean }>(answer["conflicts"]).filter((one) => one.conflict !== false))} ${zones(c, answer, kit)} ${basis(c, answer)}
    <p class="standing">${c.t("verdict.standing")}</p>
    ${elsewhere(c, answer, kit)}`;
}

/** Leads to the zones where the same activity is allowed. */
function elsewhere(c: Context, answer: Answered, kit: Kit): TemplateResult | typeof nothing {
  const activity = answer["activity"] as { id: string } | undefined;
  if (!activity) return nothing;
  return html`<button type="button" class="quiet" data-elsewhere @click=${() => kit.open("allowed", { activity: activity.id })}>${c.t("verdict.elsewhere")}</button>`;
}

/** Word, letter and sign: never the colour alone. */
function badge(c: Context, answer: Answered): TemplateResult {
  const letter = String(answer["verdict"] ?? "unknown");
  const known = letter in WORDS;
  const zone = answer["zone"] as { code: string; name: Bilingual } | null;
  const reason = answer["reason"] as Bilingual | null;
  return html`<div class="verdict" data-verdict=${letter}>
    <span class="letter" aria-hidden="true">${known ? letter : "?"}</span>
    <p><strong>${drawing(SIGNS[letter] ?? icon.unknown)} ${c.t(WORDS[letter] ?? "verdict.unknown")}</strong>
      ${zone ? html`<span>${c.t("verdict.zone", { code: zone.code, name: c.text(zone.name) })}</span>` : nothing}</p>
  </div>
  <p class="lead">${c.text(answer["summary"] as Bilingual)}</p>
  ${reason ? html`<p class="soft">${c.text(reason)}</p>` : nothing}`;
}

/** Nearer to a line between zones than the lines are accurate: both zones count. */
function nearLine(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const accuracy = answer["accuracy"] as { metres: number; text: Bilingual } | null;
  const near = list<Row>(answer["rows"]).flatMap((row) => (typeof row["distance_to_line_m"] === "number" ? [row["distance_to_line_m"]] : []));
  if (!accuracy) return nothing;
  if (answer["certain"] === false) {
    const distance = near.length ? Math.min(...near) : accuracy.metres;
    return html`<p class="band" data-near>${c.t("verdict.near", { distance: c.f.distance(distance), accuracy: c.f.number(accuracy.metres) })} <b>${c.t("verdict.both")}</b></p>`;
  }
  return html`<p class="soft">${c.text(accuracy.text)}</p>`;
}

function said(c: Context, title: Key, all: Said[]): TemplateResult | typeof nothing {
  const texts = [...new Map(all.map((one) => [c.text(one.text), one])).values()];
  if (texts.length === 0) return nothing;
  return html`<section><h3>${c.t(title)}</h3><ul class="said">${texts.map((one) => html`<li>${c.text(one.text)} ${trustTag(one.trust, c)}</li>`)}</ul></section>`;
}

function limits(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const told = Object.values((answer["limits"] ?? {}) as Record<string, Limit>);
  const missing = list<string>(answer["limits_missing"]);
  const plot = answer["plot"] as Record<string, unknown> | null;
  const most = isObject(plot?.["floor_area_m2"]) ? plot["floor_area_m2"]["value"] : null;
  if (told.length + missing.length === 0) return nothing;
  const words = new Intl.ListFormat(c.lang, { type: "conjunction" });
  return html`<section><h3>${c.t("verdict.limits")}</h3>
    ${told.length
      ? html`<table class="limits"><tbody>
          ${told.map(({ title, value, unit, trust }) => html`<tr><th scope="row">${c.text(title)}</th><td>${c.f.number(value)}${unit ? ` ${unit}` : ""}</td><td>${trustTag(trust, c)}</td></tr>`)}
          ${typeof most === "number" ? html`<tr><th scope="row">${c.t("verdict.floor")}</th><td>${c.f.count(most)} m²</td><td></td></tr>` : nothing}
        </tbody></table>`
      : nothing}
    ${missing.length ? html`<p class="soft">${c.t("verdict.missing", { names: words.format(missing.map((name) => limitName(c, name))) })}</p>` : nothing}
  </section>`;
}

const MISSING: Record<string, Key> = { height: "limit.height", storeys: "limit.storeys", front: "limit.front", side: "limit.side", back: "limit.back" };
const limitName = (c: Context, name: string): string => (MISSING[name] ? c.t(MISSING[name]) : name);

function proposal(c: Context, answer: Answered): TemplateResult | typeof nothing {
  const told = list<{ kept: boolean; text: Bilingual }>(answer["proposal"]);
  if (told.length === 0) return nothing;
  return html`<section><h3>${c.t("verdict.proposal")}</h3>
    <ul class="said">${told.map(({ kept, text }) => html`<li data-kept=${kept ? "yes" : "no"}>${drawing(kept ? icon.yes : icon.close)} ${c.text(text)}</li>`)}</ul></section>`;
}

function zones(c: Context, answer: Answered, kit: Kit): TemplateResult | typeof nothing {
  const rows = list<Row>(answer["rows"]);
  if (rows.length < 2) return nothing;
  return kit.tables.render(c, { name: "rows", rows }, kit.kinds, ["code", "name", "verdict", "share"]);
}

interface Source {
  title: Bilingual;
  regulation: string | null;
  article: string | null;
  revision: string | null;
  date: string | null;
  trust: Trust;
  note: Bilingual | null;
}

/** Regulation, plan, revision, date: what the verdict rests on. */
function basis(c: Context, answer: Answered): TemplateResult {
  return html`<section class="src"><h3>${c.t("verdict.basis")}</h3><ul>
    ${list<Source>(answer["sources"]).map((one) => {
      const told = [one.regulation, one.article, one.revision && c.t("verdict.revision", { revision: one.revision }), one.date].filter(Boolean).join(" · ");
      return html`<li><span>${c.text(one.title)}</span> ${told ? html`<span>· ${told}</span>` : nothing} ${trustTag(one.trust, c)} ${one.note ? html`<span class="soft">${c.text(one.note)}</span>` : nothing}</li>`;
    })}
  </ul></section>`;
}

export const verdictFace: Face = {
  first: ["activity", "at", "parcel"],
  point: "at",
  layers: ["zoning"],
  output: "zones",
  field: "verdict",
  colours: COLOURS,
  shown: ["rows", "possible", "sources", "conditions", "proposal", "overlays", "overlays_unknown", "conflicts"],
  enrich: withActivities,
  alone: { at: "parcel", parcel: "at" },
  view,
  sentence,
};

export const allowedFace: Face = {
  first: ["activity", "region", "least", "coverage", "floor_ratio", "storeys"],
  output: "zones",
  field: "verdict",
  colours: COLOURS,
  enrich: withActivities,
};
