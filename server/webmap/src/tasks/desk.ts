/** The tasks of the page: which one is open, and how each was left. */
import { html, nothing } from "lit-html";
import * as busy from "../busy";
import type { State, TaskId } from "../state";
import type { Task, Tools } from "./task";

/** A task of which nothing is here yet. */
const WAITING: Task = {
  hasAnswer: false,
  follow: () => undefined,
  paint: () => undefined,
  panel: (c) => html`<p class="working" role="status">${c.t("state.loading")}</p>`,
  legend: () => nothing,
  sentence: () => "",
  unitAt: () => null,
  leave: () => undefined,
};

const FAILED: Task = {
  ...WAITING,
  panel: (c) => html`<div class="problem" role="alert"><strong>${c.t("error.unreachable")}</strong>
    <button type="button" class="quiet" @click=${() => location.reload()}>${c.t("error.retry")}</button></div>`,
};

type Left = Pick<State, "own" | "question" | "shown">;

export class TaskDesk {
  readonly #made: Map<TaskId, Task>;
  readonly #left = new Map<TaskId, Left>();
  #id: TaskId;

  constructor(
    private readonly tools: Tools,
    coverage: Task,
  ) {
    this.#made = new Map([["coverage", coverage]]);
    this.#id = tools.store.state.task;
  }

  get current(): Task {
    return this.#made.get(this.#id) ?? WAITING;
  }

  /** Opens a task as it was left. */
  choose(id: TaskId): void {
    const { task, own, question, shown } = this.tools.store.state;
    if (id === task) return;
    this.#left.set(task, { own, question, shown });
    const left = this.#left.get(id) ?? { own: {}, question: null, shown: null };
    this.tools.store.update({ task: id, at: null, ...left }, "push");
  }

  follow(state: State): void {
    if (state.task !== this.#id) {
      this.current.leave();
      this.#id = state.task;
      this.tools.answered();
    }
    if (this.#made.has(state.task)) this.current.follow(state);
    else void this.#load(state.task);
  }

  async #load(id: TaskId): Promise<void> {
    this.#made.set(id, WAITING);
    busy.begin(`task ${id}`);
    try {
      const { makeTask } = await import("./made");
      this.#made.set(id, makeTask(id, this.tools));
    } catch {
      this.#made.set(id, FAILED);
    } finally {
      busy.end(`task ${id}`);
    }
    if (this.#id === id) this.current.follow(this.tools.store.state);
    this.tools.refresh();
  }
}
