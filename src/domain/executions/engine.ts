import type { NodeExecutionId, Output } from "#kernel/execution.ts";
import type { History } from "#kernel/history.ts";
import type { LogEntry, Status, WaitsFor } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Spent } from "#kernel/spent.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { DeadLetter, DeadLetterRecord } from "../dead-letters/dead-letter.ts";
import type { Decision, Review, ReviewFilter } from "../reviews/review.ts";
import type { Wish } from "./events.ts";
import type { ExecutionStats } from "./stats.ts";

/** Names the run and, by its owner, the object that holds it. */
export interface RunRef {
  userId: string;
  executionId: string;
}

export interface StartRun extends RunRef {
  plan: Plan;
  /** Plans of the graphs that its agents run, those of their agents included, by `<graph id>@<version>`. */
  agents?: Readonly<Record<string, Plan>>;
  /** Only while its version is the active one of its graph. */
  mustBeActive?: boolean;
  inputs: JsonObject;
  trigger: string;
  /** Words by which the run can be found. */
  tags?: readonly string[];
  createdAt: number;
  /** How its graph wants it to meet other runs of the graph; it meets them gladly when not given. */
  concurrency?: Concurrency;
  /** The run that this one does again, */
  retryOf?: string;
  /** and what of it is not done again. */
  kept?: readonly KeptNode[];
}

export interface Concurrency {
  /** Runs of the graph at once; null for any number. */
  max: number | null;
  /** What becomes of a run that would be one too many: of `allow` and `queue`, it waits. */
  overlap: "allow" | "skip" | "queue" | "replace";
}

/** What the settings of a graph say since a version of it was saved. */
export interface SavedConcurrency {
  graphId: string;
  version: number;
  concurrency: Concurrency;
}

/**
 * What became of a start. Nothing began but of `started` and `queued`: the run was skipped for another one; its graph is
 * not its user's (any more), or has another active version; the run of that id has ended, was swept before it began, or
 * is one of another version; or Postgres is away.
 */
export type Started =
  | { state: "started" | "queued" | "unknown" | "ended" | "swept" | "unrecorded" }
  | { state: "skipped"; for: string }
  | { state: "moved"; version: number };

/**
 * Why a run waits in line: it is the `position`th of those who wait for the same limit. Or it stepped aside, since its
 * beginning failed: it is tried again, `limit` times in all.
 */
export interface QueuedState {
  position: number;
  blockedBy: "user_limit" | "graph_limit" | "failed_start";
  limit: number;
}

/** What a node execution waits for that is neither done nor under way. */
export interface Waiting {
  /** `retry`: its next attempt. `worker`: somebody to run it, who has been sent for. */
  for: WaitsFor | "retry" | "worker";
  /** The name of the event, the id of the review or of the child execution. */
  on: string | null;
  /** When it ends at the latest, ms since the epoch; null when only others can end it. */
  until: number | null;
}

export type WaitingNodes = Readonly<Record<NodeExecutionId, Waiting>>;

/** `valuesOmitted`: see large-run.ts. */
export type Present = History & {
  queued?: QueuedState | null;
  waiting?: WaitingNodes;
  valuesOmitted?: boolean;
};

/** A stretch of a run's log, and why the run waits in line. `isLast`: it goes up to now. */
export interface PresentPage {
  entries: LogEntry[];
  isLast: boolean;
  queued: QueuedState | null;
  /** Of the last page; an object of the version before does not say. */
  waiting?: WaitingNodes;
}

/** A run at a glance. Times are in milliseconds since the epoch. */
export type Glance = Pick<History, "status" | "startedAt" | "endedAt"> & { stats: ExecutionStats };

/** What there is to say of a run that may not be on record yet. Times are in milliseconds since the epoch. */
export interface Unrecorded {
  graphId: string;
  graphVersion: number;
  trigger: string;
  retryOf: string | null;
  parentExecutionId: string | null;
  createdAt: number;
  inputs: JsonObject;
  glance: Glance;
}

/** A node execution that an earlier run completed: what it was queued with, and what it gave. */
export interface KeptNode {
  id: NodeExecutionId;
  input: JsonObject;
  outputs: Output[];
}

