// Refuses catalogues whose keys differ, that hold empty phrases, or that lack a key the code asks for.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const problems = [];
const known = new Set();
// The phrases of the first page, and those that come with the tasks opened later.
for (const folder of ["", "tasks/"]) {
  const read = (lang) => JSON.parse(readFileSync(join(here, "i18n", folder, `${lang}.json`), "utf8"));
  const [id, en] = [read("id"), read("en")];
  for (const [name, left, right] of [["en", id, en], ["id", en, id]]) {
    for (const key of Object.keys(left)) if (!(key in right)) problems.push(`i18n/${folder}${name}.json lacks ${key}`);
  }
  for (const [name, texts] of [["id", id], ["en", en]]) {
    for (const [key, text] of Object.entries(texts)) if (!String(text).trim()) problems.push(`i18n/${folder}${name}.json: ${key} is empty`);
  }
  for (const key of Object.keys(id)) {
    if (known.has(key)) problems.push(`${key} stands in two catalogues`);
    known.add(key);
  }
}
const sources = readdirSync(join(here, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(here, "src", file), "utf8"))
  .join("\n");
const asked = new Set([...sources.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1]));
for (const key of asked) if (!known.has(key)) problems.push(`the code asks for ${key}, which no catalogue has`);
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
