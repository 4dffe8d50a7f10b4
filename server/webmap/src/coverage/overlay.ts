/** The coverage answer on the map: shares by unit, bands by distance or roads reached in time, and the facilities counted. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, FilterSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import type { Measure } from "../limits";
import type { Paint } from "../state";
import { slotLayer } from "../map/canvas";
import { token } from "../map/theme";
import { shareField, type Answer } from "./answer";

/** Five steps of viridis, for shares below 20, 40, 60, 80 % and up to 100 %. */
export const SHARE_COLOURS = ["#46327e", "#365c8d", "#277f8e", "#4ac16d", "#d8e219"] as const;
const NO_SHARE = "#b8bab4";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const AREAS: FilterSpecification = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]];
const LINES: FilterSpecification = ["in", ["geometry-type"], ["literal", ["LineString", "MultiLineString"]]];
const SOURCES = ["answer-units", "answer-bands", "answer-facilities"] as const;

/** Colours of the bands, nearest first: the light end of the same ramp is what is served best. */
export function bandColours(n: number): string[] {
  const ramp = [...SHARE_COLOURS].reverse();
  if (n <= ramp.length) return ramp.slice(0, n);
  return Array.from({ length: n }, (_, i) => between(ramp, (i * (ramp.length - 1)) / (n - 1)));
}

/** The colour at a place between the steps of a ramp. */
function between(ramp: readonly string[], at: number): string {
  const [from, to] = [ramp[Math.floor(at)] ?? "", ramp[Math.ceil(at)] ?? ""];
  const mixed = [1, 3, 5].map((i) => {
    const [a, b] = [parseInt(from.slice(i, i + 2), 16), parseInt(to.slice(i, i + 2), 16)];
    return Math.round(a + (b - a) * (at % 1)).toString(16).padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}

/** What the colours are about: the limits asked, and the one shown. */
interface Reach {
  limits: number[];
  shown: number;
  measure: Measure;
}

function shareColour({ shown, measure }: Reach): ExpressionSpecification {
  const share: ExpressionSpecification = ["get", shareField(shown, measure)];
  const steps = SHARE_COLOURS.slice(1).flatMap((colour, i) => [(i + 1) * 0.2, colour]);
  const step = ["step", share, SHARE_COLOURS[0], ...steps];
  return ["case", ["==", ["typeof", share], "number"], step, NO_SHARE] as unknown as ExpressionSpecification;
}

function bandColour({ limits, measure }: Reach): ExpressionSpecification {
  const colours = bandColours(limits.length);
  const cases = limits.flatMap((limit, i) => [["<=", ["get", `to_${measure}`], limit + 0.5], colours[i]]);
  return ["case", ...cases, NO_SHARE] as unknown as ExpressionSpecification;
}

/** Wide enough to be seen over the whole region, and not a ribbon over houses; `more` for a line's edge. */
function roadWidth(more: number): ExpressionSpecification {
  const stops = [[5, 1.2], [8, 2.2], [11, 3.6], [15, 6.5]] as const;
  return ["interpolate", ["linear"], ["zoom"], ...stops.flatMap(([zoom, width]) => [zoom, width + more])] as unknown as ExpressionSpecification;
}

function addLayers(map: GlMap): void {
  for (const id of SOURCES) map.addSource(id, { type: "geojson", data: EMPTY });
  const before = slotLayer("answer");
  map.addLayer({ id: "answer-units", type: "fill", source: "answer-units", paint: { "fill-opacity": 0.88 } }, before);
  map.addLayer({ id: "answer-bands", type: "fill", source: "answer-bands", filter: AREAS, paint: { "fill-opacity": 0.72 } }, before);
  map.addLayer(
    { id: "answer-units-line", type: "line", source: "answer-units", paint: { "line-color": "#ffffff", "line-width": 0.6 } },
    before,
  );
  map.addLayer(
    {
      id: "answer-bands-line",
      type: "line",
      source: "answer-bands",
      paint: { "line-color": "#ffffff", "line-width": 1, "line-opacity": 0.75 },
    },
    before,
  );
  const road = { type: "line", source: "answer-bands", filter: LINES, layout: { "line-join": "round", "line-cap": "round" } } as const;
  map.addLayer({ ...road, id: "answer-roads-edge", paint: { "line-width": roadWidth(1.2), "line-opacity": 0.55 } }, slotLayer("point"));
  map.addLayer({ ...road, id: "answer-roads", paint: { "line-width": roadWidth(0) } }, slotLayer("point"));
  map.addLayer(
    {
      id: "answer-facilities",
      type: "circle",
      source: "answer-facilities",
      paint: {
        "circle-color": "#ffffff",
        "circle-stroke-color": "#14211f",
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 10, 1.3],
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 1.6, 9, 3, 13, 5.5],
      },
    },
    slotLayer("point"),
  );
}

/** Puts an answer on the map, or takes the last one away. */
export function setAnswer(map: GlMap, answer: Answer | null): void {
  if (!map.getSource("answer-units")) {
    if (!answer) return;
    addLayers(map);
  }
  const parts = [answer?.features.units, answer?.features.bands, answer?.features.facilities];
  SOURCES.forEach((id, i) => map.getSource<GeoJSONSource>(id)?.setData(parts[i] ?? EMPTY));
}

/** Chooses what the answer's colours say: shares within one limit, or what is reached within each. */
export function paintAnswer(map: GlMap, paint: Paint, reach: Reach): void {
  if (!map.getLayer("answer-units")) return;
  const bands = paint === "bands";
  map.setPaintProperty("answer-units", "fill-color", bands ? token("land") : shareColour(reach));
  map.setPaintProperty("answer-units", "fill-opacity", bands ? 0 : 0.88);
  map.setPaintProperty("answer-units-line", "line-color", bands ? token("line") : "#ffffff");
  map.setPaintProperty("answer-bands", "fill-color", bandColour(reach));
  map.setPaintProperty("answer-roads", "line-color", bandColour(reach));
  map.setPaintProperty("answer-roads-edge", "line-color", token("ink"));
  for (const id of ["answer-bands", "answer-roads", "answer-roads-edge"]) map.setLayoutProperty(id, "visibility", bands ? "visible" : "none");
  map.setPaintProperty("answer-bands-line", "line-opacity", bands ? 0.75 : 0);
}
