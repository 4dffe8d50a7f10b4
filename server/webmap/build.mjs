// Builds the map page into ../static/webmap: our module and stylesheet, MapLibre's two modules,
// the label fonts and the list of licences, in a folder named after what is in it.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const parts = join(here, "node_modules");
const target = join(here, "..", "static", "webmap");
const FONTS = ["latin-400", "latin-600", "latin-700", "latin-ext-400", "latin-ext-600", "latin-ext-700"];
const SHIPPED = ["maplibre-gl", "lit-html", "@fontsource/noto-sans"];

// MapLibre finds its worker next to its own module, so both stay files of their own.
const besideUs = {
  name: "maplibre-beside-us",
  setup(builder) {
    builder.onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: "./maplibre-gl.mjs", external: true }));
  },
};

function licenceText(name) {
  const folder = join(parts, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version}\nLicence: ${license}\n\n${text}\n`;
}

function compressed(path) {
  const raw = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10 };
  writeFileSync(`${path}.gz`, gzipSync(raw, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(raw, { params }));
}

const bundle = await build({
  absWorkingDir: here,
  entryPoints: { map: "src/main.ts", style: "css/index.css", tasks: "css/tasks.css", tools: "css/tools.css", embed: "css/embed.css", print: "css/print.css" },
  // What a task needs beyond the first page is loaded with the task.
  splitting: true,
  chunkNames: "part-[hash]",
  metafile: true,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  outdir: "out",
  write: false,
  external: ["./fonts/*"],
  plugins: [besideUs],
});

const files = new Map(bundle.outputFiles.map((file) => [file.path.split("/").at(-1), file.contents]));
for (const name of ["maplibre-gl.mjs", "maplibre-gl-worker.mjs"]) {
  const source = readFileSync(join(parts, "maplibre-gl", "dist", name), "utf8");
  files.set(name, source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}
for (const name of FONTS) {
  const file = `noto-sans-${name}-normal.woff2`;
  files.set(`fonts/${file}`, readFileSync(join(parts, "@fontsource", "noto-sans", "files", file)));
}
for (const lang of ["id", "en"]) {
  files.set(`i18n/${lang}.json`, readFileSync(join(here, "i18n", `${lang}.json`)));
}
files.set("licences.txt", SHIPPED.map(licenceText).join(`\n${"=".repeat(72)}\n\n`));

const hash = createHash("sha256");
for (const [name, contents] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(name).update(contents);
const version = hash.digest("hex").slice(0, 12);

rmSync(target, { recursive: true, force: true });
for (const [name, contents] of files) {
  const path = join(target, version, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  if (/\.(js|mjs|css|json|txt)$/.test(name)) compressed(path);
}
cpSync(join(target, version, "licences.txt"), join(target, "licences.txt"));
// The parts that the first page needs at once, so that they are asked for together.
const first = new Set();
const walk = (path) => {
  for (const { path: part, kind, external } of bundle.metafile.outputs[path].imports) {
    if (kind !== "import-statement" || external || first.has(part)) continue;
    first.add(part);
    walk(part);
  }
};
walk("out/map.js");
const atOnce = [...first].map((path) => path.split("/").at(-1));
writeFileSync(join(target, "build.json"), `${JSON.stringify({ version, first: atOnce })}\n`);
const size = (...names) => Math.round(names.reduce((sum, name) => sum + gzipSync(files.get(name)).length, 0) / 102.4) / 10;
const later = [...files.keys()].filter((name) => name.startsWith("part-") && !atOnce.includes(name));
console.log(
  `server/static/webmap/${version}: map.js ${size("map.js", ...atOnce)} KB, style.css ${size("style.css")} KB, tasks ${size(...later, "tasks.css", "tools.css")} KB (gzip)`,
);
