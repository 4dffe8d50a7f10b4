/** What a question of the page is: it follows the address, fills the panel and draws on the map. */
import type { nothing, TemplateResult } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import type { Catalogue } from "../catalogue";
import type { FoundUnit } from "../coverage/unit";
import type { MapLayers } from "../map/layers";
import type { FoundRow } from "../panels/popup";
import type { Context } from "../panels/context";
import type { State } from "../state";
import type { Store } from "../store";

export interface Task {
  /** Whether an answer lies on the map, so that roads step back. */
  readonly hasAnswer: boolean;
  /** Follows the address: asks what is new in it. */
  follow(state: State): void;
  /** Draws anew what depends on light or dark. */
  paint(state: State): void;
  panel(c: Context, titles: Map<string, string>): TemplateResult;
  legend(c: Context): TemplateResult | typeof nothing;
  /** The answer in one sentence, for people who hear the page. */
  sentence(c: Context): string;
  /** What the answer says of a point. */
  unitAt(at: [number, number]): FoundUnit | FoundRow | null;
  /** Takes a click on the map for itself; false: it asks what stands there. */
  click?(at: [number, number]): boolean;
  /** Takes everything of it off the map. */
  leave(): void;
}

/** What the page gives its tasks. */
export interface Tools {
  store: Store;
  map: GlMap | null;
  layers: MapLayers | null;
  catalogue(): Catalogue;
  refresh(): void;
  /** Tells the page that another answer lies on the map. */
  answered(): void;
  /** Asks the service for its layers anew, after one was made. */
  relearn(): Promise<void>;
  /** Switches layers on, where they are not. */
  wear(ids: readonly string[]): void;
}
