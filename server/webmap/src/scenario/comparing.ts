/** A scenario beside how things stand, indicator by indicator; an older question is given up. */
import { isAbort, problemFrom, type Problem } from "../api";
import * as busy from "../busy";
import { compareScenario, type Comparison } from "./scenario";

export class Comparing {
  found: Comparison | null = null;
  problem: Problem | null = null;
  #abort: AbortController | null = null;

  constructor(private readonly changed: () => void) {}

  get isBusy(): boolean {
    return this.#abort !== null;
  }

  async ask(scenario: string, indicators: readonly string[]): Promise<void> {
    this.#abort?.abort();
    const mine = (this.#abort = new AbortController());
    this.problem = null;
    busy.begin("compare");
    this.changed();
    try {
      const found = await compareScenario(scenario, indicators.join(","), mine.signal);
      if (this.#abort === mine) this.found = found;
    } catch (error) {
      if (this.#abort === mine && !isAbort(error)) this.problem = problemFrom(error);
    } finally {
      if (this.#abort === mine) this.#end();
      this.changed();
    }
  }

  /** Forgets what was compared, and what is being compared. */
  forget(): void {
    this.#abort?.abort();
    this.found = null;
    this.problem = null;
    this.#end();
  }

  #end(): void {
    this.#abort = null;
    busy.end("compare");
  }
}
