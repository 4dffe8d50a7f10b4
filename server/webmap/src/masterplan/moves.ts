/** What programmes move, worked out by the service as a job: one by itself, or all of them ranked. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Answered } from "../asking/answered";
import * as busy from "../busy";
import { problemView, progressView } from "../asking/panel";
import type { Processes } from "../asking/process";
import { Runner } from "../asking/runner";
import { Replay } from "../coverage/replay";
import type { Context } from "../panels/context";
import type { Effect, Rank, Ranked, RankedRow } from "./plan";

const KEYS = { money: "per_billion", time: "per_month" } as const;

export class Moves {
  /** By programme. */
  effects: ReadonlyMap<string, Effect> = new Map();
  ranking: Ranked | null = null;
  readonly #runner: Runner;
  /** Which programme is asked about; "" is all of them. */
  #asked = "";
  /** How each effect is asked for elsewhere; "" is that of all. */
  readonly #calls = new Map<string, { answer: Answered; replay: Replay }>();
  #again: () => void = () => undefined;

  constructor(
    private readonly processes: Processes,
    private readonly refresh: () => void,
  ) {
    this.#runner = new Runner("masterplan effect", ({ answered }) => {
      if (answered) this.#take();
      this.refresh();
    });
  }

  /** Asks about a programme of a plan, or about all of them. */
  async ask(masterplan: string, on: string, programme = ""): Promise<void> {
    this.#asked = programme;
    this.#again = () => void this.ask(masterplan, on, programme);
    const inputs = { masterplan, on, ...(programme ? { programme } : {}) };
    // Busy from the first moment: whoever waits for the page waits for the effect.
    busy.begin("effects");
    const background = await this.processes.mayWrite();
    const asked = this.#runner.ask({ process: "effect", inputs, background });
    busy.end("effects");
    await asked;
  }

  #take(): void {
    const told = this.#runner.answer as unknown as Ranked & { method: Effect["method"] };
    const found = told.programmes.map((one): [string, Effect] => [one.programme.id, { ...one, method: told.method }]);
    this.effects = new Map([...this.effects, ...found]);
    if (!this.#asked) this.ranking = told;
    const answer = this.#runner.answer as Answered;
    this.#calls.set(this.#asked, { answer, replay: new Replay(this.refresh, `effect-${this.#asked || "all"}-`) });
  }

  forget(): void {
    this.#runner.forget();
    this.#calls.clear();
    this.effects = new Map();
    this.ranking = null;
  }

  /** How far it is, where this programme, or the ranking (""), was asked about. */
  progress(c: Context, programme: string): TemplateResult | typeof nothing {
    if (programme !== this.#asked) return nothing;
    const { phase } = this.#runner;
    return html`${progressView(c, phase, () => void this.#runner.cancel())} ${problemView(c, phase, this.#again)}`;
  }

  /** Sources of an effect, and the calls that give it elsewhere. */
  how(c: Context, programme: string): TemplateResult | typeof nothing {
    const call = this.#calls.get(programme);
    const titles = new Map(call?.answer.inputs.map(({ layer, title }) => [layer, c.text(title)]));
    return call ? call.replay.render(c, call.answer, titles) : nothing;
  }

  /** Programmes by what they bring for their money, or in a month. */
  table(c: Context, rank: Rank, quick: boolean): TemplateResult | typeof nothing {
    if (!this.ranking) return nothing;
    const key = KEYS[rank];
    const least = Number.NEGATIVE_INFINITY;
    const rows = this.ranking.rows.filter((one) => !quick || one.quick_win).sort((a, b) => (b[key] ?? least) - (a[key] ?? least));
    const { without_effect: without } = this.ranking;
    if (rows.length === 0) return html`<p class="soft">${c.t("plan.rank.none")}</p>`;
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${c.t("plan.rank")}><table class="effect" data-ranking=${rank}>
        <caption>${c.t(rank === "money" ? "plan.rank.money" : "plan.rank.time")}</caption>
        <thead><tr><th scope="col">${c.t("plan.programme")}</th><th scope="col">${c.t("col.change")}</th><th scope="col">${c.t("plan.ofgap")}</th>
          <th scope="col">${c.t("plan.perbillion")}</th><th scope="col">${c.t("plan.permonth")}</th></tr></thead>
        <tbody>${rows.map((row) => rowView(c, row))}</tbody>
      </table></div>
      ${without.length ? html`<ul class="said">${without.map(({ programme, reason }) => html`<li>${programme}: ${c.text(reason)}</li>`)}</ul>` : nothing}
      <p class="soft">${c.t("plan.rank.units")}</p> ${this.how(c, "")}`;
  }
}

function rowView(c: Context, row: RankedRow): TemplateResult {
  const number = (value: number | null): string => (value === null ? "–" : c.f.number(value));
  return html`<tr data-ranked=${`${row.programme} ${row.target}`}>
    <th scope="row">${c.text(row.name)} ${row.quick_win ? html`<span class="tag">${c.t("plan.quick")}</span>` : nothing}
      <br /><small>${c.text(row.indicator)} (${c.text(row.unit)})</small></th>
    <td>${number(row.towards)}</td><td>${row.share_of_gap === null ? "–" : c.f.share(row.share_of_gap)}</td>
    <td>${number(row.per_billion)}</td><td>${number(row.per_month)}</td></tr>`;
}
