/** What a tool over the map is: it follows the address, fills its panel and may take clicks, beside any question. */
import type { TemplateResult } from "lit-html";
import type { Context } from "../panels/context";
import type { Own } from "../state";

/** The tools of the page, in the order of their buttons. */
export const TOOL_IDS = ["measure", "draw", "buffer", "reach", "compare", "nearby", "assets", "share", "sheet"] as const;
export type ToolId = (typeof TOOL_IDS)[number];

export interface MapTool {
  /** Stands above the answer instead of in its place; for panels of a few lines. */
  readonly beside?: boolean;
  /** What the panel holds under its title. */
  panel(c: Context): TemplateResult;
  /** Follows what the address keeps for the tool. */
  follow(kit: Own): void;
  /** Takes a click on the map for itself; false: the question or the card has it. */
  click?(at: [number, number]): boolean;
  /** Takes a key pressed on the map or in the panel; true: nothing else is done with it. */
  key?(event: KeyboardEvent): boolean;
  /** Draws anew what depends on light or dark. */
  paint?(): void;
  /** What it found in one sentence, for people who hear the page. */
  sentence?(c: Context): string;
  /** Takes everything of it off the map. */
  leave(): void;
}
