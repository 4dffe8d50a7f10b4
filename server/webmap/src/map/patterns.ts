/** The patterns over areas, under a name that no basemap's own pictures have. */

/** Fetched when a layer with patterns is first drawn. */
export const SPRITE = "own";

const named = (value: unknown): unknown => (Array.isArray(value) ? value.map(named) : /^pattern-\d+$/.test(String(value)) ? `${SPRITE}:${String(value)}` : value);

/** A paint whose patterns are those of our own pictures. */
export function ownPatterns(paint: Record<string, unknown>): Record<string, unknown> {
  return "fill-pattern" in paint ? { ...paint, "fill-pattern": named(paint["fill-pattern"]) } : paint;
}
