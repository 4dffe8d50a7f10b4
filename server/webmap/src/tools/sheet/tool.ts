/** The map taken away: on paper, as a picture with its place in the world, as a page of PDF. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Map as GlMap } from "maplibre-gl";
import { problemFrom, type Problem } from "../../api";
import { problemView } from "../../asking/panel";
import { saveBlob } from "../../coverage/download";
import * as busy from "../../busy";
import type { Context } from "../../panels/context";
import { context } from "../../panels/context";
import { cleanAddress, scaleBar, sheetText, type SheetText } from "../../sheet/sheet";
import { rightSide } from "../../sheet/divided";
import { compose, FINENESS, FRAME, LEFT, RIGHT, shoot, worldFile, type Dpi, type Shot } from "../../sheet/picture";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import type { MapTool } from "../tool";
import { askPdf } from "./pdf";

const NAME = "penyangga";
/** Fine enough for paper, small enough to be sent. */
const FOR_PDF: Dpi = 200;
const FRESH_MS = 30_000;

export class SheetTool implements MapTool {
  #dpi: Dpi = 200;
  #title: string | null = null;
  #working = false;
  #last: { of: string; at: number; shots: Shot[] } | null = null;
  #problem: Problem | null = null;

  constructor(private readonly tools: Tools) {}

  follow(kit: Own): void {
    this.#dpi = FINENESS.find((one) => String(one) === kit["dpi"]) ?? 200;
    this.#title = kit["title"] ?? null;
  }

  leave(): void {
    this.#problem = null;
    this.#last = null;
  }

  #text(c: Context): SheetText | null {
    const { map, store, catalogue } = this.tools;
    if (!map) return null;
    const text = sheetText(c, map, catalogue(), store.state);
    return this.#title === null ? text : { ...text, title: this.#title };
  }

  panel(c: Context): TemplateResult {
    const { map } = this.tools;
    if (!map) return html`<p>${c.t("map.nowebgl")}</p>`;
    const keep = (change: Own): void => this.tools.store.update({ kit: { ...this.tools.store.state.kit, ...change } }, "replace");
    const typed = (event: Event): void => keep({ title: (event.target as HTMLInputElement).value.slice(0, 120) });
    return html`<label class="field wide sheet-title">${c.t("sheet.title")}<input id="sheet-title" maxlength="120" .value=${this.#text(c)?.title ?? ""} @change=${typed} /></label>
      <div class="seg wide" role="group" aria-label=${c.t("sheet.dpi")}>
        ${FINENESS.map((dpi) => html`<button type="button" data-dpi=${dpi} aria-pressed=${dpi === this.#dpi ? "true" : "false"} @click=${() => keep({ dpi: String(dpi) })}>${dpi} dpi</button>`)}
      </div>
      <div class="acts">
        <button type="button" data-save="png" ?disabled=${this.#working} @click=${() => void this.#png()}>${c.t("sheet.png")}</button>
        <button type="button" data-save="pgw" ?disabled=${this.#working} @click=${() => void this.#world()}>${c.t("sheet.world")}</button>
        <button type="button" data-save="pdf" ?disabled=${this.#working} @click=${() => void this.#pdf()}>${c.t("sheet.pdf")}</button>
        <button type="button" data-print ?disabled=${this.#working} @click=${() => window.print()}>${c.t("sheet.print")}</button>
      </div>
      ${this.#working ? html`<p class="working" role="status">${c.t("sheet.drawing")}</p>` : nothing}
      ${this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, () => this.#forget()) : nothing}
      <p class="soft">${c.t(rightSide(c) ? "sheet.note.pair" : "sheet.note")}</p>`;
  }

  #forget(): void {
    this.#problem = null;
    this.tools.refresh();
  }

  /** Draws the sheet and hands it on; nothing else can be pressed meanwhile. */
  async #drawn(dpi: Dpi, then: (shots: readonly Shot[], text: SheetText, c: Context) => Promise<void>): Promise<void> {
    const { map, store } = this.tools;
    const c = context(store.state.lang);
    const text = this.#text(c);
    if (!map || !text || this.#working) return;
    this.#working = true;
    this.#problem = null;
    busy.begin("sheet");
    this.tools.refresh();
    try {
      await then(await this.#shots(c, map, dpi), text, c);
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      this.#working = false;
      busy.end("sheet");
      this.tools.refresh();
    }
  }

  /** The map, or both sides of it; a picture and its world file are of the same drawing. */
  async #shots(c: Context, map: GlMap, dpi: Dpi): Promise<readonly Shot[]> {
    const of = `${dpi} ${cleanAddress()}`;
    if (this.#last?.of === of && Date.now() - this.#last.at <= FRESH_MS) return this.#last.shots;
    const right = rightSide(c);
    const shots = right ? [await shoot(map, dpi, LEFT), await shoot(right.map, dpi, RIGHT)] : [await shoot(map, dpi)];
    this.#last = { of, at: Date.now(), shots };
    return shots;
  }

  #png(): Promise<void> {
    const dpi = this.#dpi;
    return this.#drawn(dpi, async (shots, text, c) => saveBlob(`${NAME}-${dpi}dpi.png`, await blobOf(compose(c, shots, text, dpi), "image/png")));
  }

  #world(): Promise<void> {
    const dpi = this.#dpi;
    return this.#drawn(dpi, async ([shot]) => {
      if (shot) saveBlob(`${NAME}-${dpi}dpi.pgw`, new Blob([worldFile(shot.world, dpi)], { type: "text/plain" }));
    });
  }

  #pdf(): Promise<void> {
    return this.#drawn(FOR_PDF, async ([shot, other], text, c) => {
      if (!shot) return;
      const { width } = other ? LEFT : FRAME;
      const bar = scaleBar(c, shot.metres, width / 4);
      saveBlob(`${NAME}.pdf`, await askPdf("/map/sheet.pdf", [shot.canvas, ...(other ? [other.canvas] : [])], text, { share: bar.px / width, label: bar.label }));
    });
  }
}

export function blobOf(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large for this browser"))), type, quality));
}
