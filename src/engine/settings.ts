import * as z from "zod";

const Milliseconds = z.coerce.number().int().positive();

const Settings = z.object({
  /** How long a worker may be silent before its node execution is taken back. */
  LEASE_MS: Milliseconds.default(30_000),
  /** How long a queue message may take to arrive before another is sent; doubles with every one that is lost. */
  WAKE_TIMEOUT_MS: Milliseconds.default(10_000),
  /** Queue messages lost in a row before a run is given up as stalled. */
  WAKE_TRIES: z.coerce.number().int().positive().default(8),
  /** Node executions that one run may have under way at once, per user: the queue's flow control. */
  USER_PARALLELISM: z.coerce.number().int().positive().default(50),
  /** Runs of one user that may be under way at once, parts of other runs not counted; others wait in line. */
  USER_RUNS: z.coerce.number().int().positive().default(100),
  /** How long an ended run's log can be followed before its object forgets it. */
  LOG_RETENTION_MS: Milliseconds.default(7 * 24 * 60 * 60 * 1000),
});

export interface EngineSettings {
  leaseMs: number;
  wakeTimeoutMs: number;
  wakeTries: number;
  userParallelism: number;
  userRuns: number;
  logRetentionMs: number;
}

/** Reads the engine's own variables of the Worker's environment; each has a default. */
export function engineSettings(env: object): EngineSettings {
  const parsed = Settings.parse(env);
  return {
    leaseMs: parsed.LEASE_MS,
    wakeTimeoutMs: parsed.WAKE_TIMEOUT_MS,
    wakeTries: parsed.WAKE_TRIES,
    userParallelism: parsed.USER_PARALLELISM,
    userRuns: parsed.USER_RUNS,
    logRetentionMs: parsed.LOG_RETENTION_MS,
  };
}

/** Steps that one invocation runs at once: Workers allow six outgoing connections. */
export const WIDTH = 6;

/** Queue messages of one run that may be under way at once. */
export const MAX_WAKES = 10;

/** Pure node executions in one slice, between two commits: as many as a graph may have nodes, so only loops take more. */
export const SLICE = 1000;
