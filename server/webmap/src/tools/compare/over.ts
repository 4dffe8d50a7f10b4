/** A tool for the map as it stands: what is compared stays divided under it, as long as the address has it. */
import type { TemplateResult } from "lit-html";
import type { Context } from "../../panels/context";
import type { Own } from "../../state";
import type { MapTool } from "../tool";

export class OverCompared implements MapTool {
  #divided = false;

  constructor(
    private readonly over: MapTool,
    private readonly compared: MapTool,
  ) {}

  follow(kit: Own): void {
    if (kit["cmp"]) this.compared.follow(kit);
    else if (this.#divided) this.compared.leave();
    this.#divided = Boolean(kit["cmp"]);
    this.over.follow(kit);
  }

  panel(c: Context): TemplateResult {
    return this.over.panel(c);
  }

  leave(): void {
    if (this.#divided) this.compared.leave();
    this.#divided = false;
    this.over.leave();
  }
}
