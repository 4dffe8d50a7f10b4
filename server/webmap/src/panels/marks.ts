/** Small drawn signs: legend swatches, trust tags, icons, spinner. */
import { html, svg, nothing, type TemplateResult } from "lit-html";
import type { LegendEntry, Trust } from "../catalogue";
import type { Context } from "./context";

type Shape = LegendEntry["shape"];

/** A legend sign. A class that is only an outline looks like its line on the map. */
export function swatch(colour: string, shape: Shape): TemplateResult {
  const drawn =
    shape === "line"
      ? svg`<path d="M1 11 6 5l5 4 4-5" fill="none" stroke=${colour} stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`
      : shape === "circle"
        ? svg`<circle cx="8" cy="8" r="5" fill=${colour} class="edge"/>`
        : svg`<rect x="1.5" y="1.5" width="13" height="13" rx="3" fill=${colour} class="edge"/>`;
  return html`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">${drawn}</svg>`;
}

export function trustTag(trust: Trust | undefined, c: Context): TemplateResult | typeof nothing {
  if (!trust) return nothing;
  return html`<span class="tag" data-trust=${trust}>${c.t(`trust.${trust}`)}</span>`;
}

export const spinner = (label: string): TemplateResult => html`<span class="spinner" role="img" aria-label=${label}></span>`;

export const icon = {
  reach: svg`<circle cx="12" cy="12" r="3"/><circle cx="12" cy="12" r="8.500"/>`,
  chevron: svg`<path d="m6 9 6 6 6-6"/>`,
  close: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  previous: svg`<path d="m14 6-6 6 6 6"/>`,
  next: svg`<path d="m10 6 6 6-6 6"/>`,
};

export const drawing = (part: unknown): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${part}</svg>`;
