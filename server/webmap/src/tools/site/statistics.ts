/** The report on an area: people, zones, facilities, land cover; tables, bars, a file, and how it was found. */
import { html, nothing, type TemplateResult } from "lit-html";
import { at } from "../../api";
import { bars } from "../../asking/bars";
import { problemView } from "../../asking/panel";
import { rowsAsCsv, save } from "../../coverage/download";
import { Replay } from "../../coverage/replay";
import type { Context } from "../../panels/context";
import { Report, type LayerReport, type SiteReport } from "./report";

const FIRST = 8;

/** The layers whose classes are shown outright: the plan, what is served there, the newest land cover. */
function leading(layers: readonly LayerReport[]): LayerReport[] {
  const told = layers.filter(({ rows }) => rows.length > 0);
  const cover = told.filter(({ kind, theme }) => kind === "classes" && theme === "land");
  const newest = [...cover].sort((a, b) => b.data_date.localeCompare(a.data_date)).slice(0, 1);
  return [...told.filter(({ theme, kind }) => theme === "zoning" || (theme === "facilities" && kind === "points")), ...newest];
}

export class Statistics {
  readonly report: Report;
  readonly #replay: Replay;

  constructor(refresh: () => void) {
    this.report = new Report(refresh);
    this.#replay = new Replay(refresh, "tool-");
  }

  sentence(c: Context): string {
    const { answer } = this.report;
    if (!answer || this.report.isBusy) return "";
    const people = answer.layers.find(({ kind }) => kind === "people")?.total["people"];
    return c.t("site.sentence", { area: c.f.number(answer.site.area_ha), people: typeof people === "number" ? c.f.count(people) : "–" });
  }

