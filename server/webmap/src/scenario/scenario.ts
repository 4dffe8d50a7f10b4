/** Scenarios as the service keeps them: their edits, and what they change. */
import { getJson, send } from "../api";
import type { InputDescription } from "../asking/process";
import type { Bilingual } from "../i18n";

export interface Edit {
  n: number;
  kind: string;
  layer?: string;
  texts: Bilingual;
  at?: [number, number];
  line?: unknown;
  [field: string]: unknown;
}

export interface ScenarioSummary {
  id: string;
  titles: Bilingual;
  parent: string | null;
  version: number;
  modified: string;
  numberOfEdits: number;
}

export interface Scenario extends ScenarioSummary {
  edits: Edit[];
  moved: { layers: Record<string, unknown>; conflicts: { why: Bilingual }[] };
}

/** What somebody wants to change: a kind and its inputs. */
export type NewEdit = { kind: string } & Record<string, unknown>;

/** A kind of edit as the service describes it. */
export interface EditKind {
  id: string;
  titles: Bilingual;
  inputs: Record<string, InputDescription>;
}

export interface Indicator {
  id: string;
  title: Bilingual;
  unit: string;
  unit_title: Bilingual;
  before: number;
  after: number;
  change: number;
  gained: number;
  lost: number;
  n_gain: number;
  n_lose: number;
  rows: Record<string, unknown>[];
}

export interface Comparison {
  indicators: Indicator[];
  method: Bilingual;
}

const one = (id: string): string => `/scenarios/${encodeURIComponent(id)}`;

export const listScenarios = async (): Promise<ScenarioSummary[]> => (await getJson<{ scenarios: ScenarioSummary[] }>("/scenarios")).scenarios;
export const getScenario = (id: string): Promise<Scenario> => getJson<Scenario>(one(id));

/** An edit takes one type of facility where an analysis takes several. */
const single = (input: InputDescription): InputDescription => (input["x-type"] === "codes" ? { ...input, "x-type": "choice" } : input);

export async function getKinds(id: string): Promise<EditKind[]> {
  const { kinds } = await getJson<{ kinds: EditKind[] }>(`${one(id)}/edits`);
  return kinds.map((kind) => ({ ...kind, inputs: Object.fromEntries(Object.entries(kind.inputs).map(([name, input]) => [name, single(input)])) }));
}

export async function createScenario(id: string, title: string): Promise<Scenario> {
  return (await send<Scenario>("POST", "/scenarios", { body: { id, title } })).document;
}

export async function addEdits({ id, version }: Scenario, edits: NewEdit[]): Promise<Scenario> {
  return (await send<Scenario>("POST", `${one(id)}/edits`, { body: { edits, version } })).document;
}

export async function removeEdit(id: string, n: number): Promise<Scenario> {
  return (await send<Scenario>("DELETE", `${one(id)}/edits/${n}`)).document;
}

export async function removeScenario(id: string): Promise<void> {
  await send("DELETE", one(id));
}

export const compareScenario = (id: string, indicators: string, signal: AbortSignal): Promise<Comparison> =>
  getJson<Comparison>(`${one(id)}/compare/baseline?indicators=${encodeURIComponent(indicators)}`, signal);

/** Layers that a scenario has otherwise than how things stand. */
export async function editedLayers(id: string): Promise<string[]> {
  const { collections } = await getJson<{ collections: { id: string; edited: boolean; kind: string }[] }>(`${one(id)}/collections`);
  return collections.filter(({ edited, kind }) => edited && kind === "vector").map(({ id: layer }) => layer);
}

/** What of an edit is asked for when it is made again. */
export function again(edit: Edit): NewEdit {
  const { n: _n, texts: _texts, text: _text, made: _made, who: _who, before: _before, ...rest } = edit;
  return rest as NewEdit;
}

/** An id from a title: small letters, digits and hyphens. */
export function idFrom(title: string): string {
  const plain = title.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return (/^[a-z]/.test(plain) ? plain : `s-${plain}`).slice(0, 40).replace(/-+$/, "") || "s";
}
