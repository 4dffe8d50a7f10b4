/** The page on paper: one sheet with the map as it stands, made when the browser prints. */
import { html, nothing, render } from "lit-html";
import type { Map as GlMap, StyleSpecification } from "maplibre-gl";
import type { Catalogue } from "../catalogue";
import { context } from "../panels/context";
import { swatch } from "../panels/marks";
import type { Store } from "../store";
import { addPhrases } from "../i18n";
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { INK, north, scale } from "./furniture";
import { inLight } from "./light";
import { comparedIn, groundMetres, mirrored, scaleBar, sheetText } from "./sheet";

/** Stands ready for Ctrl+P, which leaves no time to load anything. */
export function onPaper(store: Store, map: GlMap, catalogue: () => Catalogue): void {
  addPhrases({ id, en });
  const paper = document.createElement("section");
  paper.id = "paper";
  paper.hidden = true;
  document.body.append(paper);
  window.addEventListener("beforeprint", () => print(paper, store, map, catalogue()));
  window.addEventListener("afterprint", () => {
    paper.hidden = true;
    render(nothing, paper);
  });
}

/** Draws the right side of a divided map over the left one, with the line between them. */
function divide(pen: CanvasRenderingContext2D, map: GlMap | null, at: number): void {
  const { width, height } = pen.canvas;
  const x = Math.round(at * width);
  map?.redraw();
  pen.save();
  pen.beginPath();
  pen.rect(x, 0, width - x, height);
  pen.clip();
  if (map) pen.drawImage(map.getCanvas(), 0, 0, width, height);
  pen.restore();
  pen.fillStyle = "#ffffff";
  pen.fillRect(x - 2, 0, 4, height);
  pen.fillStyle = INK;
  pen.fillRect(x - 0.5, 0, 1, height);
}

/** Gives the map the colours it has by day, at once; what is given back undoes it. */
function byDay(map: GlMap): () => void {
  const now = map.getStyle();
  const day = inLight(now);
  const paint = (style: StyleSpecification, other: StyleSpecification): void =>
    style.layers.forEach((layer, i) => {
      const before = (other.layers[i]?.paint ?? {}) as Record<string, unknown>;
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        if (JSON.stringify(value) === JSON.stringify(before[name])) continue;
        map.setPaintProperty(layer.id, `${name}-transition` as never, { duration: 0, delay: 0 } as never);
        map.setPaintProperty(layer.id, name as never, value as never);
      }
    });
  if (day !== now) paint(day, now);
  return () => paint(now, day);
}

function print(paper: HTMLElement, store: Store, map: GlMap, catalogue: Catalogue): void {
  const c = context(store.state.lang);
  const text = sheetText(c, map, catalogue, store.state);
  const picture = document.createElement("canvas");
  const night = byDay(map);
  // The picture is there only in the turn in which it was drawn.
  map.redraw();
  const drawn = map.getCanvas();
  picture.width = drawn.width;
  picture.height = drawn.height;
  const pen = picture.getContext("2d");
  if (pen) {
    pen.drawImage(drawn, 0, 0);
    const pair = comparedIn(store.state);
    if (pair) divide(pen, mirrored(pair), pair.at);
    pen.strokeStyle = INK;
    pen.strokeRect(0.5, 0.5, picture.width - 1, picture.height - 1);
    // Of the canvas itself: the page may be laid out for paper by now, and the map have no width.
    const ratio = map.getPixelRatio();
    const [width, height] = [drawn.width / ratio, drawn.height / ratio];
    pen.scale(ratio, ratio);
    scale(pen, 16, height - 16, scaleBar(c, groundMetres(map), width / 4));
    north(pen, width - 26, 22, c.lang === "id" ? "U" : "N");
  }
  night();
  paper.hidden = false;
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", text.title);
  render(
    html`<h1>${text.title}</h1>
      ${text.sentence ? html`<p>${text.sentence}</p>` : nothing}
      <figure>${picture}</figure>
      <div class="paper-legend">${text.legend.map(
        ({ title, signs }) => html`<section>${signs.length === 1 && [title, ""].includes(signs[0]?.label ?? "") ? nothing : html`<h2>${title}</h2>`}<ul>${signs.map(({ colour, shape, label: said }) => html`<li>${swatch(colour, shape)} ${said || title}</li>`)}</ul></section>`,
      )}</div>
      ${text.table
        ? html`<table><thead><tr>${text.table.head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead><tbody>${text.table.rows.map((row) => html`<tr>${row.map((one) => html`<td>${one}</td>`)}</tr>`)}</tbody></table><p>${text.table.more}</p>`
        : nothing}
      <footer><p>${[text.sources, text.modelled].filter(Boolean).join(" · ")}</p><p>${text.printed} · ${text.address}</p></footer>`,
    paper,
  );
}
