/** What a scenario's edits bear on: what is worked out at once, and what takes the full count. */
import type { Edit } from "./scenario";

/** Who is asked about. */
export interface Asked {
  fac: string;
  within: string;
  mode: string;
}

const FACILITY = new Set(["facility", "move", "close"]);
const ROAD = new Set(["road", "bridge"]);

/** Whether an edit bears on who reaches a facility in time. */
const bears = (edit: Edit): boolean => FACILITY.has(edit.kind) || ROAD.has(edit.kind) || edit.kind === "speed" || edit.kind === "growth" || (edit.kind === "remove" && edit.layer === "facilities");

/** Whether the service can bring how things stand up to date, instead of counting all anew. */
export function isLive(edits: readonly Edit[]): boolean {
  const slow = edits.some((edit) => edit.kind === "growth" || (edit.kind === "speed" && edit["class"] === undefined));
  return edits.some(bears) && !slow && edits.filter(({ kind }) => ROAD.has(kind)).length <= 1;
}

/** The indicators that show what the live count leaves aside. */
export function fullCount(edits: readonly Edit[], { fac, within, mode }: Asked): string[] {
  const has = (kind: string): boolean => edits.some((edit) => edit.kind === kind);
  const types = fac.split(",");
  return [
    ...(has("growth") ? ["population"] : []),
    ...(edits.some(bears) && !isLive(edits) ? types.map((type) => `within:${type}:${within.split(",")[0] ?? within}:${mode}`) : []),
    ...(has("standard") ? types.map((type) => `standard:${type}`) : []),
    ...(has("zone") ? ["zoning"] : []),
  ];
}
