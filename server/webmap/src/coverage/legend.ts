/** The legend on the map while an answer is shown, in the words of the answer. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Paint } from "../state";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";
import type { Answer } from "./answer";
import { SHARE_COLOURS, bandColours } from "./overlay";

interface Legend {
  what: string;
  unit: string;
  shownM: number;
  paint: Paint;
  choose(paint: Paint): void;
}

export function answerLegend(c: Context, answer: Answer, legend: Legend): TemplateResult {
  const { paint } = legend;
  const option = (value: Paint, title: string): TemplateResult =>
    html`<button type="button" data-paint=${value} aria-pressed=${paint === value ? "true" : "false"} @click=${() => legend.choose(value)}>${title}</button>`;
  const values = { distance: c.f.distance(legend.shownM), what: legend.what };
  return html`<section class="legend" aria-label=${c.t("legend.title")}>
    <div class="seg" role="group" aria-label=${c.t("legend.paint")}>
      ${option("share", c.t("legend.share"))} ${option("bands", c.t("legend.bands"))}
    </div>
    <b>${paint === "share" ? c.t("legend.share.title", values) : c.t("legend.bands.title", { what: legend.what })}</b>
    ${paint === "share" ? shareRamp(c) : bandList(c, answer)}
    <p class="soft">
      ${swatch("#ffffff", "circle")} ${legend.what} ·
      ${c.t("legend.counts", { facilities: c.f.count(answer.n_facilities ?? answer.features.facilities.features.length), units: c.f.count(answer.features.units.features.length), unit: legend.unit })}
    </p>
  </section>`;
}

function shareRamp(c: Context): TemplateResult {
  return html`<svg class="ramp" viewBox="0 0 250 30" role="img" aria-label=${c.t("legend.share.ramp")}>
    ${SHARE_COLOURS.map((colour, i) => {
      const text = i === 4 ? "80–100 %" : String(i * 20);
      return svg`<rect class="step" x=${i * 50} width="48" height="12" rx="2" fill=${colour}/><text x=${i * 50} y="27">${text}</text>`;
    })}
  </svg>`;
}

function bandList(c: Context, answer: Answer): TemplateResult {
  const colours = bandColours(answer.totals.length);
  return html`<ul class="classes">
    ${answer.totals.map((total, i) => {
      const from = i ? (answer.totals[i - 1]?.within_m ?? 0) : 0;
      const label = c.t("legend.band", { from: c.f.distance(from), to: c.f.distance(total.within_m) });
      return html`<li>${swatch(colours[i] ?? "#000000", "fill")} ${label}</li>`;
    })}
    ${answer.totals.length ? nothing : html`<li>–</li>`}
  </ul>`;
}
