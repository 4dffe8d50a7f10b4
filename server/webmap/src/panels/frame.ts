/** The frame around the map: header note, language switch, question list, tools, footer, banner. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Key, Lang } from "../i18n";
import { TASK_IDS, type TaskId } from "../state";
import type { Strange } from "../catalogue";
import type { Context } from "./context";
import { drawing, icon } from "./marks";
import type { Sheet } from "./sheet";

const NAMED = 5;
/** So many modelled layers the note names; the others are in its hint. */
const FEW = 2;

/** The questions the page can answer; a new one becomes an entry here. */
const TASKS: Record<TaskId, { title: Key; hint: Key; sign: unknown }> = {
  build: { title: "task.build", hint: "task.build.hint", sign: icon.house },
  coverage: { title: "task.coverage", hint: "task.coverage.hint", sign: icon.reach },
  siting: { title: "task.siting", hint: "task.siting.hint", sign: icon.place },
  masterplan: { title: "task.masterplan", hint: "task.masterplan.hint", sign: icon.curve },
  change: { title: "task.change", hint: "task.change.hint", sign: icon.swap },
  scenario: { title: "task.scenario", hint: "task.scenario.hint", sign: icon.branch },
  analyses: { title: "task.analyses", hint: "task.analyses.hint", sign: icon.list },
};

export function headerView(c: Context, search: TemplateResult, modelled: readonly string[], choose: (lang: Lang) => void): TemplateResult {
  const button = (lang: Lang, name: string): TemplateResult =>
    html`<button type="button" lang=${lang} aria-pressed=${c.lang === lang ? "true" : "false"} aria-label=${name} @click=${() => choose(lang)}>
      ${lang.toUpperCase()}
    </button>`;
  const rest = modelled.length - FEW;
  const some = modelled.slice(0, FEW).join(", ") + (rest > 0 ? ` +${rest}` : "");
  return html`${search}${some ? html`<p class="note" title=${modelled.join(", ")}>${c.t("note.modelled", { layers: some })}</p>` : nothing}
    <div class="seg lang" role="group" aria-label=${c.t("lang.label")}>${button("id", "ID – Bahasa Indonesia")}${button("en", "EN – English")}</div>`;
}

export function tasksView(c: Context, current: TaskId, open: (id: TaskId) => void): TemplateResult {
  return html`<h2>${c.t("tasks.title")}</h2>
    ${TASK_IDS.map((id) => {
      const { title, hint, sign } = TASKS[id];
      return html`<button type="button" class="task" data-task=${id} aria-current=${id === current ? "true" : "false"} @click=${() => open(id)}>
        ${drawing(sign)}<span><strong>${c.t(title)}</strong><small>${c.t(hint)}</small></span>
      </button>`;
    })}`;
}

export function footView(c: Context, at: { lng: number; lat: number }, dates: string, attribution: string, licences: string): TemplateResult {
  return html`<span>${c.f.coordinate(at.lng, at.lat)}</span>${dates ? html`<span>${c.t("foot.data", { date: dates })}</span>` : nothing}
    ${attribution ? html`<span class="owners" title=${attribution}>© ${attribution}</span>` : nothing}
    <a href=${licences}>${c.t("foot.licences")}</a>`;
}

export function bannerView(c: Context, message: "offline" | "catalogue" | null, retry: () => void): TemplateResult | typeof nothing {
  if (!message) return nothing;
  return html`<p role="alert">${c.t(message === "offline" ? "banner.offline" : "banner.catalogue")} <button type="button" class="link" @click=${retry}>${c.t("error.retry")}</button></p>`;
}

/** What an address asked for and nobody can see; until someone puts it away. */
export function noticeView(c: Context, missing: Strange | null, close: () => void): TemplateResult | typeof nothing {
  if (!missing) return nothing;
  const unknown = missing.unknown.slice(0, NAMED).map((id) => id.slice(0, 60)).join(", ");
  const undrawn = missing.undrawn.slice(0, NAMED).map((layer) => c.text(layer.title)).join(", ");
  return html`<p role="status" class="missing">
    <span>${unknown ? c.t("notice.unknown", { names: unknown }) : nothing} ${undrawn ? c.t("notice.undrawn", { names: undrawn }) : nothing}</span>
    <button type="button" class="bare" aria-label=${c.t("notice.close")} @click=${close}>${drawing(icon.close)}</button>
  </p>`;
}

/** On a phone both columns are one sheet; these are its tabs and its handle. */
export function sheetView(c: Context, sheet: Sheet, hasTool: boolean): TemplateResult {
  const button = (id: Tab, title: string): TemplateResult =>
    html`<button type="button" data-tab=${id} aria-pressed=${sheet.tab === id ? "true" : "false"} @click=${() => sheet.choose(id)}>${title}</button>`;
  return html`<button type="button" class="handle" aria-label=${c.t("sheet.size")} @click=${() => sheet.grow()}></button>
    <div class="seg wide">${button("tasks", c.t("sheet.tasks"))}${button("answer", c.t("sheet.answer"))}${button("layers", c.t("sheet.layers"))}${hasTool ? button("tool", c.t("sheet.tool")) : nothing}</div>`;
}

export type Tab = "tasks" | "answer" | "layers" | "tool";
