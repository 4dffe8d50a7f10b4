// Encodes tiles by geojson-vt and vt-pbf: node geojsonvt.mjs FOLDER FILE LAYER PASSES z/x/y...
// FOLDER holds node_modules. Writes one line of JSON: the seconds of processor of each pass over
// all tiles, once each has been cut before, and the tiles.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, file, layer, passes, ...places] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/package.json`));
const { default: GeoJSONVT } = await import(pathToFileURL(require.resolve("geojson-vt")));
const { fromGeojsonVt } = require("vt-pbf");

const options = { maxZoom: 16, indexMaxZoom: 5, indexMaxPoints: 0, tolerance: 1, extent: 4096, buffer: 64 };
const data = JSON.parse(readFileSync(file));
const index = new GeoJSONVT(data, options);
const wanted = places.map((place) => place.split("/").map(Number));

function encoded() {
  return wanted.map((place) => {
    const tile = index.getTile(...place);
    return tile ? fromGeojsonVt({ [layer]: tile }, { version: 2, extent: 4096 }) : Buffer.alloc(0);
  });
}

let tiles = encoded();
const seconds = [];
for (let pass = 0; pass < Number(passes); pass += 1) {
  const before = process.cpuUsage();
  tiles = encoded();
  const used = process.cpuUsage(before);
  seconds.push((used.user + used.system) / 1e6);
}
const told = tiles.map((tile) => Buffer.from(tile).toString("base64"));
process.stdout.write(JSON.stringify({ seconds, tiles: told }));
