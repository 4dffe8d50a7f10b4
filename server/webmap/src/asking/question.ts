/** What makes two questions one, what of a form is shown outright, and where the eye goes next. */
import { isNarrow } from "../panels/sheet";
import { defaultText, type InputDescription, type ProcessDescription } from "./process";

const NO_INPUT = { schema: {} } as InputDescription;

/** Focus goes to the title or the fault; on a phone, where the form fills the sheet, the answer comes into view. */
export function lead(to: string, answered: boolean): void {
  document.querySelector<HTMLElement>(to)?.focus({ preventScroll: answered });
  if (answered && isNarrow()) document.querySelector(".result")?.scrollIntoView({ block: "start" });
}

/** The same question has the same key, in whatever order it is written. */
export function keyOf(process: ProcessDescription, given: Readonly<Record<string, string>>): string {
  const entries = Object.entries(given).filter(([id, text]) => text !== defaultText(process.inputs[id] ?? NO_INPUT));
  return JSON.stringify([process.id, entries.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** What a person has to say, or will want to: not the roles that layers play. */
export function isOutright(process: ProcessDescription, id: string): boolean {
  const input = process.inputs[id];
  if (!input) return false;
  return input.minOccurs > 0 || ["region", "by", "mode", "within", "facilities"].includes(id) || (input["x-type"] !== "layer" && Object.keys(process.inputs).length <= 8);
}
