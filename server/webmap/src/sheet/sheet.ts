/** What a printed or saved map says beside its picture: title, sentence, legend, dates, sources, address. */
import type { Map as GlMap } from "maplibre-gl";
import { drawable, type Catalogue, type LayerEntry, type LegendEntry } from "../catalogue";
import type { Context } from "../panels/context";
import { tokenOf } from "../map/classes";
import type { State } from "../state";
import { pairFrom, type Pair } from "../tools/compare/pair";
import { rightSide, type Captions } from "./divided";

export interface Sign {
  colour: string;
  shape: LegendEntry["shape"];
  label: string;
}

export interface Group {
  title: string;
  signs: Sign[];
  /** The side of a divided map that alone has it. */
  side: "left" | "right" | "";
}

export interface SheetText {
  lang: string;
  title: string;
  /** The answer in one sentence; may be empty. */
  sentence: string;
  legend: Group[];
  /** How the two sides of a divided map are called. */
  compared: (Captions & { both: string }) | null;
  /** The first table of the answer, as far as there is room. */
  table: { head: string[]; rows: string[][]; more: string } | null;
  /** Dates of the data, who is named for them, what is modelled. */
  sources: string;
  modelled: string;
  printed: string;
  address: string;
}

/** So many classes of one layer find room. */
const MOST = 24;

const squeezed = (text: string | null | undefined): string => (text ?? "").replace(/\s+/g, " ").trim();

/** What takes the map away as it stands: not a part of what is seen. */
const TAKING = /^(share|sheet)$/;

/** The address of what is seen, without a tool that is open over it. */
export function cleanAddress(): string {
  const url = new URL(location.href);
  const taken = TAKING.test(url.searchParams.get("tool") ?? "");
  const kept = [...url.searchParams].flatMap(([name, value]): [string, string][] => {
    if (name === "embed" || (taken && name === "tool")) return [];
    if (!taken && url.searchParams.has("tool")) return [[name, value]];
    return name === "x.cmp" ? [["cmp", value]] : name.startsWith("x.") ? [] : [[name, value]];
  });
  url.search = new URLSearchParams(kept).toString();
  return url.href.replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%7C/g, "|").replace(/%7E/g, "~").replace(/%40/g, "@");
}

/** The classes of a layer that are on the screen; a layer without classes is one sign. */
function signsOf(c: Context, map: GlMap, entry: LayerEntry, chosen: readonly string[] | undefined): Sign[] {
  const field = entry.class_field;
  const styles = entry.style.filter(({ type, id }) => type !== "symbol" && map.getLayer(id)).map(({ id }) => id);
  const seen = field && entry.kind === "vector" && styles.length ? new Set(map.queryRenderedFeatures({ layers: styles }).map(({ properties }) => String(properties[field]))) : null;
  const there = entry.legend.filter(({ value }) => !seen || entry.legend.length === 1 || seen.has(String(value))).filter((one) => !chosen || chosen.includes(tokenOf(one)));
  // Where the map writes the codes, the legend explains them.
  const coded = field !== null && entry.label_field === field;
  const signs = there.slice(0, MOST).map(({ colour, shape, label, value }) => ({ colour, shape, label: coded && value ? `${value}  ${c.text(label)}` : c.text(label) }));
  const rest = there.length - signs.length;
  return rest > 0 ? [...signs, { colour: "#ffffff", shape: "fill", label: c.t("sheet.more", { n: rest }) }] : signs;
}

/** The legend of an answer, as it stands on the map, and what its panel explains of the map. */
function answerSigns(side: Group["side"]): Group[] {
  const boxes = [...document.querySelectorAll<HTMLElement>("#answer [data-legend], #legend")];
  return boxes.flatMap((box) => signsIn(box, box.id === "legend" ? side : ""));
}

function signsIn(box: HTMLElement, side: Group["side"]): Group[] {
  const title = box.dataset["legend"] ?? squeezed([...box.querySelectorAll("b")].map((one) => one.textContent).join(" · "));
  const colourOf = (part: Element): string => part.querySelector("[fill]:not([fill=none])")?.getAttribute("fill") ?? part.querySelector("[stroke]")?.getAttribute("stroke") ?? "#777777";
  const shapeOf = (part: Element): Sign["shape"] => (part.querySelector("circle") ? "circle" : part.querySelector("path") ? "line" : "fill");
  const listed = [...box.querySelectorAll("li")].map((part) => ({ colour: colourOf(part), shape: shapeOf(part), label: squeezed(part.textContent) }));
  const steps = [...box.querySelectorAll(".ramp rect.step")];
  const texts = [...box.querySelectorAll(".ramp text")];
  const ramp = steps.map((step, i): Sign => ({ colour: step.getAttribute("fill") ?? "#777777", shape: "fill", label: squeezed(texts[i]?.textContent) }));
  const signs = [...listed, ...ramp].filter(({ label }) => label);
  return signs.length ? [{ title, signs, side }] : [];
}

