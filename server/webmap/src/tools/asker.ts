/** Asks an analysis whenever what it is asked has changed, a moment after the last change. */
import type { Answered } from "../asking/answered";
import { Runner, type Phase } from "../asking/runner";
import * as busy from "../busy";

const REST_MS = 180;

export class Asker {
  readonly #runner: Runner;
  readonly #name: string;
  #wanted = "";
  #answered = "";
  #timer = 0;
  #again: () => void = () => undefined;

  constructor(
    private readonly process: string,
    private readonly changed: () => void,
  ) {
    this.#name = `tool ${process}`;
    this.#runner = new Runner(this.#name, ({ answered }) => {
      if (answered) this.#answered = this.#wanted;
      this.changed();
    });
  }

  /** The answer to what is wanted now; null while it is on its way. */
  get answer(): Answered | null {
    return this.#wanted && this.#wanted === this.#answered ? this.#runner.answer : null;
  }

  /** The last answer, of whatever was wanted. */
  get last(): Answered | null {
    return this.#wanted ? this.#runner.answer : null;
  }

  get phase(): Phase {
    return this.#runner.phase;
  }

  retry(): void {
    this.#again();
  }

  /** Asks for this from now on; null: for nothing. */
  want(inputs: Record<string, unknown> | null): void {
    const wanted = inputs ? JSON.stringify(inputs) : "";
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    window.clearTimeout(this.#timer);
    if (!inputs) {
      this.#runner.forget();
      return this.changed();
    }
    busy.begin(this.#name);
    this.#again = () => void this.#runner.ask({ process: this.process, inputs, background: false });
    this.#timer = window.setTimeout(this.#again, REST_MS);
  }
}
