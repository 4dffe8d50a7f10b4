/** The coverage answer on the map: shares by unit or bands by distance, and the facilities counted. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";
import type { Paint } from "../state";
import { slotLayer } from "../map/canvas";
import { token } from "../map/theme";
import { shareField, type Answer } from "./answer";

/** Five steps of viridis, for shares below 20, 40, 60, 80 % and up to 100 %. */
export const SHARE_COLOURS = ["#46327e", "#365c8d", "#277f8e", "#4ac16d", "#d8e219"] as const;
const NO_SHARE = "#b8bab4";
const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const SOURCES = ["answer-units", "answer-bands", "answer-facilities"] as const;

/** Colours of the bands, nearest first: the light end of the same ramp is what is served best. */
export function bandColours(n: number): string[] {
  const ramp = [...SHARE_COLOURS].reverse();
  return Array.from({ length: n }, (_, i) => ramp[n <= ramp.length ? i : Math.floor((i * ramp.length) / n)] as string);
}

function shareColour(withinM: number): ExpressionSpecification {
  const share: ExpressionSpecification = ["get", shareField(withinM)];
  const steps = SHARE_COLOURS.slice(1).flatMap((colour, i) => [(i + 1) * 0.2, colour]);
  const step = ["step", share, SHARE_COLOURS[0], ...steps];
  return ["case", ["==", ["typeof", share], "number"], step, NO_SHARE] as unknown as ExpressionSpecification;
}

function bandColour(within: number[]): ExpressionSpecification {
  const colours = bandColours(within.length);
  const cases = within.flatMap((distance, i) => [["<=", ["get", "to_m"], distance + 0.5], colours[i]]);
  return ["case", ...cases, NO_SHARE] as unknown as ExpressionSpecification;
}

function addLayers(map: GlMap): void {
  for (const id of SOURCES) map.addSource(id, { type: "geojson", data: EMPTY });
  const before = slotLayer("answer");
  map.addLayer({ id: "answer-units", type: "fill", source: "answer-units", paint: { "fill-opacity": 0.88 } }, before);
  map.addLayer({ id: "answer-bands", type: "fill", source: "answer-bands", paint: { "fill-opacity": 0.72 } }, before);
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

/** Chooses what the answer's colours say: shares at one distance, or the bands. */
export function paintAnswer(map: GlMap, paint: Paint, within: number[], shownM: number): void {
  if (!map.getLayer("answer-units")) return;
  const bands = paint === "bands";
  map.setPaintProperty("answer-units", "fill-color", bands ? token("land") : shareColour(shownM));
  map.setPaintProperty("answer-units", "fill-opacity", bands ? 0 : 0.88);
  map.setPaintProperty("answer-units-line", "line-color", bands ? token("line") : "#ffffff");
  map.setPaintProperty("answer-bands", "fill-color", bandColour(within));
  map.setLayoutProperty("answer-bands", "visibility", bands ? "visible" : "none");
  map.setPaintProperty("answer-bands-line", "line-opacity", bands ? 0.75 : 0);
}
