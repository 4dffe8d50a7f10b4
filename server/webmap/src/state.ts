/** All that is on the page, and how it is written into the address. */
import type { BBox } from "./catalogue";
import type { Lang } from "./i18n";
import { TOOL_IDS, type ToolId } from "./tools/tool";
import { DEFAULT_LIMITS, limitFrom, limitsFrom, limitText, measureOf, STRAIGHT } from "./limits";

/** What the coverage question asks; limits ascending, metres in a straight line or seconds by a mode of travel. */
export interface Question {
  facilities: string[];
  mode: string;
  within: number[];
  by: string;
  region: string;
}

export type Paint = "share" | "bands";

/** The questions of the page, in the order they are listed. */
export const TASK_IDS = ["build", "coverage", "siting", "masterplan", "change", "scenario", "analyses"] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** What a task other than coverage keeps in the address, by names of its own. */
export type Own = Readonly<Record<string, string>>;

/** Classes that alone are drawn, by layer; without an entry all are. */
export type Filters = ReadonlyMap<string, readonly string[]>;

export interface State {
  lang: Lang;
  task: TaskId;
  own: Own;
  /** The tool that is open over the map, and what it keeps in the address. */
  tool: ToolId | null;
  kit: Own;
  /** Layers that are on, with their opacity; null until the server's defaults are known. */
  layers: Map<string, number> | null;
  filters: Filters;
  /** The time at which layers are shown that have several; null: as each was chosen. */
  time: string | null;
  /** Whether colours are those that everybody tells apart. */
  safe: boolean;
  /** The question that was asked, null before the first one. */
  question: Question | null;
  /** The limit whose share the map and the big number show; null: the largest. */
  shown: number | null;
  paint: Paint;
  /** Where the popup stands, as lon and lat. */
  at: [number, number] | null;
  /** Whether only the map is shown, within a page of others. */
  embed: boolean;
}

export const BY = ["districts", "regencies", "villages"] as const;

/** Names in the address that mean the same in every task. */
const SHARED = new Set(["task", "l", "f", "t", "pal", "at", "lang", "tool", "fit", "embed", "cmp"]);
/** Before the names of what the open tool keeps. */
const KIT = "x.";

const word = /^[\p{L}\p{N}_./() -]{1,60}$/u;

/** Addresses from before there were modes name none: theirs are distances. */
function modeFrom(query: URLSearchParams): string {
  const mode = query.get("mode") ?? "";
  return word.test(mode) ? mode : STRAIGHT;
}

function questionFrom(query: URLSearchParams): Question | null {
  const facilities = (query.get("fac") ?? "").split(",").filter((id) => word.test(id));
  if (query.get("task") !== "coverage" || facilities.length === 0) return null;
  const mode = modeFrom(query);
  const within = limitsFrom(query.get("within") ?? "", measureOf(mode));
  const by = query.get("by") ?? "";
  const region = query.get("in") ?? "";
  return {
    facilities,
    mode,
    within: within.length ? within : [...DEFAULT_LIMITS[measureOf(mode)]],
    by: word.test(by) ? by : BY[0],
    region: /^[\d.]{0,13}$/.test(region) ? region : "",
  };
}

/** So long a value may be in the address, of which the service reads 16,000 characters. */
const LONGEST = 12_000;

/** Stands in the address for a value that is too long for it. */
export const TOO_LONG = "!long";

const isKept = (name: string, value: string): boolean => /^[a-z][\w.-]{0,40}$/.test(name) && value.length <= LONGEST;

/** The rest of the address belongs to the task; the longest is a drawn plot. */
function ownFrom(query: URLSearchParams): Own {
  const own = [...query].filter(([name, value]) => !SHARED.has(name) && !name.startsWith(KIT) && isKept(name, value));
  return Object.fromEntries(own.slice(0, 60));
}

function kitFrom(query: URLSearchParams): Own {
  const kit = [...query].filter(([name, value]) => name.startsWith(KIT) && isKept(name, value));
  return Object.fromEntries(kit.slice(0, 60).map(([name, value]) => [name.slice(KIT.length), value]));
}

function layersFrom(text: string | null): Map<string, number> | null {
  if (text === null) return null;
  const entries = text.split(",").filter(Boolean).map((part): [string, number] => {
    const [id = "", opacity] = part.split(":");
    const value = opacity === undefined ? 1 : Number(opacity);
    return [id, Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 1];
  });
  return new Map(entries);
}

