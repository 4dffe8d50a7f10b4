/** Questions to the server: JSON in and out, and a Problem for everything that goes wrong. */

/** The path below which a proxy may publish the service; "" where it has the host to itself. */
const ROOT = document.documentElement.dataset["root"] ?? "";

/** A path of the service as this page must address it. */
export const at = (path: string): string => `${ROOT}${path}`;

/** The same as a full address, for MapLibre's worker; {z}, {x} and {y} stay as they are. */
export const whole = (path: string): string => location.origin + at(path);

/** A refusal (problem+json) or a server that cannot be reached. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly requestId: string,
  ) {
    super(message);
  }

  /** True when no answer came at all. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // Not every refusal has a JSON body: a proxy's 502 is HTML.
  }
  const detail = String(body["detail"] ?? body["title"] ?? response.statusText);
  const id = response.headers.get("X-Request-Id") ?? String(body["request_id"] ?? body["instance"] ?? "");
  return new Problem(detail, response.status, String(body["code"] ?? ""), id);
}

async function ask(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(String(error), 0, "unreachable", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

const JSON_TYPE = { Accept: "application/json, application/geo+json;q=0.9" };

/** A document of another server: nothing of ours is told to it. */
export function getForeign(url: string): Promise<unknown> {
  return ask(url, { credentials: "omit", referrerPolicy: "no-referrer" });
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask(at(path), { headers: JSON_TYPE, signal: signal ?? null }) as Promise<T>;
}

export function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { ...JSON_TYPE, "Content-Type": "application/json" };
  return ask(at(path), { method: "POST", headers, body: JSON.stringify(body), signal: signal ?? null }) as Promise<T>;
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";
