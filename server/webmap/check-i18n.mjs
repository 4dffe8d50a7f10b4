// Refuses catalogues whose keys differ, that hold empty phrases, or that lack a key the code asks for.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const read = (lang) => JSON.parse(readFileSync(join(here, "i18n", `${lang}.json`), "utf8"));
const [id, en] = [read("id"), read("en")];
const problems = [];
for (const [name, left, right] of [["en", id, en], ["id", en, id]]) {
  for (const key of Object.keys(left)) if (!(key in right)) problems.push(`i18n/${name}.json lacks ${key}`);
}
for (const [name, texts] of [["id", id], ["en", en]]) {
  for (const [key, text] of Object.entries(texts)) if (!String(text).trim()) problems.push(`i18n/${name}.json: ${key} is empty`);
}
const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(here, "src", file), "utf8"))
  .join("\n");
const asked = new Set([...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1]));
for (const key of asked) if (!(key in id)) problems.push(`the code asks for ${key}, which no catalogue has`);
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
