/** Assets and their readings, as the service tells them. */
import type { Trust } from "../../catalogue";
import type { Bilingual } from "../../i18n";

export interface Asset {
  code: string;
  name?: string;
  type?: string;
  status?: string;
  owner?: string;
  installed?: string;
  at?: [number, number];
}

export interface AssetsDocument {
  layer: string;
  statuses: { status: string; n: number }[];
  numberMatched: number;
  assets: Asset[];
  /** The layer of readings; null where there is none yet, and then how to add one. */
  observed: string | null;
  how: Bilingual | null;
  codes: Record<string, Record<string, Bilingual>>;
  note: Bilingual | null;
  trust: Trust;
  data_date: string;
}

/** What an asset tells of one quantity: the latest reading, and all before it. */
export interface Quantity {
  quantity: string;
  unit: string;
  time: string;
  value: number;
  age_s: number;
  usual_s: number | null;
  late: boolean | null;
  numberMatched: number;
  series: [string, number][];
}

export interface ReadingsDocument {
  quantities: Quantity[];
}
