/** The legend on the map while an answer is shown, in the words of the answer. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { Paint } from "../state";
import type { Context } from "../panels/context";
import { swatch } from "../panels/marks";
import { isNarrow } from "../panels/sheet";
import { limitOf, type Answer } from "./answer";
import { SHARE_COLOURS, bandColours } from "./overlay";

interface Legend {
  what: string;
  unit: string;
  /** The limit shown, in words. */
  far: string;
  /** The mode of travel, in words. */
  by: string;
  paint: Paint;
  choose(paint: Paint): void;
}

export function answerLegend(c: Context, answer: Answer, legend: Legend): TemplateResult {
  const { paint } = legend;
  const option = (value: Paint, title: string): TemplateResult =>
    html`<button type="button" data-paint=${value} aria-pressed=${paint === value ? "true" : "false"} @click=${() => legend.choose(value)}>${title}</button>`;
  const values = { distance: legend.far, what: legend.what, by: legend.by };
  const bands = answer.mode ? "legend.roads" : "legend.bands";
  return html`<section class="legend" aria-label=${c.t("legend.title")}><details ?open=${!isNarrow()}>
    <summary><b>${paint === "share" ? c.t("legend.share.title", values) : c.t(`${bands}.title`, values)}</b></summary>
    <div class="seg" role="group" aria-label=${c.t("legend.paint")}>
      ${option("share", c.t("legend.share"))} ${option("bands", c.t(bands))}
    </div>
    ${paint === "share" ? shareRamp(c) : bandList(c, answer)}
    <p class="soft">
      ${swatch("#ffffff", "circle")} ${legend.what} ·
      ${c.t("legend.counts", { facilities: c.f.count(answer.n_facilities ?? answer.features.facilities.features.length), units: c.f.count(answer.features.units.features.length), unit: legend.unit })}
    </p>
  </details></section>`;
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
  const [measure, shape] = answer.mode ? (["s", "line"] as const) : (["m", "fill"] as const);
  return html`<ul class="classes">
    ${answer.totals.map((total, i) => {
      const before = answer.totals[i - 1];
      const from = c.f.limit(before ? limitOf(before) : 0, measure);
      const label = c.t("legend.band", { from, to: c.f.limit(limitOf(total), measure) });
      return html`<li>${swatch(colours[i] ?? "#000000", shape)} ${label}</li>`;
    })}
    ${answer.totals.length ? nothing : html`<li>–</li>`}
  </ul>`;
}
