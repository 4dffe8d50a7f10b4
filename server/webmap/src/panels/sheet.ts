/** On a phone both columns and the tools are one sheet: which of them it shows, and how high it stands. */
import type { Tab } from "./frame";

const NARROW = "(max-width: 960px)";
/** Whether this is a phone's layout: there a long legend would hide the map, and the form the answer. */
export const isNarrow = (): boolean => window.matchMedia(NARROW).matches;

const HEIGHTS = ["half", "full", "low"] as const;

export class Sheet {
  tab: Tab = "answer";
  readonly #body = document.body.dataset;

  constructor(private readonly refresh: () => void) {
    this.#body["tab"] = this.tab;
    this.#body["sheet"] = HEIGHTS[0];
  }

  choose(tab: Tab): void {
    this.tab = tab;
    this.#body["tab"] = tab;
    if (this.#body["sheet"] === "low") this.#body["sheet"] = "half";
    this.refresh();
  }

  grow(): void {
    const now = HEIGHTS.findIndex((height) => height === this.#body["sheet"]);
    this.#body["sheet"] = HEIGHTS[(now + 1) % HEIGHTS.length] ?? HEIGHTS[0];
  }
}
