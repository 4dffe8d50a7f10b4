/** Starts the page: learns the catalogue, draws the map, keeps panels, map and address in step. */
import { getJson } from "./api";
import * as busy from "./busy";
import type { Catalogue } from "./catalogue";
import { atTime, defaultLayers, drawable, treePath } from "./catalogue";
import { groundOf } from "./map/basemap";
import { canDraw, createMap } from "./map/canvas";
import { mapLocale } from "./i18n";
import { Page } from "./page";
import { frameFrom } from "./state";
import { Store } from "./store";

async function start(): Promise<void> {
  const store = new Store();
  const wanted = getJson<Catalogue>(treePath(store.state));
  busy.begin("start");
  let catalogue: Catalogue;
  let failed = false;
  try {
    catalogue = await wanted;
  } catch {
    failed = true;
    catalogue = { groups: [], basemap: null, region: { bbox: null, title: { id: "", en: "" } } };
  }
  store.defaults = (underAnswer) => defaultLayers(catalogue, underAnswer);
  const asked = [...(store.state.layers?.keys() ?? [])];
  const known = new Set(drawable(catalogue).map((layer) => layer.id));
  const layers = new Map([...(store.state.layers ?? store.defaults(store.state.question !== null))].filter(([id]) => known.has(id)));
  store.update({ layers: store.state.time ? atTime(catalogue, layers, store.state.time) : layers }, "none");
  const container = document.getElementById("map") as HTMLElement;
  const ground = await groundOf(catalogue.basemap);
  const map = canDraw() ? createMap(container, frameFrom(location.search) ?? catalogue.region.bbox, mapLocale(store.state.lang), ground) : null;
  // For whoever looks at the map from outside: the tests, and people at the console.
  if (map) Object.assign(container, { map });
  const page = new Page(store, catalogue, map);
  if (failed) page.fail("catalogue");
  else page.miss(asked);
  page.run();
  if (store.state.embed) void import("./views/embed").then(({ embed }) => embed(store, map));
  busy.end("start");
}

void start();
