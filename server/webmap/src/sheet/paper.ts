/** The page on paper: one sheet with the map as it stands, made when the browser prints. */
import { html, nothing, render } from "lit-html";
import type { Map as GlMap, StyleSpecification } from "maplibre-gl";
import type { Catalogue } from "../catalogue";
import { context, type Context } from "../panels/context";
import { swatch } from "../panels/marks";
import type { Store } from "../store";
import { addPhrases } from "../i18n";
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { INK, north, scale } from "./furniture";
import { halved } from "./legend";
import { inLight } from "./light";
import { rightSide } from "./divided";
import { groundMetres, scaleBar, sheetText } from "./sheet";

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

/** The map as it is drawn now, by day, with scale and north. */
function pictureOf(c: Context, map: GlMap, called: string): HTMLCanvasElement {
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
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", called);
  return picture;
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
  const right = rightSide(c);
  const half = halved(text.legend, text.compared?.both ?? "");
  const legend = right ? [...half.left, ...half.right] : text.legend;
  const { left: one, right: other } = right?.captions ?? { left: text.title, right: "" };
  const figures = [{ picture: pictureOf(c, map, one), said: right ? one : "" }, ...(right ? [{ picture: pictureOf(c, right.map, other), said: other }] : [])];
  paper.hidden = false;
  render(
    html`<h1>${text.title}</h1>
      ${text.sentence ? html`<p>${text.sentence}</p>` : nothing}
      <div class="maps">${figures.map(({ picture, said }) => html`<figure>${said ? html`<figcaption>${said}</figcaption>` : nothing}${picture}</figure>`)}</div>
      <div class="paper-legend">${legend.map(
        ({ title, signs }) => html`<section>${signs.length === 1 && [title, ""].includes(signs[0]?.label ?? "") ? nothing : html`<h2>${title}</h2>`}<ul>${signs.map(({ colour, shape, label: said }) => html`<li>${swatch(colour, shape)} ${said || title}</li>`)}</ul></section>`,
      )}</div>
      ${text.table
        ? html`<table><thead><tr>${text.table.head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead><tbody>${text.table.rows.map((row) => html`<tr>${row.map((one) => html`<td>${one}</td>`)}</tr>`)}</tbody></table><p>${text.table.more}</p>`
        : nothing}
      <footer><p>${[text.sources, text.modelled].filter(Boolean).join(" · ")}</p><p>${text.printed} · ${text.address}</p></footer>`,
    paper,
  );
}
