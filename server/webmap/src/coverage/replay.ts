/** "How is this computed?": method, sources with their trust, and the same question elsewhere. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at } from "../api";
import type { Context } from "../panels/context";
import { trustTag } from "../panels/marks";
import type { Answer, ApiCall } from "./answer";

/** What an answer says of itself; `process` where it is that of an analysis. */
type Told = Pick<Answer, "method" | "inputs" | "trust" | "replay"> & Partial<Pick<Answer, "process">>;

const KINDS = ["api", "cli", "python"] as const;

/** The API call as a line for the shell; a quote inside the body is closed, escaped and opened again. */
export function curl({ method, path, body }: ApiCall, origin: string): string {
  if (body === undefined) return `curl '${origin}${path}'`;
  const json = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl -X ${method} '${origin}${path}' -H 'Content-Type: application/json' -d '${json}'`;
}

function lines({ api, cli, python }: Answer["replay"]): Partial<Record<(typeof KINDS)[number], string>> {
  return {
    ...(api && { api: curl({ ...api, path: at(api.path) }, location.origin) }),
    ...(cli && { cli }),
    ...(python && { python }),
  };
}

export class Replay {
  #copied = "";

  constructor(
    private readonly refresh: () => void,
    /** Before its ids, where two of them may be on the page. */
    private readonly prefix = "",
  ) {}

  render(c: Context, answer: Told, titles: Map<string, string>): TemplateResult {
    return html`<section class="src" aria-labelledby="${this.prefix}sources-title">
      <h3 id="${this.prefix}sources-title" ?hidden=${answer.inputs.length === 0}>${c.t("answer.sources")}</h3>
      <ul ?hidden=${answer.inputs.length === 0}>
        ${answer.inputs.map(
          (input) => html`<li>
            <span>${titles.get(input.layer) ?? input.layer}</span>
            ${input.data_date ? html`<span>· ${input.data_date}</span>` : nothing} ${trustTag(input.trust, c)}
            <span class="soft">${c.text(input.source_words ?? input.source)}</span>
          </li>`,
        )}
      </ul>
      <details class="how">
        <summary>${c.t("answer.how")}</summary>
        <p>${c.text(answer.method)}</p>
        <p>${c.t("answer.weakest")} ${trustTag(answer.trust, c)}</p>
        <p>${c.t("answer.replay")}</p>
        ${KINDS.map((kind) => [kind, lines(answer.replay)[kind]] as const).map(([kind, text]) => (text ? this.#line(c, kind, text) : nothing))}
        ${answer.process ? html`<p class="soft">${c.t("answer.process", { id: answer.process.id, version: answer.process.version })}</p>` : nothing}
      </details>
    </section>`;
  }

  #line(c: Context, kind: (typeof KINDS)[number], text: string): TemplateResult {
    const title = c.t(`replay.${kind}`);
    return html`<div class="replay">
      <div>
        <strong>${title}</strong>
        <button type="button" class="quiet" aria-label="${c.t("replay.copy")}: ${title}" @click=${(event: Event) => this.#copy(kind, text, event.currentTarget as Element)}>
          ${this.#copied === kind ? c.t("replay.copied") : c.t("replay.copy")}
        </button>
      </div>
      <pre tabindex="0" role="region" aria-label=${title}><code data-replay=${kind}>${text}</code></pre>
    </div>`;
  }

  async #copy(kind: string, text: string, button: Element): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return selectText(button.closest(".replay")?.querySelector("[data-replay]") ?? null);
    }
    this.#copied = kind;
    this.refresh();
    window.setTimeout(() => {
      this.#copied = "";
      this.refresh();
    }, 2000);
  }
}

/** Where the clipboard is closed to pages (plain HTTP), the text is selected for Ctrl+C instead. */
function selectText(element: Element | null): void {
  if (element) window.getSelection()?.selectAllChildren(element);
}
