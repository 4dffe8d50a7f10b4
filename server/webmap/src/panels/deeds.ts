/** What is done with an answer beside reading it: it is given to others, put on paper. */
import { html, type TemplateResult } from "lit-html";
import type { Store } from "../store";
import { TOOLS } from "../tools/bar";
import type { Context } from "./context";
import { drawing } from "./marks";

export function deedsView(c: Context, store: Store): TemplateResult {
  return html`<div class="acts" role="group" aria-label=${c.t("answer.deeds")}>
    ${(["share", "sheet"] as const).map((tool) => html`<button type="button" class="sign" data-deed=${tool} @click=${() => store.update({ tool, kit: {} }, "push")}>${drawing(TOOLS[tool].sign)} ${c.t(TOOLS[tool].title)}</button>`)}
  </div>`;
}
