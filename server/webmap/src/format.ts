/** Numbers, distances, times and coordinates as people of either language write them. */
import type { Lang } from "./i18n";
import type { Measure } from "./limits";

export interface Formats {
  count(value: number): string;
  number(value: number): string;
  share(value: number): string;
  /** Two shares as from–to. */
  range(low: number, high: number): string;
  distance(metres: number): string;
  /** To the minute; below one, to the second. */
  time(seconds: number): string;
  limit(limit: number, measure: Measure): string;
  coordinate(lon: number, lat: number): string;
  /** A moment in the time of who reads it. */
  moment(iso: string): string;
  value(value: unknown): string;
}

const cache = new Map<Lang, Formats>();

export function formats(lang: Lang): Formats {
  let found = cache.get(lang);
  if (!found) cache.set(lang, (found = make(lang)));
  return found;
}

function make(lang: Lang): Formats {
  const locale = lang === "id" ? "id-ID" : "en-GB";
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const some = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const km = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const degrees = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const [east, west, north, south] = lang === "id" ? ["BT", "BB", "LU", "LS"] : ["E", "W", "N", "S"];
  const [hours, minutes, seconds] = lang === "id" ? ["jam", "menit", "detik"] as const : ["h", "min", "s"] as const;
  const distance = (metres: number): string => (metres < 1000 ? `${whole.format(metres)}\u00a0m` : `${km.format(metres / 1000)}\u00a0km`);
  const time = (value: number, toSeconds = value < 60): string => {
    const all = toSeconds ? Math.round(value) : Math.round(value / 60) * 60;
    const parts: [number, string][] = [[Math.floor(all / 3600), hours], [Math.floor(all / 60) % 60, minutes], [all % 60, seconds]];
    const said = parts.filter(([n]) => n > 0).map(([n, unit]) => `${whole.format(n)}\u00a0${unit}`);
    return said.join(" ") || `0\u00a0${minutes}`;
  };
  return {
    count: (value) => whole.format(value),
    number: (value) => some.format(value),
    share: (value) => percent.format(value),
    range: (low, high) => `${percent.format(low).replace(/\s?%$/, "")}–${percent.format(high)}`,
    distance,
    time: (value) => time(value),
    limit: (limit, measure) => (measure === "s" ? time(limit, true) : distance(limit)),
    coordinate: (lon, lat) =>
      `${degrees.format(Math.abs(lon))} ${lon < 0 ? west : east} ${degrees.format(Math.abs(lat))} ${lat < 0 ? south : north}`,
    moment: (iso) => moments.format(new Date(iso)),
    value: (value) => {
      if (value === null || value === undefined || value === "") return "–";
      if (typeof value === "number") return Number.isInteger(value) ? whole.format(value) : some.format(value);
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    },
  };
}
