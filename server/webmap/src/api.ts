/** Questions to the server: JSON in and out, and a Problem for everything that goes wrong. */

/** The path below which a proxy may publish the service; "" where it has the host to itself. */
const ROOT = document.documentElement.dataset["root"] ?? "";

/** A path of the service as this page must address it. */
export const at = (path: string): string => `${ROOT}${path}`;

/** The same as a full address, for MapLibre's worker; {z}, {x} and {y} stay as they are. */
export const whole = (path: string): string => location.origin + at(path);

/** What is wrong with one input. */
export interface Fault {
  input: string;
  detail: string;
}

/** A refusal (problem+json) or a server that cannot be reached. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly requestId: string,
    readonly faults: readonly Fault[] = [],
    /** What kind of trouble it is, in words. */
    readonly title = "",
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
  const faults = Array.isArray(body["faults"]) ? (body["faults"] as Fault[]) : [];
  return new Problem(detail, response.status, String(body["code"] ?? ""), id, faults, String(body["title"] ?? ""));
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(String(error), 0, "unreachable", "");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

const ask = async (url: string, init: RequestInit): Promise<unknown> => (await answerOf(url, init)).json();

/** JSON in the language of the page: what a refusal says is read by people. */
const wanted = (): Record<string, string> => ({
  Accept: "application/json, application/geo+json;q=0.9",
  "Accept-Language": document.documentElement.lang,
});

/** A document of another server: nothing of ours is told to it. */
export function getForeign(url: string): Promise<unknown> {
  return ask(url, { credentials: "omit", referrerPolicy: "no-referrer" });
}

export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask(at(path), { headers: wanted(), signal: signal ?? null }) as Promise<T>;
}

/** What a request may have beside its path. */
export interface Sent {
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** Sends a request of any method; gives its document, null where there is none, and where it is kept. */
export async function send<T>(method: string, path: string, { body, signal, headers }: Sent = {}): Promise<{ document: T; location: string }> {
  const sent = { ...wanted(), ...(body !== undefined && { "Content-Type": "application/json" }), ...headers };
  const response = await answerOf(at(path), { method, headers: sent, body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null });
  return { location: response.headers.get("Location") ?? "", document: (response.status === 204 ? null : await response.json()) as T };
}

/** Sends a document and takes a file. */
export async function blobFrom(path: string, body: unknown): Promise<Blob> {
  const headers = { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };
  return (await answerOf(at(path), { method: "POST", headers, body: JSON.stringify(body) })).blob();
}

export async function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return (await send<T>("POST", path, { body, ...(signal && { signal }) })).document;
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

/** Anything thrown, as a problem that can be shown. */
export const problemFrom = (error: unknown): Problem => (error instanceof Problem ? error : new Problem(String(error), 500, "", ""));
