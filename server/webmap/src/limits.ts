/** How far or how long: metres in a straight line, seconds by a mode of travel, as people and addresses write them. */

/** Metres or seconds. */
export type Measure = "m" | "s";

/** The mode that asks for distances; every other one asks for times. */
export const STRAIGHT = "straight";

export const measureOf = (mode: string): Measure => (mode === STRAIGHT ? "m" : "s");

export const DEFAULT_LIMITS: Record<Measure, readonly number[]> = { m: [1000, 3000, 5000], s: [900, 1800, 3600] };

const MOST: Record<Measure, number> = { m: 200_000, s: 86_400 };
/** What a unit counts; a bare number is kilometres, or minutes. */
const TYPED: Record<Measure, Record<string, number>> = {
  m: { "": 1000, km: 1000, m: 1 },
  s: { "": 60, min: 60, menit: 60, mnt: 60, m: 60, jam: 3600, h: 3600, s: 1, detik: 1 },
};
const WRITTEN: Record<Measure, Record<string, number>> = { m: { "": 1, m: 1, km: 1000 }, s: { s: 1, min: 60, h: 3600 } };

function read(text: string, units: Record<string, number>, most: number): number | null {
  const [, number, unit] = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = units[unit?.toLowerCase() ?? ""];
  if (number === undefined || factor === undefined) return null;
  const limit = Math.round(Number(number.replace(",", ".")) * factor);
  return limit > 0 && limit <= most ? limit : null;
}

/** Each once, the smallest first. */
export const ascending = (limits: readonly number[]): number[] => [...new Set(limits)].sort((a, b) => a - b);

/** What somebody typed, with comma or point; null where it cannot be used. */
export const typedLimit = (text: string, measure: Measure): number | null => read(text, TYPED[measure], MOST[measure]);

/** A limit as addresses and the service have it: `1000`, `30min`, `90s`. */
export function limitText(limit: number, measure: Measure): string {
  if (measure === "m") return String(limit);
  return limit % 60 === 0 ? `${limit / 60}min` : `${limit}s`;
}

/** One limit out of an address; null where there is none. */
export const limitFrom = (text: string, measure: Measure): number | null => read(text, WRITTEN[measure], MOST[measure]);

/** The limits of an address; what cannot be used is left out. */
export function limitsFrom(text: string, measure: Measure): number[] {
  return ascending(text.split(",").flatMap((part) => limitFrom(part, measure) ?? []));
}
