/** Small drawn signs: legend swatches, trust tags, icons, spinner. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import { at } from "../api";
import type { LegendEntry, Trust } from "../catalogue";
import type { Context } from "./context";

type Shape = LegendEntry["shape"];

/** One square of the pictures of patterns, as the map has it. */
const SQUARE = 16;
const PATTERNS = 12;

/** A pattern over a sign, from the pictures that the map draws it with. */
function hatch(pattern: string | undefined): unknown {
  const number = Number(/^pattern-(\d+)$/.exec(pattern ?? "")?.[1] ?? 0);
  if (!number) return nothing;
  return svg`<svg x="2" y="2" width="12" height="12" viewBox="${(number - 1) * SQUARE} 0 ${SQUARE} ${SQUARE}"><image href=${at("/styles/sprite@2x.png")} width=${SQUARE * PATTERNS} height=${SQUARE}/></svg>`;
}

/** A legend sign. A class that is only an outline looks like its line on the map. */
export function swatch(colour: string, shape: Shape, pattern?: string): TemplateResult {
  const drawn =
    shape === "line"
      ? svg`<path d="M1 11 6 5l5 4 4-5" fill="none" stroke=${colour} stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`
      : shape === "circle"
        ? svg`<circle cx="8" cy="8" r="5" fill=${colour} class="edge"/>`
        : svg`<rect x="1.5" y="1.5" width="13" height="13" rx="3" fill=${colour} class="edge"/>${hatch(pattern)}`;
  return html`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">${drawn}</svg>`;
}

export function trustTag(trust: Trust | undefined, c: Context): TemplateResult | typeof nothing {
  if (!trust) return nothing;
  return html`<span class="tag" data-trust=${trust}>${c.t(`trust.${trust}`)}</span>`;
}

export const spinner = (label: string): TemplateResult => html`<span class="spinner" role="img" aria-label=${label}></span>`;

export const icon = {
  reach: svg`<circle cx="12" cy="12" r="3"/><circle cx="12" cy="12" r="8.500"/>`,
  house: svg`<path d="M4 11 12 4l8 7M6 9.500V20h12V9.500M10 20v-5h4v5"/>`,
  place: svg`<path d="M12 21s-6.500-5.600-6.500-11a6.500 6.500 0 0 1 13 0c0 5.400-6.500 11-6.500 11z"/><path d="M12 7v6M9 10h6"/>`,
  curve: svg`<path d="M4 4v16h16M7 15l4-5 3 3 5-7"/>`,
  swap: svg`<path d="M4 8h13l-3-3M20 16H7l3 3"/>`,
  branch: svg`<circle cx="6" cy="5" r="2"/><circle cx="6" cy="19" r="2"/><circle cx="18" cy="9" r="2"/><path d="M6 7v10M18 11c0 4-6 3-11 6"/>`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01"/>`,
  yes: svg`<path d="m5 13 4.500 4.500L19 7"/>`,
  part: svg`<path d="M12 4v10M12 19h.01"/>`,
  unknown: svg`<path d="M9 9a3 3 0 1 1 4.500 2.600c-1 .600-1.500 1.200-1.500 2.400M12 18.500h.01"/>`,
  chevron: svg`<path d="m6 9 6 6 6-6"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  previous: svg`<path d="m14 6-6 6 6 6"/>`,
  next: svg`<path d="m10 6 6 6-6 6"/>`,
};

export const drawing = (part: unknown): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${part}</svg>`;
