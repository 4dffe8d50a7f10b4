/** The one place that holds the state and keeps the address bar in step with it. */
import { fromQuery, layersText, toQuery, type State } from "./state";

export type History = "push" | "replace" | "none";
type Listener = (state: State, before: State) => void;

export class Store {
  #state: State;
  #listeners = new Set<Listener>();
  #timer = 0;
  /** The layers that are on when nobody chose, with or without an answer; they stay out of the address. */
  defaults: (underAnswer: boolean) => Map<string, number> = () => new Map();

  constructor() {
    this.#state = fromQuery(location.search);
    window.addEventListener("popstate", () => {
      const next = fromQuery(location.search);
      next.layers ??= this.defaults(next.question !== null);
      this.#apply(next);
    });
  }

  get state(): State {
    return this.#state;
  }

  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Changes the state; `push` makes a step that the back button undoes. */
  update(change: Partial<State>, history: History): void {
    this.#apply(this.#withDefaults({ ...this.#state, ...change }));
    if (history === "push") this.#write(true);
    if (history === "replace") this.#soon();
  }

  /** Where nobody chose layers, a first question and the last one's going bring their own. */
  #withDefaults(next: State): State {
    const [before, after] = [this.#state.question !== null, next.question !== null];
    if (before === after || next.layers !== this.#state.layers || !next.layers) return next;
    const untouched = layersText(next.layers) === layersText(this.defaults(before));
    return untouched ? { ...next, layers: this.defaults(after) } : next;
  }

  #apply(next: State): void {
    const before = this.#state;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, before);
  }

  // A slider moves many times a second; browsers refuse more than a few address changes.
  #soon(): void {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => this.#write(false), 400);
  }

  #write(push: boolean): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const url = `${location.pathname}${toQuery(this.#state, this.defaults(this.#state.question !== null))}${location.hash}`;
    if (url === `${location.pathname}${location.search}${location.hash}`) return;
    if (push) window.history.pushState(null, "", url);
    else window.history.replaceState(window.history.state, "", url);
  }
}
