/** Outline of the one thing looked at: the feature asked about or the row under the pointer. */
import type { Feature, FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as GlMap } from "maplibre-gl";
import { slotLayer } from "./canvas";
import { token } from "./theme";

const SOURCE = "found";

function addLayers(map: GlMap): void {
  map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  const before = slotLayer("found");
  map.addLayer(
    { id: "found-casing", type: "line", source: SOURCE, paint: { "line-color": "#ffffff", "line-width": 5.5 } },
    before,
  );
  map.addLayer(
    { id: "found-line", type: "line", source: SOURCE, paint: { "line-color": token("accent"), "line-width": 2.5 } },
    before,
  );
  map.addLayer(
    {
      id: "found-circle",
      type: "circle",
      source: SOURCE,
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 9,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": token("accent"),
        "circle-stroke-width": 3,
      },
    },
    before,
  );
}

/** Shows features as found, or nothing. */
export function setFound(map: GlMap, features: Feature[]): void {
  if (!map.getSource(SOURCE)) {
    if (features.length === 0) return;
    addLayers(map);
  }
  const data: FeatureCollection = { type: "FeatureCollection", features };
  map.getSource<GeoJSONSource>(SOURCE)?.setData(data);
}
