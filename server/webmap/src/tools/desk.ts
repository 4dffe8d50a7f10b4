/** The tools of the map: at most one is open, beside any question; each is loaded when first opened. */
import { html, nothing, type TemplateResult } from "lit-html";
import * as busy from "../busy";
import type { Context } from "../panels/context";
import { drawing, icon } from "../panels/marks";
import type { Own, State } from "../state";
import type { Tools } from "../tasks/task";
import { TOOLS } from "./bar";
import type { MapTool, ToolId } from "./tool";

/** Tools for the map as it stands, compared or not. */
const TAKING = new Set<string | null>(["share", "sheet"]);

export class ToolDesk {
  readonly #made = new Map<ToolId, MapTool | "failed">();
  readonly #left = new Map<ToolId, Own>();
  readonly #box = document.getElementById("tool") as HTMLElement;
  #id: ToolId | null = null;
  #leads = false;

  constructor(
    private readonly tools: Tools,
    /** Told when a tool opens or closes. */
    private readonly changed: (open: boolean) => void,
  ) {}

  get current(): MapTool | null {
    const made = this.#id && this.#made.get(this.#id);
    return made && made !== "failed" ? made : null;
  }

  /** Opens a tool as it was left, or closes the one that is open. */
  toggle(id: ToolId): void {
    const { tool, kit } = this.tools.store.state;
    if (tool === id) return this.close();
    const { cmp = "", ...left } = this.#left.get(id) ?? {};
    // What is compared stays so while it is shared or taken away.
    const pair = TAKING.has(id) ? (kit["cmp"] ?? "") : cmp;
    this.tools.store.update({ tool: id, kit: pair ? { ...left, cmp: pair } : left }, "push");
  }

  close(): void {
    const { tool, kit } = this.tools.store.state;
    const back = TAKING.has(tool ?? "") && kit["cmp"];
    this.tools.store.update(back ? { tool: "compare", kit: { cmp: back } } : { tool: null, kit: {} }, "push");
    document.querySelector<HTMLElement>(`#tools [data-tool="${tool}"]`)?.focus();
  }

  follow({ tool, kit }: State, before: Own | null = null): void {
    if (tool !== this.#id) {
      this.current?.leave();
      if (this.#id && before) this.#left.set(this.#id, before);
      this.#id = tool;
      this.changed(tool !== null);
      this.#leads = before !== null;
      if (!tool) {
        delete document.body.dataset["tool"];
        this.#box.hidden = true;
      }
    }
    if (!tool) return;
    if (this.#made.has(tool)) this.#show(kit);
    else void this.#load(tool);
  }

  #show(kit: Own): void {
    this.#box.hidden = false;
    document.body.dataset["tool"] = this.current?.beside ? "beside" : "whole";
    this.current?.follow(kit);
    this.tools.refresh();
    // A person who opened it is led into it, not who opened its address.
    if (this.#leads) queueMicrotask(() => document.getElementById("tool-title")?.focus({ preventScroll: true }));
    this.#leads = false;
  }

  async #load(id: ToolId): Promise<void> {
    busy.begin(`tool ${id}`);
    try {
      const { makeTool } = await import("./made");
      if (!this.#made.has(id)) this.#made.set(id, makeTool(id, this.tools));
    } catch {
      this.#made.set(id, "failed");
    } finally {
      busy.end(`tool ${id}`);
    }
    if (this.#id === id) this.#show(this.tools.store.state.kit);
  }

  /** Escape closes, unless the tool has a use for the key. */
  key(event: KeyboardEvent): boolean {
    if (!this.#id) return false;
    if (this.current?.key?.(event)) return true;
    if (event.key !== "Escape") return false;
    this.close();
    return true;
  }

  /** What the open tool found, in one sentence. */
  said(c: Context): TemplateResult | null {
    const told = this.current?.sentence?.(c);
    return told ? html`<span data-by="tool">${told}</span>` : null;
  }

  panel(c: Context): TemplateResult | typeof nothing {
    const id = this.#id;
    const made = id && this.#made.get(id);
    if (!id || !made) return nothing;
    return html`<header>
        <h2 id="tool-title" tabindex="-1">${c.t(TOOLS[id].title)}</h2>
        <button type="button" class="bare" data-close aria-label=${c.t("tool.close")} title=${c.t("tool.close")} @click=${() => this.close()}>${drawing(icon.close)}</button>
      </header>
      ${made === "failed"
        ? html`<div class="problem" role="alert"><strong>${c.t("error.unreachable")}</strong> <button type="button" class="quiet" @click=${() => location.reload()}>${c.t("error.retry")}</button></div>`
        : made.panel(c)}`;
  }
}
