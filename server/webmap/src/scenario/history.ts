/** What was done to a scenario, so that it can be undone and done again, a hundred steps of it. */
import { again, type Edit, type NewEdit, type Scenario } from "./scenario";

const MOST = 100;

interface Step {
  did: "add" | "remove";
  edit: NewEdit;
}

/** What the service is asked to do. */
export type Deed = { add: NewEdit } | { remove: number };

const same = (edit: Edit, other: NewEdit): boolean => JSON.stringify(again(edit)) === JSON.stringify(other);

export class History {
  #past: Step[] = [];
  #future: Step[] = [];

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }

  /** Remembers an edit that was added or removed by hand: what was undone before is gone. */
  note(did: Step["did"], edit: Edit): void {
    this.#past = [...this.#past, { did, edit: again(edit) }].slice(-MOST);
    this.#future = [];
  }

  /** How the last step is undone; edits from before this page was opened are taken out from the last. */
  back({ edits }: Scenario): Deed | null {
    const last = edits.at(-1);
    const step = this.#past.at(-1) ?? (last && { did: "add" as const, edit: again(last) });
    return step ? deed(step.did === "add" ? "remove" : "add", step.edit, edits) : null;
  }

  forth({ edits }: Scenario): Deed | null {
    const step = this.#future.at(-1);
    return step ? deed(step.did, step.edit, edits) : null;
  }

  /** The step back was taken: it can be taken again. */
  wentBack({ edits }: Scenario): void {
    const last = edits.at(-1);
    const step = this.#past.pop() ?? (last && { did: "add" as const, edit: again(last) });
    if (step) this.#future = [...this.#future, step].slice(-MOST);
  }

  wentForth(): void {
    const step = this.#future.pop();
    if (step) this.#past = [...this.#past, step].slice(-MOST);
  }
}

function deed(what: Step["did"], edit: NewEdit, edits: readonly Edit[]): Deed | null {
  if (what === "add") return { add: edit };
  const found = edits.findLast((one) => same(one, edit));
  return found ? { remove: found.n } : null;
}
