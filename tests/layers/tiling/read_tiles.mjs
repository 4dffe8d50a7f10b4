// Decodes tiles by @mapbox/vector-tile: a JSON list of base64 in, of what each holds out.
import { pathToFileURL } from "node:url";

const parts = `${pathToFileURL(process.argv[2]).href}/`;
const { VectorTile } = await import(`${parts}@mapbox/vector-tile/index.js`);
const { PbfReader } = await import(`${parts}pbf/index.js`);

let text = "";
for await (const piece of process.stdin) text += piece;
const read = (base64) =>
  Object.fromEntries(
    Object.entries(new VectorTile(new PbfReader(Buffer.from(base64, "base64"))).layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, i) => layer.feature(i)).map((one) => ({
        id: one.id,
        type: one.type,
        properties: one.properties,
        geometry: one.loadGeometry().map((part) => part.map(({ x, y }) => [x, y])),
      })),
    ]),
  );
process.stdout.write(JSON.stringify(JSON.parse(text).map(read)));
