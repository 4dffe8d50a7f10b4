/** One analysis under way: asked while one waits, or as a job that goes on by itself. */
import { getJson, isAbort, Problem, problemFrom, send } from "../api";
import * as busy from "../busy";
import type { Answered } from "./answered";

export interface Job {
  jobID: string;
  processID: string;
  status: "accepted" | "running" | "successful" | "failed" | "dismissed";
  message: string;
  progress: number;
  created: string;
  started?: string;
  estimatedSeconds?: number;
  code?: string;
}

export type Phase = { kind: "idle" } | { kind: "asking"; slow: boolean } | { kind: "job"; job: Job } | { kind: "problem"; problem: Problem };

/** What is asked, and how. */
export interface Asking {
  process: string;
  inputs: Record<string, unknown> | ((signal: AbortSignal) => Promise<Record<string, unknown>>);
  /** Goes on as a job when it takes longer. */
  background: boolean;
  scenario?: string;
}

const SLOW_MS = 300;
const POLL_MS = 800;
/** So long a job may take before the page shows it as one. */
const WAIT_S = 1;
const IDLE: Phase = { kind: "idle" };

const isOver = (job: Job): boolean => job.status !== "accepted" && job.status !== "running";

const isJob = (document: Answered | Job): document is Job => "jobID" in document;

/** Seconds a job will still take, as far as can be told; 0 where it takes longer than was to be expected. */
export function secondsLeft(job: Job, now: number): number | null {
  if (!job.started) return null;
  const gone = (now - Date.parse(job.started)) / 1000;
  if (job.estimatedSeconds) return gone < job.estimatedSeconds ? Math.max(1, job.estimatedSeconds - gone) : 0;
  return job.progress >= 5 ? Math.max(1, (gone * (100 - job.progress)) / job.progress) : null;
}

export class Runner {
  phase: Phase = IDLE;
  answer: Answered | null = null;
  #abort: AbortController | null = null;

  constructor(
    private readonly name: string,
    /** Called at every change; an answer that came, and the job that it came or will come from. */
    private readonly changed: (what: { answered?: boolean; job?: string }) => void,
  ) {}

  get isBusy(): boolean {
    return this.phase.kind === "asking" || this.phase.kind === "job";
  }

  /** Asks; an older question is given up. */
  ask(asking: Asking): Promise<void> {
    const home = asking.scenario ? `/scenarios/${encodeURIComponent(asking.scenario)}` : "";
    const path = `${home}/processes/${encodeURIComponent(asking.process)}/execution`;
    return this.#during(async (signal) => {
      const background = asking.background && !asking.scenario;
      const headers = background ? { Prefer: `respond-async, wait=${WAIT_S}` } : {};
      const inputs = typeof asking.inputs === "function" ? await asking.inputs(signal) : asking.inputs;
      const got = await send<Answered | Job>("POST", path, { body: { inputs }, signal, headers });
      if (isJob(got.document)) return this.#wait(got.document, signal);
      const [, job] = /\/jobs\/([^/?]+)$/.exec(got.location) ?? [];
      if (job) this.changed({ job });
      return got.document;
    });
  }

  /** Goes on with a job that was begun earlier. */
  resume(id: string): Promise<void> {
    return this.#during(async (signal) => this.#wait(await getJson<Job>(`/jobs/${encodeURIComponent(id)}`, signal), signal));
  }

  /** Stops the job, or the waiting. */
  async cancel(): Promise<void> {
    const job = this.phase.kind === "job" ? this.phase.job : null;
    this.stop();
    this.changed({ job: "" });
    if (job) await send("DELETE", `/jobs/${encodeURIComponent(job.jobID)}`).catch(() => undefined);
  }

  /** Forgets what is under way, and the answer. */
  forget(): void {
    this.stop();
    this.answer = null;
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.phase = IDLE;
    busy.end(this.name);
  }

  async #during(work: (signal: AbortSignal) => Promise<Answered>): Promise<void> {
    this.#abort?.abort();
    const mine = (this.#abort = new AbortController());
    this.phase = { kind: "asking", slow: false };
    busy.begin(this.name);
    const timer = window.setTimeout(() => {
      if (this.#abort === mine && this.phase.kind === "asking") this.phase = { kind: "asking", slow: true };
      this.changed({});
    }, SLOW_MS);
    this.changed({});
    try {
      const answer = await work(mine.signal);
      if (this.#abort !== mine) return;
      this.answer = answer;
      this.phase = IDLE;
      this.changed({ answered: true });
    } catch (error) {
      if (isAbort(error) || this.#abort !== mine) return;
      this.phase = { kind: "problem", problem: problemFrom(error) };
      this.changed({});
    } finally {
      window.clearTimeout(timer);
      if (this.#abort === mine) busy.end(this.name);
    }
  }

  async #wait(first: Job, signal: AbortSignal): Promise<Answered> {
    let job = first;
    const path = `/jobs/${encodeURIComponent(job.jobID)}`;
    this.changed({ job: job.jobID });
    while (!isOver(job)) {
      this.phase = { kind: "job", job };
      this.changed({});
      await new Promise((done) => window.setTimeout(done, POLL_MS));
      signal.throwIfAborted();
      job = await getJson<Job>(path, signal);
    }
    if (job.status !== "successful") throw new Problem(job.message, 500, job.code ?? job.status, job.jobID);
    return getJson<Answered>(`${path}/results`, signal);
  }
}
