import type { DeadLetter, DeadLetterRecord } from "#domain/dead-letters/dead-letter.ts";
import type {
  Glance,
  KeptNode,
  LogStretch,
  PresentPage,
  RunRef,
  SavedConcurrency,
  Started,
  Unrecorded,
  Violation,
} from "#domain/executions/engine.ts";
import type { Terms } from "#domain/executions/put-on-record.ts";
import type { Decision, Review, ReviewFilter } from "#domain/reviews/review.ts";
import type { Status } from "#kernel/log.ts";
import type { Json } from "#lib/json.ts";
import type { Wanted } from "./families/children.ts";
import type { Claimed, Heard, Report } from "./messages.ts";
import { placement } from "./placement.ts";
import type { Start } from "./runs/start.ts";

/** Header of a request to the object that says by which credential somebody follows. */
export const CREDENTIAL = "x-credential";

/** A session as a Worker has it: its reports are no calls of their own. The object stays in memory until it is disposed of. */
export interface OpenSession extends Disposable {
  lent: Claimed[];
  report: ((reports: readonly Report[], most: number) => Promise<Heard>) | null;
}

/** The object that holds a run, as seen from a Worker: see ExecutionObject for what each call means. */
export interface Holder {
  begin(run: Start, terms: Terms): Promise<Started>;
  setConcurrency(saved: SavedConcurrency): Promise<void>;
  keep(id: string, nodes: readonly KeptNode[]): Promise<void>;
  openSession(id: string, wake: number, most: number): Promise<OpenSession>;
  take(id: string, wake: number, most: number): Promise<Claimed[]>;
  report(id: string, report: Report, most: number): Promise<Claimed[] | null>;
  reportAll(id: string, reports: readonly Report[], most: number): Promise<Heard>;
  notes(id: string, nodeExecution: string, attempt: number, from: number): Promise<Json[] | null>;
  heartbeat(id: string, nodeExecution: string, attempt: number): Promise<boolean>;
  spawn(id: string, nodeExecution: string, attempt: number, wanted: Wanted): Promise<string | null>;
  stop(id: string): Promise<Glance | null>;
  glance(id: string): Promise<Glance | null>;
  unrecorded(id: string): Promise<Unrecorded | null>;
  page(id: string, after: number): Promise<PresentPage | null>;
  living(status?: Status): Promise<string[]>;
  plan(id: string): Promise<string | null>;
  plans(id: string): Promise<{ plan: string; agents: Record<string, string> } | null>;
  deadLetters(limit: number, offset: number): Promise<{ letters: DeadLetter[]; total: number }>;
  deadLetter(id: string): Promise<DeadLetterRecord | null>;
  dropDeadLetter(id: string): Promise<boolean>;
  invariants(): Promise<{ checked: number; violations: Violation[] }>;
  reviews(filter: ReviewFilter): Promise<{ reviews: Review[]; total: number }>;
  review(id: string): Promise<Review | null>;
  decide(id: string, decision: Decision): Promise<Review | null>;
  signal(event: { id: string; name: string; payload: Json }): Promise<void>;
  log(id: string, after: number, waitMs: number, nodes?: boolean): Promise<LogStretch | null>;
  sever(credential: string): Promise<void>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

/**
 * The namespace is bound to ExecutionObject, whose methods these are, made asynchronous. (The runtime's own type for
 * such a stub does not terminate on recursive JSON types.)
 */
export const holderOf = (objects: DurableObjectNamespace, ref: Pick<RunRef, "userId">): Holder =>
  objects.get(objects.idFromName(placement(ref))) as unknown as Holder;
