import { DurableObject } from "cloudflare:workers";
import { type DeadLetter, type DeadLetterRecord, recordOf } from "#domain/dead-letters/dead-letter.ts";
import type {
  Glance,
  KeptNode,
  LogStretch,
  PresentPage,
  SavedConcurrency,
  Started,
  Unrecorded,
  Violation,
} from "#domain/executions/engine.ts";
import type { Terms } from "#domain/executions/put-on-record.ts";
import type { Decision, Review, ReviewFilter } from "#domain/reviews/review.ts";
import type { Status } from "#kernel/log.ts";
import { systemClock } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import type { Wanted } from "./families/children.ts";
import { readLog, streamLog } from "./follow/follow.ts";
import { CREDENTIAL } from "./holder.ts";
import type { Claimed, Heard, Opened, Report } from "./messages.ts";
import { type ObjectEnv, openParts, type Parts } from "./parts.ts";
import { glanceAt, introduced } from "./runs/glance.ts";
import { checkInvariants } from "./runs/invariants.ts";
import type { Start } from "./runs/start.ts";
import { waitingOf } from "./runs/waiting.ts";
import { wholeLog } from "./runs/whole-log.ts";
import { PAGE, PAGE_SIZE } from "./size.ts";
import { NewerTables } from "./storage/schema.ts";

/** Codes that a peer may put in its close frame, and so may its answer (RFC 6455, section 7.4.1). */
const SENDABLE = new Set([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011]);

/** While its tables are of a later version, the object looks so often whether its code is, too. */
const LOOKS_AGAIN_MS = 60_000;

/** Holds the runs of one user (see placement.ts): a shell around the kernel that commits before it tells. */
export class ExecutionObject extends DurableObject<ObjectEnv> {
  /** What the object cannot work for, instead of its parts. */
  readonly #opened: Parts | NewerTables;

  constructor(ctx: DurableObjectState, env: ObjectEnv) {
    super(ctx, env);
    this.#opened = openParts(ctx, env);
  }

  get #parts(): Parts {
    if (this.#opened instanceof NewerTables) throw this.#opened;
    return this.#opened;
  }

  /** A Worker of the version before this one, as may call during a deploy, has put the run on record itself. */
  start(run: Start): Started {
    return this.#parts.executor.start(run);
  }

  begin(run: Start, terms: Terms): Promise<Started> {
    return this.#parts.starter.begin(run, terms);
  }

  setConcurrency(saved: SavedConcurrency): void {
    this.#parts.executor.usher.setConcurrency(saved);
  }

  keep(id: string, nodes: readonly KeptNode[]): void {
    this.#parts.executor.keep(id, nodes);
  }

  openSession(id: string, wake: number, most: number): Promise<Opened> {
    return this.#parts.sessions.open(id, { wake, most });
  }

  take(id: string, wake: number, most: number): Claimed[] {
    return this.#parts.executor.take(id, wake, most);
  }

  report(id: string, report: Report, most: number): Claimed[] | null {
    return this.#parts.executor.report(id, report, most);
  }

  notes(id: string, nodeExecution: string, attempt: number, from: number): Json[] | null {
    return this.#parts.executor.notes(id, nodeExecution, attempt, from);
  }

  reportAll(id: string, reports: readonly Report[], most: number): Heard {
    return this.#parts.executor.reportAll(id, reports, most);
  }

  heartbeat(id: string, nodeExecution: string, attempt: number): boolean {
    return this.#parts.executor.heartbeat(id, nodeExecution, attempt);
  }

  spawn(id: string, nodeExecution: string, attempt: number, wanted: Wanted): string | null {
    return this.#parts.executor.spawn(id, nodeExecution, attempt, wanted);
  }

  /** A run that is about to begin is awaited: what is said of it here must be true a moment later. */
  stop(id: string): Glance | null | Promise<Glance | null> {
    const { executor, starter } = this.#parts;
    const stopped = () => {
      executor.stop(id);
      return this.#glance(id);
    };
    return starter.underWay(id)?.then(stopped) ?? stopped();
  }

  glance(id: string): Glance | null | Promise<Glance | null> {
    return this.#parts.starter.underWay(id)?.then(() => this.#glance(id)) ?? this.#glance(id);
  }

