/** A masterplan as the service tells it: its chain from goals to steps, where its targets stand, what a programme moves. */
import type { FeatureCollection } from "geojson";
import { getJson } from "../api";
import type { Trust } from "../catalogue";
import type { Bilingual } from "../i18n";

export type Standing = "reached" | "on-track" | "behind" | "no-data" | "not-comparable";

export interface PlanSummary {
  id: string;
  example: boolean;
  valid: boolean;
  titles?: Bilingual;
  region?: string;
  period?: { start: number; end: number };
  counts?: Record<string, number>;
}

export interface Goal {
  id: string;
  pillar: string;
  text: Bilingual;
}

export interface Programme {
  id: string;
  strategy: string;
  name: Bilingual;
  quick_win: boolean;
  owner?: string;
  budget?: { amount: number; currency: string; year: number };
  start?: string;
  end?: string;
}

export interface Activity {
  id: string;
  programme: string;
  name: Bilingual;
  edits: unknown[];
}

export interface Step {
  id: string;
  activity: string;
  order: number;
  text: Bilingual;
  work_unit?: string;
  start?: string;
  end?: string;
  state: string;
}

export interface Plan {
  masterplan: { title: Bilingual; region: string; vision?: { text: string | Bilingual } };
  goals: Goal[];
  strategies: { id: string; goals: string[]; text: Bilingual }[];
  programmes: Programme[];
  activities: Activity[];
  steps: Step[];
  work_units: { id: string; name: string }[];
}

export interface Target {
  id: string;
  goal: string;
  indicator: { name: Bilingual; unit: Bilingual | string };
  baseline: { value: number; year: number } | null;
  current: number | null;
  expected: number | null;
  target: { value: number; year: number };
  status: Standing;
  status_title: Bilingual;
  reason: Bilingual | null;
  programmes: string[];
  trust: Trust;
  /** Values it had, the oldest first. */
  series: Kept[];
}

/** A value that a target had: on a day, from layers at their revisions, perhaps of a scenario. */
export interface Kept {
  value: number;
  status: Standing;
  made: string;
  inputs: Record<string, number>;
  scenario: { id: string } | null;
}

export interface Evaluation {
  on: string;
  targets: Target[];
  goals: { id: string; status: Standing; n_targets: number; counts: Partial<Record<Standing, number>> }[];
  missing: { code: string; id: string; message: Bilingual }[];
  method: Bilingual;
  trust: Trust;
}

export interface Moved {
  id: string;
  indicator: Bilingual;
  unit: Bilingual | string;
  before: number | null;
  after: number | null;
  change: number | null;
  gaining: Record<string, unknown>[];
}

export type Rank = "money" | "time";

/** What a programme brings to one target. */
export interface RankedRow {
  programme: string;
  name: Bilingual;
  quick_win: boolean;
  target: string;
  indicator: Bilingual;
  unit: Bilingual | string;
  towards: number | null;
  share_of_gap: number | null;
  per_billion: number | null;
  per_month: number | null;
}

export interface Ranked {
  rows: RankedRow[];
  programmes: Omit<Effect, "method">[];
  without_effect: { programme: string; reason: Bilingual }[];
}

export interface Effect {
  programme: { id: string; name: Bilingual };
  n_edits: number;
  targets: Moved[];
  method: Bilingual;
}

const home = (id: string): string => `/masterplans/${encodeURIComponent(id)}`;

export const listPlans = async (): Promise<PlanSummary[]> => (await getJson<{ masterplans: PlanSummary[] }>("/masterplans")).masterplans;
export const getPlan = async (id: string): Promise<Plan> => (await getJson<{ plan: Plan }>(home(id))).plan;
export const getEvaluation = (id: string): Promise<Evaluation> => getJson<Evaluation>(`${home(id)}/evaluation`);
export const getActivities = (id: string): Promise<FeatureCollection> => getJson<FeatureCollection>(`${home(id)}/activities/items?limit=1000`);
