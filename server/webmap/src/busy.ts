/** What is under way: `data-busy` on the body while anything is. */
const pending = new Set<string>();

export function begin(what: string): void {
  pending.add(what);
  document.body.dataset["busy"] = "1";
}

export function end(what: string): void {
  pending.delete(what);
  if (pending.size === 0) delete document.body.dataset["busy"];
}

export const isPending = (what: string): boolean => pending.has(what);
