/** Assets of the town: how many stand how, each with what it last told, and how that went. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at as addressOf, getJson, problemFrom, type Problem } from "../../api";
import { problemView } from "../../asking/panel";
import * as busy from "../../busy";
import { drawable, type LayerEntry } from "../../catalogue";
import { rowsAsCsv, save } from "../../coverage/download";
import { setFound } from "../../map/found";
import type { Context } from "../../panels/context";
import { trustTag } from "../../panels/marks";
import type { Own } from "../../state";
import type { Tools } from "../../tasks/task";
import type { MapTool } from "../tool";
import type { Asset, AssetsDocument, Quantity, ReadingsDocument } from "./document";
import { seriesView } from "./series";

/** So near to an asset, a press means it. */
const NEAR_PX = 14;
const SHOWN = 100;
const CLOSE = 14;

export class AssetsTool implements MapTool {
  #layer = "";
  #told: AssetsDocument | null = null;
  #readings: ReadingsDocument | null = null;
  #problem: Problem | null = null;
  #asked = "";

  constructor(private readonly tools: Tools) {}

  get #offered(): LayerEntry[] {
    return drawable(this.tools.catalogue()).filter(({ theme, kind }) => theme === "assets" && kind === "vector");
  }

  get #kit(): Own {
    return this.tools.store.state.kit;
  }

  #keep(change: Own, history: "push" | "replace" = "replace"): void {
    const kit = Object.fromEntries(Object.entries({ ...this.#kit, ...change }).filter(([, value]) => value));
    this.tools.store.update({ kit }, history);
  }

  follow(kit: Own): void {
    this.#layer = (this.#offered.find(({ id }) => id === kit["of"]) ?? this.#offered[0])?.id ?? "";
    if (!this.#layer) return;
    this.tools.wear([this.#layer]);
    const asked = `${this.#layer} ${kit["a"] ?? ""}`;
    if (asked !== this.#asked) void this.#learn(asked, kit["a"] ?? "");
    else this.#mark();
  }

  leave(): void {
    this.#asked = "";
    if (this.tools.map) setFound(this.tools.map, []);
  }

  async #learn(asked: string, code: string): Promise<void> {
    this.#asked = asked;
    this.#problem = null;
    this.#readings = null;
    busy.begin("assets");
    try {
      if (this.#told?.layer !== this.#layer) this.#told = await getJson<AssetsDocument>(`/map/assets/${this.#layer}`);
      const readings = code ? await getJson<ReadingsDocument>(`/map/assets/${this.#layer}/${encodeURIComponent(code)}`) : null;
      if (this.#asked !== asked) return;
      this.#readings = readings;
      this.#mark();
    } catch (error) {
      this.#problem = problemFrom(error);
    } finally {
      busy.end("assets");
      this.tools.refresh();
    }
  }

  get #chosen(): Asset | undefined {
    return this.#told?.assets.find(({ code }) => code === this.#kit["a"]);
  }

  #mark(): void {
    const { map } = this.tools;
    const at = this.#chosen?.at;
    if (!map) return;
    setFound(map, at ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }] : []);
    if (at && (map.getZoom() < CLOSE - 4 || !map.getBounds().contains(at))) map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), CLOSE) });
  }

  click(at: [number, number]): boolean {
    const { map } = this.tools;
    if (!map || !this.#told) return false;
    const here = map.project(at);
    const far = (one: Asset): number => (one.at ? map.project(one.at).dist(here) : Infinity);
    const [nearest] = [...this.#listed].sort((a, b) => far(a) - far(b));
    if (!nearest || far(nearest) > NEAR_PX) return false;
    this.#keep({ a: nearest.code }, "push");
    return true;
  }

  get #listed(): Asset[] {
    const status = this.#kit["s"];
    return (this.#told?.assets ?? []).filter((one) => !status || one.status === status);
  }

  panel(c: Context): TemplateResult {
    const offered = this.#offered;
    if (offered.length === 0) return html`<p>${c.t("assets.nolayer")}</p><pre tabindex="0"><code>penyangga add FILE --as assets</code></pre>`;
    const told = this.#told;
    const problem = this.#problem ? problemView(c, { kind: "problem", problem: this.#problem }, () => void this.#learn(this.#asked, this.#kit["a"] ?? "")) : nothing;
    if (!told) return html`${problem}`;
    const choose = (event: Event): void => this.#keep({ of: (event.target as HTMLSelectElement).value, a: "", s: "" });
    return html`${offered.length > 1 ? html`<div class="field wide"><label for="assets-layer">${c.t("nearby.layer")}</label><select id="assets-layer" @change=${choose}>${offered.map(({ id, title }) => html`<option value=${id} ?selected=${id === this.#layer}>${c.text(title)}</option>`)}</select></div>` : nothing}
      ${problem} ${this.#chosen ? this.#one(c, told, this.#chosen) : this.#all(c, told)}`;
  }

  #all(c: Context, told: AssetsDocument): TemplateResult {
    const status = this.#kit["s"] ?? "";
    const listed = this.#listed;
    const csv = (): void => save(`penyangga-${told.layer}.csv`, "text/csv;charset=utf-8", rowsAsCsv(listed.map(({ at, ...rest }) => ({ ...rest, lon: at?.[0], lat: at?.[1] }))));
    return html`<p>${c.t("assets.n", { n: c.f.count(told.numberMatched) })} ${trustTag(told.trust, c)} <span class="soft">${told.data_date}</span></p>
      <div class="acts" role="group" aria-label=${c.t("assets.bystatus")}>
        <button type="button" aria-pressed=${status ? "false" : "true"} @click=${() => this.#keep({ s: "" })}>${c.t("assets.all")}</button>
        ${told.statuses.map((one) => html`<button type="button" data-status=${one.status} aria-pressed=${one.status === status ? "true" : "false"} @click=${() => this.#keep({ s: one.status })}>${this.#word(c, "status", one.status)} <b>${c.f.count(one.n)}</b></button>`)}
      </div>
      ${told.note ? html`<p>${c.text(told.note)}</p>` : nothing} ${told.observed ? nothing : this.#how(c, told)}
      <ol class="rows">${listed.slice(0, SHOWN).map((one) => html`<li><button type="button" class="row" data-asset=${one.code} @click=${() => this.#keep({ a: one.code }, "push")}>
        <span>${one.name ?? one.code} <small>${this.#word(c, "type", one.type)}</small></span><small>${this.#word(c, "status", one.status)}</small></button></li>`)}</ol>
      ${listed.length > SHOWN ? html`<p class="soft">${c.t("assets.first", { n: SHOWN, all: c.f.count(listed.length) })}</p>` : nothing}
      ${listed.length ? html`<div class="acts"><button type="button" data-save="csv" @click=${csv}>${c.t("download.rows")}</button></div>` : nothing}`;
  }

  #how(c: Context, told: AssetsDocument): TemplateResult {
    return html`<p class="soft" data-unobserved>${c.t("assets.noreadings")} ${c.text(told.how)}</p>`;
  }

  #one(c: Context, told: AssetsDocument, one: Asset): TemplateResult {
    const rows: [string, string | undefined][] = [[c.t("assets.code"), one.code], [c.t("assets.type"), this.#word(c, "type", one.type)], [c.t("assets.status"), this.#word(c, "status", one.status)], [c.t("assets.owner"), one.owner], [c.t("assets.installed"), one.installed]];
    const quantities = this.#readings?.quantities ?? [];
    const shown = quantities.find(({ quantity }) => quantity === this.#kit["q"]) ?? quantities[0];
    return html`<button type="button" class="link back" @click=${() => this.#keep({ a: "", q: "" }, "push")}>← ${c.t("assets.all")}</button>
      <h3 data-asset-shown=${one.code}>${one.name ?? one.code}</h3>
      <dl class="figures">${rows.filter(([, value]) => value).map(([title, value]) => html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>
      ${!told.observed ? this.#how(c, told) : this.#readings && quantities.length === 0 ? html`<p>${c.t("assets.silent")}</p>` : nothing}
      ${quantities.length ? html`<h3>${c.t("assets.latest")}</h3><ul class="rows">${quantities.map((reading) => this.#reading(c, reading, reading === shown))}</ul>` : nothing}
      ${shown ? seriesView(c, shown) : nothing}
      ${quantities.length ? html`<p class="soft">${c.t("assets.late.note")} <a href=${addressOf(`/map/assets/${told.layer}/${encodeURIComponent(one.code)}`)}>JSON</a></p>` : nothing}`;
  }

  #reading(c: Context, { quantity, value, unit, time, age_s, late }: Quantity, shown: boolean): TemplateResult {
    return html`<li><button type="button" class="row" data-quantity=${quantity} aria-pressed=${shown ? "true" : "false"} @click=${() => this.#keep({ q: quantity })}>
      <span>${quantity || c.t("assets.value")} <b>${c.f.number(value)} ${unit}</b></span>
      <small>${c.f.moment(time)} · ${c.t("assets.age", { time: age(c, age_s) })} ${late === null ? nothing : html`<span class="tag" data-late=${late}>${c.t(late ? "assets.late" : "assets.fresh")}</span>`}</small></button></li>`;
  }

  #word(c: Context, field: string, value: string | undefined): string {
    return value ? c.text(this.#told?.codes[field]?.[value]) || value : "";
  }
}

const DAY_S = 86_400;

/** Days where hours would be many. */
function age(c: Context, seconds: number): string {
  return seconds >= 2 * DAY_S ? c.t("assets.days", { n: c.f.count(Math.floor(seconds / DAY_S)) }) : c.f.time(Math.max(0, seconds));
}
