/** What an answer is not: data of fewer units, nothing that fits, a true zero, or nothing known here at all. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Problem } from "../api";
import type { Answer } from "../coverage/answer";
import type { Context } from "./context";

/** Refusals that say: the question is sound, but there are no data where it was asked. */
const AWAY = /^(outside-region|no-(land-cover|plan|people|unit|network)|none-in-reach)$/;

export function standingView(c: Context, { standing }: Pick<Answer, "standing">): TemplateResult | typeof nothing {
  if (!standing) return nothing;
  const { kind, text, missing = [] } = standing;
  return html`<p class="band" role="note" data-standing=${kind}>${c.text(text)}${kind === "partial" && missing.length > 5 ? html`<details><summary>${c.t("state.missing", { n: c.f.count(missing.length) })}</summary>${missing.join(", ")}</details>` : nothing}</p>`;
}

/** The box of a question that lies outside the data, with a way back to them; null for any other trouble. */
export function emptyView(c: Context, problem: Problem): TemplateResult | null {
  if (!AWAY.test(problem.code)) return null;
  const home = document.querySelector<HTMLElement>("#tools [data-home]");
  return html`<div class="problem" role="alert" data-standing="outside">
    <strong>${c.t("state.outside")}</strong>
    <p>${problem.message}</p>
    ${home ? html`<button type="button" class="quiet" @click=${() => home.click()}>${c.t("state.extent")}</button>` : nothing}
  </div>`;
}