  #glance(id: string): Glance | null {
    const { executor, tables } = this.#parts;
    const run = executor.find(id);
    return run === null ? null : glanceAt(run, tables, systemClock());
  }

  unrecorded(id: string): Unrecorded | null {
    const { executor, tables } = this.#parts;
    const run = executor.find(id);
    return run === null ? null : introduced(run, tables, systemClock());
  }

  /** What there is to know of a run, page by page of its log. */
  page(id: string, after: number): PresentPage | null {
    const { executor, tables } = this.#parts;
    const run = executor.find(id);
    if (run === null) return null;
    const entries = tables.log(id, after, PAGE, PAGE_SIZE);
    const isLast = (entries.at(-1)?.seq ?? after) >= run.execution.seq;
    const waiting = isLast ? waitingOf(run, systemClock()) : {};
    return { entries, isLast, queued: executor.queued(id), waiting };
  }

  async invariants(): Promise<{ checked: number; violations: Violation[] }> {
    const { tables, reviews, signals, executor } = this.#parts;
    const alarm = await this.ctx.storage.getAlarm();
    const find = (id: string) => executor.find(id);
    return checkInvariants({ tables, reviews, signals, places: executor.places, find, alarm });
  }

  reviews(filter: ReviewFilter): { reviews: Review[]; total: number } {
    return this.#parts.executor.reviews(filter);
  }

  review(id: string): Review | null {
    return this.#parts.reviews.get(id);
  }

  decide(id: string, decision: Decision): Review | null {
    return this.#parts.executor.decide(id, decision);
  }

  signal({ id, name, payload }: { id: string; name: string; payload: Json }): void {
    this.#parts.executor.signal(id, name, payload);
  }

  deadLetters(limit: number, offset: number): { letters: DeadLetter[]; total: number } {
    return this.#parts.tables.deadLetters.list(limit, offset);
  }

  deadLetter(id: string): DeadLetterRecord | null {
    const letter = this.#parts.tables.deadLetters.get(id);
    if (letter === null) return null;
    return recordOf(letter, wholeLog(this.#parts.tables, letter.executionId));
  }

  dropDeadLetter(id: string): boolean {
    return this.#parts.tables.deadLetters.drop(id);
  }

  living(status?: Status): string[] {
    return this.#parts.tables.livingIn(status);
  }

  /** As JSON text, which takes less to hand over. */
  plan(id: string): string | null {
    const run = this.#parts.executor.find(id);
    return run === null ? null : JSON.stringify(run.plan);
  }

  /** What it and its agents go by, as JSON text. */
  plans(id: string): { plan: string; agents: Record<string, string> } | null {
    const { executor, tables } = this.#parts;
    const run = executor.find(id);
    if (run === null) return null;
    const { planKey, plans = {} } = run.facts;
    const agents = Object.entries(plans).map(([graph, key]) => [graph, tables.plan(key) ?? ""]);
    return { plan: tables.plan(planKey) ?? "", agents: Object.fromEntries(agents) };
  }

  log(id: string, after: number, waitMs: number, nodes = true): Promise<LogStretch | null> {
    return readLog(this.#following(), id, { after, nodes }, waitMs);
  }

  /** Cuts off whoever follows by a credential that has ended. */
  sever(credential: string): void {
    this.#parts.subscribers.sever(credential);
  }

  override fetch(request: Request): Response {
    const url = new URL(request.url);
    const credential = request.headers.get(CREDENTIAL);
    if (url.pathname === "/socket")
      return this.#parts.subscribers.accept(request.headers.get("Sec-WebSocket-Protocol"), credential);
    const id = url.searchParams.get("execution") ?? "";
    const after = Number(url.searchParams.get("after") ?? 0);
    const nodes = url.searchParams.get("nodes") !== "false";
    return (
      streamLog(this.#following(), id, { after, nodes }, credential) ?? new Response(null, { status: 404 })
    );
  }

  override alarm(): void {
    // An alarm that fails too often is given up by the platform, and with it all that waits for it (E2).
    if (this.#opened instanceof NewerTables) void this.ctx.storage.setAlarm(systemClock() + LOOKS_AGAIN_MS);
    else this.#opened.courier.alarm();
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#parts.subscribers.message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#parts.subscribers.closed(socket);
    socket.close(SENDABLE.has(code) || code >= 3000 ? code : 1000);
  }

  override webSocketError(socket: WebSocket): void {
    this.#parts.subscribers.closed(socket);
  }

  #following() {
    const { tables, subscribers, executor } = this.#parts;
    const find = (id: string) => executor.find(id);
    return { tables, subscribers, find, durable: () => this.ctx.storage.sync(), now: systemClock };
  }
}
