/** The buttons over the map: zoom, the whole region, and the tools. */
import { html, svg, type TemplateResult } from "lit-html";
import type { Key } from "../i18n";
import type { Context } from "../panels/context";
import { drawing } from "../panels/marks";
import { TOOL_IDS, type ToolId } from "./tool";

/** What a tool is called, and its sign. */
export const TOOLS: Record<ToolId, { title: Key; sign: unknown }> = {
  measure: { title: "tool.measure", sign: svg`<path d="m3 16 13-13 5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2"/>` },
  draw: { title: "tool.draw", sign: svg`<path d="M5 9 12 4l7 6-3 9H8z"/><path d="M9.500 15v-3M12 15v-5M14.500 15v-2"/>` },
  buffer: { title: "tool.buffer", sign: svg`<circle cx="12" cy="12" r="8.500" stroke-dasharray="3 2.500"/><circle cx="12" cy="12" r="2.500" fill="currentColor"/>` },
  reach: { title: "tool.reach", sign: svg`<circle cx="12" cy="13" r="7.500"/><path d="M12 9v4l3 2M10 3h4"/>` },
  compare: { title: "tool.compare", sign: svg`<path d="M12 3v18M4 6h5v12H4zM15 6h5v12h-5M9 12H7m8 0h2"/>` },
  nearby: { title: "tool.nearby", sign: svg`<path d="M4 5h16v14H4zM8 9h.01M11 9h6M8 12h.01M11 12h6M8 15h.01M11 15h6"/>` },
  assets: { title: "tool.assets", sign: svg`<path d="M12 13v8M9 21h6M8.500 9.500a5 5 0 0 1 0-6M15.500 9.500a5 5 0 0 0 0-6M5.500 12a9 9 0 0 1 0-11M18.500 12a9 9 0 0 0 0-11"/><circle cx="12" cy="6.500" r="1.500"/>` },
  share: { title: "tool.share", sign: svg`<circle cx="6" cy="12" r="2.500"/><circle cx="17" cy="6" r="2.500"/><circle cx="17" cy="18" r="2.500"/><path d="m8.200 10.800 6.600-3.600M8.200 13.200l6.600 3.600"/>` },
  sheet: { title: "tool.sheet", sign: svg`<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z"/>` },
};

const MORE = svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>`;

/** On a phone the tools are folded away behind one button. */
function setFolded(event: Event, folded: (was: boolean) => boolean): void {
  const bar = (event.currentTarget as HTMLElement).closest<HTMLElement>("#tools");
  const more = bar?.querySelector(".more");
  const isOpen = !folded(more?.getAttribute("aria-expanded") !== "true");
  more?.setAttribute("aria-expanded", String(isOpen));
}
const unfold = (event: Event): void => setFolded(event, (was) => !was);
const fold = (event: Event): void => setFolded(event, () => true);

export interface BarActions {
  zoom(by: number): void;
  home(): void;
  open(id: ToolId): void;
}

export function barView(c: Context, current: ToolId | null, act: BarActions): TemplateResult {
  return html`<button type="button" aria-label=${c.t("map.zoomin")} title=${c.t("map.zoomin")} @click=${() => act.zoom(1)}>+</button>
    <button type="button" aria-label=${c.t("map.zoomout")} title=${c.t("map.zoomout")} @click=${() => act.zoom(-1)}>−</button>
    <button type="button" class="word" data-home @click=${() => act.home()}>${c.t("map.home")}</button>
    <button type="button" class="more" aria-expanded="false" aria-label=${c.t("map.tools")} title=${c.t("map.tools")} @click=${unfold}>${drawing(MORE)}</button>
    ${TOOL_IDS.map((id) => {
      const title = c.t(TOOLS[id].title);
      return html`<button type="button" class="tool" data-tool=${id} aria-label=${title} title=${title} aria-pressed=${id === current ? "true" : "false"} @click=${(event: Event) => { fold(event); act.open(id); }}>${drawing(TOOLS[id].sign)}</button>`;
    })}`;
}
