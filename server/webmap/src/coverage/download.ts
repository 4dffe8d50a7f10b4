/** The answer as files: its features as GeoJSON, its rows as CSV. */
import type { Answer, Part } from "./answer";

/** Gives a text to be kept as a file. */
export function save(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveFeatures(answer: Answer, part: Part): void {
  save(`penyangga-coverage-${part}.geojson`, "application/geo+json", JSON.stringify(answer.features[part]));
}

/** Quotes a cell; a cell that a spreadsheet would run as a formula is made plain text. */
function cell(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = String(value ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function rowsAsCsv(rows: readonly object[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => cell((row as Record<string, unknown>)[name])).join(","));
  return `${[names.join(","), ...lines].join("\r\n")}\r\n`;
}

export function saveRows(answer: Answer): void {
  save("penyangga-coverage.csv", "text/csv;charset=utf-8", rowsAsCsv(answer.rows));
}
