/** What is seen, for others: its address, a short one, and a piece of HTML for a page of one's own. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at, problemFrom, send, type Problem } from "../../api";
import * as busy from "../../busy";
import type { Context } from "../../panels/context";
import { context } from "../../panels/context";
import { cleanAddress, sheetText } from "../../sheet/sheet";
import { TOO_LONG } from "../../state";
import type { Tools } from "../../tasks/task";
import type { MapTool } from "../tool";

interface Share {
  href: string;
  expires: string;
}

/** Longer addresses are cut by mail programs and forms. */
const LONG = 1500;

export class ShareTool implements MapTool {
  /** The short address that was made, and of what. */
  #made: { of: string; share: Share } | null = null;
  #copied = "";
  #problem: Problem | null = null;

  constructor(private readonly tools: Tools) {
    // Where the map moves, its address changes.
    tools.map?.on("moveend", () => tools.store.state.tool === "share" && window.setTimeout(tools.refresh, 450));
  }

  follow(): void {
    window.setTimeout(this.tools.refresh, 450);
  }

  leave(): void {
    this.#problem = null;
    this.#copied = "";
  }

  panel(c: Context): TemplateResult {
    const address = cleanAddress();
    const short = this.#made?.of === address ? this.#made.share : null;
    const long = address.length > LONG;
    return html`${this.#field(c, "address", c.t("share.address"), address)}
      ${long && !short ? html`<p class="soft">${c.t("share.long", { n: c.f.count(address.length) })}</p>` : nothing}
      ${address.includes(`=${TOO_LONG}`) ? html`<p class="soft" role="note" data-lost>${c.t("share.lost")}</p>` : nothing}
      ${short
        ? html`${this.#field(c, "short", c.t("share.short"), short.href)}<p class="soft">${c.t("share.until", { date: c.f.moment(short.expires) })}</p>`
        : html`<button type="button" class=${long ? "primary" : "quiet"} data-make-share @click=${() => void this.#make(address)}>${c.t("share.make")}</button>`}
      ${this.#problem ? html`<div class="problem" role="alert"><strong>${c.t("error.refused")}</strong><p>${this.#problem.message}</p><a href=${at(`/session?f=html&lang=${c.lang}`)}>${c.t("share.session")}</a></div>` : nothing}
      <details class="how"><summary>${c.t("share.embed")}</summary>
        ${this.#field(c, "embed", c.t("share.html"), snippet(address, this.#title(c)))}
        <p class="soft">${c.t("share.embed.note")}</p>
      </details>`;
  }

  #title(c: Context): string {
    const { map, catalogue, store } = this.tools;
    return map ? sheetText(c, map, catalogue(), store.state).title : c.t("app.title");
  }

  #field(c: Context, name: string, title: string, value: string): TemplateResult {
    const copied = this.#copied === name;
    return html`<div class="share-field"><label for="share-${name}">${title}</label>
      <textarea id="share-${name}" readonly rows=${Math.min(6, Math.ceil(value.length / 34))} .value=${value} @focus=${(event: Event) => (event.target as HTMLTextAreaElement).select()}></textarea>
      <button type="button" class="quiet" data-copy=${name} aria-label="${c.t("replay.copy")}: ${title}" @click=${() => void this.#copy(name, value)}>${c.t(copied ? "replay.copied" : "replay.copy")}</button></div>`;
  }

  async #copy(name: string, value: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Where the clipboard is closed to pages (plain HTTP), the text is selected for Ctrl+C instead.
      return document.getElementById(`share-${name}`)?.focus();
    }
    this.#copied = name;
    this.tools.refresh();
  }

  async #make(address: string): Promise<void> {
    busy.begin("share");
    this.#problem = null;
    try {
      const path = new URL(address).pathname.slice(at("").length) + address.slice(new URL(address).origin.length + new URL(address).pathname.length);
      const title = this.#title(context(this.tools.store.state.lang)).slice(0, 200);
      const { document: share } = await send<Share>("POST", "/shares", { body: { address: path, title } });
      this.#made = { of: address, share };
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("share");
      this.tools.refresh();
    }
  }
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** The map in a page of others. */
function snippet(address: string, title: string): string {
  const url = new URL(address);
  const query = `${url.search}${url.search ? "&" : "?"}embed=1`;
  return `<iframe src="${escaped(`${url.origin}${url.pathname}${query}${url.hash}`)}" title="${escaped(title)}" width="700" height="450"></iframe>`;
}