  render(c: Context): TemplateResult {
    const { answer, problem, isBusy } = this.report;
    if (problem) return html`${problemView(c, { kind: "problem", problem }, () => void this.report.ask())}`;
    if (!answer) return isBusy ? html`<p class="working" role="status">${c.t("state.working")}</p>` : html``;
    const first = leading(answer.layers);
    const rest = answer.layers.filter((layer) => !first.includes(layer) && (layer.rows.length > 0 || layer.kind === "values"));
    return html`<div class="result" aria-busy=${isBusy ? "true" : "false"}>
      ${this.#big(c, answer)} ${first.map((layer) => this.#layer(c, layer))}
      ${rest.length ? html`<details class="how"><summary>${c.t("site.rest", { n: c.f.count(rest.length) })}</summary>${rest.map((layer) => this.#layer(c, layer))}</details>` : nothing}
      ${answer.notes.length ? html`<ul class="soft site-notes">${answer.notes.map((note) => html`<li>${c.text(note)}</li>`)}</ul>` : nothing}
      <div class="acts"><button type="button" data-get="csv" @click=${() => this.#save(c, answer)}>${c.t("download.rows")}</button></div>
      ${this.#replay.render(c, this.#told(answer), new Map(answer.layers.map((layer) => [layer.layer, c.text(layer.title)])))}
    </div>`;
  }

  #big(c: Context, { site, layers }: SiteReport): TemplateResult {
    const people = layers.find(({ kind }) => kind === "people");
    const density = people?.total["people_per_ha"];
    const features = layers.filter(({ theme }) => theme !== "boundaries").map(({ total }) => total["count"] ?? 0);
    return html`<div class="big" data-size="area"><strong>${c.f.number(site.area_ha)} ha</strong><span>${c.t("site.area")}<small>${c.t("site.border", { length: `${c.f.number(site.border_km)} km` })}</small></span></div>
      ${people && typeof people.total["people"] === "number"
        ? html`<div class="big" data-size="people"><strong>${c.f.count(people.total["people"])}</strong><span>${c.t("site.people")}${typeof density === "number" ? html`<small>${c.t("site.density", { n: c.f.number(density) })}</small>` : nothing}</span></div>`
        : nothing}
      <p class="soft">${c.t("site.counted", { layers: c.f.count(features.filter((n) => n > 0).length) })}</p>`;
  }

  #layer(c: Context, layer: LayerReport): TemplateResult {
    const { kind, rows, total } = layer;
    const column = kind === "lines" ? "length_km" : kind === "points" ? "count" : "share";
    const shown = rows.slice(0, FIRST).map((row) => ({ ...row, name: c.text(row.label) || String(row.class ?? "–") }));
    const all = total["count"];
    return html`<section data-site=${layer.layer}>
      <h3>${c.text(layer.title)}${typeof all === "number" ? html` <span class="soft">· ${c.t("site.features", { n: c.f.count(all) })}</span>` : nothing}</h3>
      ${kind === "values" ? html`<p>${c.t("site.values", { mean: c.f.value(total["mean"]), min: c.f.value(total["min"]), max: c.f.value(total["max"]), unit: layer.unit ?? "" })}</p>` : nothing}
      ${rows.length ? html`${bars(c, shown, column) ?? nothing} ${this.#table(c, layer)}` : nothing}
    </section>`;
  }

  #table(c: Context, layer: LayerReport): TemplateResult {
    const { kind, rows } = layer;
    const isPoints = kind === "points";
    const body = (some: typeof rows): TemplateResult => html`<table class="rows"><thead><tr><th scope="col">${c.t("site.class")}</th>
      ${isPoints ? html`<th scope="col">${c.t("site.count")}</th><th scope="col">${c.t("site.nearest")}</th>` : kind === "lines" ? html`<th scope="col">km</th>` : html`<th scope="col">ha</th><th scope="col">${c.t("site.share")}</th>`}</tr></thead>
      <tbody>${some.map((row) => html`<tr><th scope="row">${c.text(row.label) || String(row.class ?? "–")}</th>
        ${isPoints
          ? html`<td>${c.f.value(row.count)}</td><td class="word">${row.nearest_outside ? html`${row.nearest_outside.name ?? ""} ${c.f.distance(row.nearest_outside.distance_m)}` : "–"}</td>`
          : kind === "lines" ? html`<td>${c.f.value(row.length_km)}</td>` : html`<td>${c.f.value(row.area_ha)}</td><td>${row.share === undefined ? "–" : c.f.share(row.share)}</td>`}</tr>`)}</tbody></table>`;
    return html`<details class="how"><summary>${c.t("site.table", { n: c.f.count(rows.length) })}</summary>${body(rows)}</details>`;
  }

  #save(c: Context, { layers }: SiteReport): void {
    const lines = layers.flatMap((layer) => {
      const head = { layer: layer.layer, title: c.text(layer.title), class: "", label: "", count: "", area_ha: "", length_km: "", share: "", people: "", trust: layer.trust, data_date: layer.data_date };
      const totals = { ...head, class: "*", count: layer.total["count"] ?? "", area_ha: layer.total["area_ha"] ?? "", length_km: layer.total["length_km"] ?? "", people: layer.total["people"] ?? "" };
      const rows = layer.rows.map((row) => ({ ...head, class: row.class ?? "", label: c.text(row.label), count: row.count ?? "", area_ha: row.area_ha ?? "", length_km: row.length_km ?? "", share: row.share ?? "" }));
      return [totals, ...rows];
    });
    save("penyangga-site.csv", "text/csv;charset=utf-8", rowsAsCsv(lines));
  }

  #told({ layers, method, trust }: SiteReport): Parameters<Replay["render"]>[1] {
    const body = JSON.parse(this.report.wanted) as unknown;
    const path = at("/overlay");
    const code = `import json, urllib.request\n\nbody = ${JSON.stringify(JSON.stringify(body))}\ncall = urllib.request.Request("${location.origin}${path}", body.encode(), {"Content-Type": "application/geo+json"})\njson.load(urllib.request.urlopen(call))`;
    return { method, trust, inputs: layers.map((layer) => ({ ...layer })), process: { id: "overlay", version: "1" }, replay: { api: { method: "POST", path: "/overlay", body }, python: code } };
  }
}
