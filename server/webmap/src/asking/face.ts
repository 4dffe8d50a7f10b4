/** How an analysis looks as a question of the page, beyond what the service says of it. */
import type { TemplateResult } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import type { Key } from "../i18n";
import type { Context } from "../panels/context";
import type { Own } from "../state";
import type { Answered } from "./answered";
import type { Fields } from "./fields";
import type { ProcessDescription } from "./process";
import type { Tables } from "./tables";

/** What an answer keeps in the address beside what was asked. */
export interface Kept {
  own: Own;
  /** Changes some of it; "" takes it out. */
  keep(change: Own): void;
  /** The map is divided by a tool already. */
  isDivided: boolean;
}

/** What a view of an answer may use. */
export interface Kit extends Kept {
  tables: Tables;
  fields: Fields;
  map: GlMap | null;
  /** Labels of codes that the answer gives along. */
  kinds: Record<string, unknown>;
  refresh(): void;
  /** Asks anew with some inputs changed. */
  ask(inputs: Record<string, string>): void;
  /** Opens two sets of layers side by side. */
  compare(pair: string): void;
  /** Opens another analysis with inputs of its own, and asks it. */
  open(process: string, inputs: Record<string, string>): void;
}

export interface Face {
  /** Inputs shown outright, in this order; the others stand under a fold. */
  first?: readonly string[];
  /** Inputs that begin with another value than the service's default. */
  start?: Readonly<Record<string, string>>;
  /** The input that every click on the map fills; the question is asked at once. */
  point?: string;
  /** Layers that belong under the answer. */
  layers?: readonly string[];
  /** The output that is drawn first, and the field that colours it. */
  output?: string;
  field?: string;
  colours?: Readonly<Record<string, string>>;
  /** Learns more of what can be asked, such as a list to choose from. */
  enrich?(process: ProcessDescription): Promise<ProcessDescription>;
  /** Inputs of which one empties the other. */
  alone?: Readonly<Record<string, string>>;
  /** Figures in place of the general ones; null: the general ones. */
  view?(c: Context, answer: Answered, kit: Kit): TemplateResult;
  /** Tables that the view already shows. */
  shown?: readonly string[];
  /** Analyses that answer the same question in other ways, itself among them. */
  others?: readonly { process: string; title: Key }[];
  /** What else the answer puts on the map; null: takes it away. */
  onMap?(map: GlMap, answer: Answered | null, kept: Kept): void;
  /** The answer in one sentence. */
  sentence?(c: Context, answer: Answered): string;
}
