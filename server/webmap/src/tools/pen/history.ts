/** What was done to a drawing, so that it can be taken back and done again. */
const STEPS = 100;

export class History<T> {
  #past: T[] = [];
  #future: T[] = [];

  /** Remembers what was there before a change. */
  remember(before: T): void {
    this.#past = [...this.#past, before].slice(-STEPS);
    this.#future = [];
  }

  forget(): void {
    this.#past = [];
    this.#future = [];
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Gives what was there before, and keeps `now` to come back to. */
  undo(now: T): T {
    const before = this.#past.pop();
    if (before === undefined) return now;
    this.#future.push(now);
    return before;
  }

  redo(now: T): T {
    const after = this.#future.pop();
    if (after === undefined) return now;
    this.#past.push(now);
    return after;
  }
}