/** A block to run by itself. `input` fits the block. */
export interface BlockRun {
  /** Makes the key under which the block asks the world, so that the same id does the same once. */
  id: string;
  userId: string;
  blockId: string;
  input: JsonObject;
  /** The user's, in IANA's words, if it is known. */
  timeZone?: string;
  timeoutMs: number;
}

export interface RanBlock {
  outputs: Output[];
  /** Why it failed; null when it did not. */
  error: string | null;
  /** Null when nothing was charged. */
  spent: Spent | null;
}

/** A stretch of a run's log. `final`: nothing follows it. */
export interface LogStretch {
  entries: LogEntry[];
  final: boolean;
}

/** A run that breaks a rule of the engine, E1 or E2. */
export interface Violation {
  executionId: string;
  rule: string;
  message: string;
}

/** What the domain asks of the engine. The engine answers null for a run that it does not hold. */
export interface Engine {
  /** Resolves when the run is on record and durable: from then on nothing loses it. The same id twice starts once. */
  start(run: StartRun): Promise<Started>;
  /** Runs of the user's graph that wait in line go by what was saved; see usher.ts for what that means. */
  setConcurrency(userId: string, saved: SavedConcurrency): Promise<void>;
  /** Ends a run as TERMINATED if it has not ended; answers with what it then is. */
  stop(ref: RunRef): Promise<Glance | null>;
  /** Runs a block outside of runs, in the calling request, and not a waiting one. */
  runBlock(run: BlockRun): Promise<RanBlock>;
  /** The present truth, ahead of the rows in Postgres: all of it, */
  inspect(ref: RunRef): Promise<Present | null>;
  /** or how it stands. */
  glance(ref: RunRef): Promise<Glance | null>;
  /** A run of which Postgres has no row: a child run is told of by its parent before it is put on record. */
  unrecorded(ref: RunRef): Promise<Unrecorded | null>;
  /** Ids of the user's runs that have not ended: those in one state, or all. */
  living(userId: string, status?: Status): Promise<string[]>;
  /** The plan that a run goes by, forks' changes included. */
  plan(ref: RunRef): Promise<Plan | null>;
  /** The same with the plans of what its agents run, by `<graph id>@<version>`. */
  plans(ref: RunRef): Promise<{ plan: Plan; agents: Record<string, Plan> } | null>;
  /** What of the user's failed after all its tries, newest first. */
  deadLetters(
    userId: string,
    limit: number,
    offset: number,
  ): Promise<{ letters: DeadLetter[]; total: number }>;
  deadLetter(userId: string, id: string): Promise<DeadLetterRecord | null>;
  /** False when there is none. */
  dropDeadLetter(userId: string, id: string): Promise<boolean>;
  /** The user's questions to people, newest first. */
  reviews(userId: string, filter: ReviewFilter): Promise<{ reviews: Review[]; total: number }>;
  review(userId: string, id: string): Promise<Review | null>;
  /** One decision counts; null for those that came too late. */
  decide(userId: string, id: string, decision: Decision): Promise<Review | null>;
  /** Wakes the user's executions that wait for the event's name; keeps it a while for those that will. */
  signal(userId: string, event: { id: string; name: string; payload: Json }): Promise<void>;
  /** What is wrong with the user's executions, if anything: each must have a moment at which it is looked at again. */
  invariants(userId: string): Promise<{ checked: number; violations: Violation[] }>;
  /** Log entries as wished; waits up to `waitMs` for one if there is none yet. */
  log(ref: RunRef, wish: Wish, waitMs: number): Promise<LogStretch | null>;
  /** The same as server-sent events; the body ends after the last entry of an ended run. */
  stream(ref: RunRef, wish: Wish, credential: string | null): Promise<Response | null>;
  /** Upgrades a socket of this user; subscriptions follow as frames on it. `protocol` is echoed when given. */
  connect(userId: string, protocol: string | null, credential: string | null): Promise<Response>;
  /** Cuts off whoever follows the user's executions by a credential; see `credentialOf`. */
  sever(userId: string, credential: string): Promise<void>;
}