/** `zoning.R-1|K-1,facilities.health`; within a class's own value these signs are escaped. */
function filtersFrom(text: string | null): Filters {
  const entries = (text ?? "").split(",").flatMap((part): [string, string[]][] => {
    const [, id, values] = /^(\w{1,80})\.(.{1,600})$/.exec(part) ?? [];
    return id && values ? [[id, values.split("|").map(plain).filter(Boolean)]] : [];
  });
  return new Map(entries.slice(0, 40));
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function filtersText(filters: Filters): string {
  const escaped = (value: string): string => value.replace(/[%,|]/g, encodeURIComponent);
  return [...filters].map(([id, values]) => `${id}.${values.map(escaped).join("|")}`).join(",");
}

function pointFrom(text: string | null): [number, number] | null {
  const [lon, lat, ...rest] = (text ?? "").split(",").map(Number);
  const fits = text && rest.length === 0 && Math.abs(lon ?? 999) <= 180 && Math.abs(lat ?? 999) <= 90;
  return fits ? [lon as number, lat as number] : null;
}

/** The box that an address wants framed; the camera in the hash goes before it. */
export function frameFrom(search: string): BBox | null {
  const box = (new URLSearchParams(search).get("fit") ?? "").split(",").map(Number);
  const [w, s, e, n] = box as BBox;
  return box.length === 4 && Math.abs(w) <= 180 && Math.abs(e) <= 180 && Math.abs(s) <= 90 && Math.abs(n) <= 90 && w < e && s < n ? [w, s, e, n] : null;
}

/** Reads the query of an address; what it does not say is left at its default. */
export function fromQuery(search: string): State {
  const query = new URLSearchParams(search);
  const task = TASK_IDS.find((id) => id === query.get("task")) ?? "coverage";
  const compared = query.get("cmp");
  const tool = compared === null ? (TOOL_IDS.find((id) => id === query.get("tool")) ?? null) : "compare";
  return {
    lang: query.get("lang") === "en" ? "en" : "id",
    task,
    own: task === "coverage" ? {} : ownFrom(query),
    tool,
    kit: compared === null ? (tool ? kitFrom(query) : {}) : { cmp: compared.slice(0, 600) },
    layers: layersFrom(query.get("l")),
    filters: filtersFrom(query.get("f")),
    safe: query.get("pal") === "safe",
    time: /^\d{4}(-\d\d){0,2}$/.exec(query.get("t") ?? "")?.[0] ?? null,
    question: questionFrom(query),
    shown: limitFrom(query.get("d") ?? "", measureOf(modeFrom(query))),
    paint: query.get("paint") === "bands" ? "bands" : "share",
    at: pointFrom(query.get("at")),
    embed: query.get("embed") === "1",
  };
}

const round = (value: number, places: number): string => String(Number(value.toFixed(places)));

/** Layers as the address has them. */
export function layersText(layers: Map<string, number>): string {
  return [...layers].map(([id, opacity]) => (opacity === 1 ? id : `${id}:${round(opacity, 2)}`)).join(",");
}

/** Writes the query: fixed order, defaults left out, so that equal states give equal addresses. */
export function toQuery(state: State, defaults: Map<string, number>): string {
  const parts: [string, string][] = [];
  const { question, task } = state;
  if (task !== "coverage") parts.push(["task", task], ...Object.entries(state.own).map(([name, value]): [string, string] => [name, encodeURIComponent(value).length > LONGEST ? TOO_LONG : value]));
  else if (question) {
    parts.push(["task", "coverage"], ["fac", question.facilities.join(",")]);
    const text = (limit: number): string => limitText(limit, measureOf(question.mode));
    if (question.mode !== STRAIGHT) parts.push(["mode", question.mode]);
    parts.push(["within", question.within.map(text).join(",")], ["by", question.by]);
    if (question.region) parts.push(["in", question.region]);
    if (state.shown) parts.push(["d", text(state.shown)]);
    if (state.paint !== "share") parts.push(["paint", state.paint]);
  }
  if (state.tool === "compare" && state.kit["cmp"]) parts.push(["cmp", state.kit["cmp"]]);
  else if (state.tool) parts.push(["tool", state.tool], ...Object.entries(state.kit).map(([name, value]): [string, string] => [KIT + name, value]));
  if (state.at) parts.push(["at", state.at.map((value) => round(value, 5)).join(",")]);
  if (state.layers) {
    const text = layersText(state.layers);
    if (text !== layersText(defaults)) parts.push(["l", text]);
  }
  if (state.filters.size) parts.push(["f", filtersText(state.filters)]);
  if (state.time) parts.push(["t", state.time]);
  if (state.safe) parts.push(["pal", "safe"]);
  if (state.lang !== "id") parts.push(["lang", state.lang]);
  if (state.embed) parts.push(["embed", "1"]);
  const query = parts.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%7C/g, "|").replace(/%40/g, "@")}`);
  return query.length ? `?${query.join("&")}` : "";
}

/** Two questions are the same when they would be written the same. */
export function sameQuestion(a: Question | null, b: Question | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