const [ROWS, COLUMNS] = [14, 5] as const;

/** What the answer lists first, in the words and the order it has on the page. */
function answerTable(c: Context, within: string): SheetText["table"] {
  const table = document.querySelector<HTMLTableElement>(`${within} table`);
  const cells = (row: Element): string[] => [...row.querySelectorAll("th, td")].slice(0, COLUMNS).map((cell) => squeezed(cell.textContent).slice(0, 60));
  const head = table?.querySelector("thead tr");
  const rows = [...(table?.querySelectorAll("tbody tr") ?? [])];
  if (!head || rows.length === 0) return null;
  const rest = rows.length - ROWS;
  return { head: cells(head), rows: rows.slice(0, ROWS).map(cells), more: rest > 0 ? c.t("sheet.rows", { n: rest }) : "" };
}

/** The sets of layers that are compared, also while what is seen is shared or taken away. */
export const comparedIn = ({ tool, kit }: Pick<State, "tool" | "kit">): Pair | null => (tool === "compare" || TAKING.test(tool ?? "") ? pairFrom(kit["cmp"] ?? "") : null);

/** The side that a layer is on alone. */
function sideOf(id: string, pair: Pair | null): "left" | "right" | "" {
  const [left, right] = [pair?.left.includes(id) ?? false, pair?.right.includes(id) ?? false];
  return left === right ? "" : left ? "left" : "right";
}

export function sheetText(c: Context, map: GlMap, catalogue: Catalogue, state: State): SheetText {
  const pair = comparedIn(state);
  const right = rightSide(c);
  const sides = { left: map, right: right?.map ?? map };
  const on = drawable(catalogue).filter(({ id, minzoom }) => (state.layers?.has(id) || pair?.left.includes(id) || pair?.right.includes(id)) && minzoom <= map.getZoom());
  const legend = on.map((entry): Group => {
    const side = sideOf(entry.id, pair);
    const title = c.text(entry.title);
    return { title: side ? `${c.t(`compare.${side}`)}: ${title}` : title, signs: signsOf(c, sides[side || "left"], entry, state.filters.get(entry.id)), side };
  });
  const years = [...new Set(on.map(({ data_date }) => data_date.slice(0, 4)).filter(Boolean))].sort();
  const dates = years.length > 1 ? `${years[0]}–${years.at(-1)}` : (years[0] ?? "");
  const owners = [...new Set([catalogue.basemap?.attribution ?? "", ...on.flatMap(({ attribution }) => attribution.split(/; */))].filter(Boolean))];
  const modelled = on.filter((entry) => entry.modelled).map(({ title }) => c.text(title));
  // A tool that found something is what the sheet is about, else the question.
  const byTool = document.querySelector("#said [data-by=tool]") !== null;
  const heading = squeezed(document.getElementById(byTool ? "tool-title" : "answer-title")?.textContent);
  const hasAnswer = squeezed(document.getElementById("said")?.textContent);
  const stamp = new Intl.DateTimeFormat(c.lang === "id" ? "id-ID" : "en-GB", { dateStyle: "long" }).format(new Date());
  const title = hasAnswer && heading ? heading : right?.captions.title || c.text(catalogue.region.title) || c.t("app.title");
  return {
    lang: c.lang,
    title,
    sentence: hasAnswer === title ? "" : hasAnswer,
    legend: [...answerSigns(right?.captions.answer ?? ""), ...legend.filter(({ signs }) => signs.length)],
    compared: right && { ...right.captions, both: c.t("compare.both") },
    table: hasAnswer ? answerTable(c, byTool ? "#tool" : "#answer") : null,
    sources: [dates && c.t("foot.data", { date: dates }), owners.length ? `© ${owners.join(", ")}` : ""].filter(Boolean).join(" · "),
    modelled: modelled.length ? c.t("sheet.modelled", { layers: modelled.join(", ") }) : "",
    printed: c.t("sheet.printed", { date: stamp }),
    address: cleanAddress(),
  };
}

/** Metres on the ground that one pixel of the screen spans at the middle of the map. */
export function groundMetres(map: GlMap): number {
  return (Math.cos((map.getCenter().lat * Math.PI) / 180) * 2 * Math.PI * 6_378_137) / (512 * 2 ** map.getZoom());
}

/** A round length for a scale bar of at most so many pixels. */
export function scaleBar(c: Context, metresPerPixel: number, mostPx: number): { px: number; label: string } {
  const most = metresPerPixel * mostPx;
  const ten = 10 ** Math.floor(Math.log10(most));
  const metres = ten * ([5, 3, 2].find((one) => one * ten <= most) ?? 1);
  return { px: metres / metresPerPixel, label: c.f.distance(metres) };
}
