import { DurableObject } from "cloudflare:workers";
import { type DeadLetter, type DeadLetterRecord, recordOf } from "#domain/dead-letters/dead-letter.ts";
import type { LogStretch, Present, Started, Violation } from "#domain/executions/engine.ts";
import type { Decision, Review, ReviewFilter } from "#domain/reviews/review.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { systemClock } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import { connectDb } from "#store/db.ts";
import type { Wanted } from "./children.ts";
import { Courier } from "./courier.ts";
import { Executor, type Start } from "./executor.ts";
import { readLog, streamLog } from "./follow.ts";
import { CREDENTIAL } from "./holder.ts";
import { checkInvariants } from "./invariants.ts";
import { systemLater } from "./later.ts";
import type { Claimed, Heard, Report } from "./messages.ts";
import { openQueue } from "./queue.ts";
import { openReviews, type Reviews } from "./review-table.ts";
import { upgrade } from "./schema.ts";
import { type EngineSettings, engineSettings } from "./settings.ts";
import { openSignals, type Signals } from "./signal-table.ts";
import { Subscribers } from "./subscribers.ts";
import { openTables, type Tables } from "./tables.ts";

export interface ObjectEnv {
  DATABASE_URL: string;
  NEON_LOCAL?: string;
  QSTASH_URL: string;
  QSTASH_TOKEN: string;
  PUBLIC_URL: string;
}

/** Codes that a peer may put in its close frame, and so may its answer (RFC 6455, section 7.4.1). */
const SENDABLE = new Set([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011]);

/** Holds the runs of one user (see placement.ts): a shell around the kernel that commits before it tells. */
export class ExecutionObject extends DurableObject<ObjectEnv> {
  readonly #settings: EngineSettings;
  readonly #tables: Tables;
  readonly #reviews: Reviews;
  readonly #signals: Signals;
  readonly #executor: Executor;
  readonly #subscribers: Subscribers;
  readonly #courier: Courier;

  constructor(ctx: DurableObjectState, env: ObjectEnv) {
    super(ctx, env);
    const { storage } = ctx;
    this.#settings = engineSettings(env);
    upgrade({ sql: storage.sql, transactionSync: (write) => storage.transactionSync(write) });
    this.#tables = openTables(storage.sql);
    this.#reviews = openReviews(storage.sql);
    this.#signals = openSignals(storage.sql);
    this.#executor = new Executor({
      tables: this.#tables,
      reviews: this.#reviews,
      signals: this.#signals,
      newId: () => crypto.randomUUID(),
      atomically: (write) => storage.transactionSync(write),
      now: systemClock,
      settings: this.#settings,
      committed: (commit) => {
        this.#courier.carry(commit);
        this.#subscribers.tell(commit.run, commit.log);
      },
      left: (at) => this.#courier.left(at),
    });
    const find = (id: string) => this.#executor.find(id);
    this.#subscribers = new Subscribers({ ctx, tables: this.#tables, find });
    this.#courier = new Courier({
      tables: this.#tables,
      executor: this.#executor,
      queue: openQueue(
        { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, publicUrl: env.PUBLIC_URL },
        this.#settings,
      ),
      db: () => connectDb(env.DATABASE_URL, env.NEON_LOCAL),
      now: systemClock,
      later: systemLater,
      setAlarm: (at) => void storage.setAlarm(at),
      settings: this.#settings,
    });
  }

  start(run: Start): Started {
    return this.#executor.start(run);
  }

  take(id: string, wake: number, most: number): Claimed[] {
    return this.#executor.take(id, wake, most);
  }

  report(id: string, report: Report, most: number): Claimed[] | null {
    return this.#executor.report(id, report, most);
  }

  notes(id: string, nodeExecution: string, attempt: number, from: number): Json[] | null {
    return this.#executor.notes(id, nodeExecution, attempt, from);
  }

  reportAll(id: string, reports: readonly Report[], most: number): Heard {
    return this.#executor.reportAll(id, reports, most);
  }

  heartbeat(id: string, nodeExecution: string, attempt: number): boolean {
    return this.#executor.heartbeat(id, nodeExecution, attempt);
  }

  spawn(id: string, nodeExecution: string, attempt: number, wanted: Wanted): string | null {
    return this.#executor.spawn(id, nodeExecution, attempt, wanted);
  }

  stop(id: string): Present | null {
    this.#executor.stop(id);
    return this.inspect(id);
  }

  inspect(id: string): Present | null {
    if (this.#executor.find(id) === null) return null;
    const history = read(emptyHistory(), this.#tables.log(id, 0, Number.POSITIVE_INFINITY));
    return { ...history, queued: this.#executor.queued(id) };
  }

  async invariants(): Promise<{ checked: number; violations: Violation[] }> {
    const alarm = await this.ctx.storage.getAlarm();
    const { places } = this.#executor;
    const find = (id: string) => this.#executor.find(id);
    return checkInvariants({
      tables: this.#tables,
      reviews: this.#reviews,
      signals: this.#signals,
      places,
      find,
      alarm,
    });
  }

  reviews(filter: ReviewFilter): { reviews: Review[]; total: number } {
    return this.#executor.reviews(filter);
  }

  review(id: string): Review | null {
    return this.#executor.review(id);
  }

  decide(id: string, decision: Decision): Review | null {
    return this.#executor.decide(id, decision);
  }

  signal({ id, name, payload }: { id: string; name: string; payload: Json }): void {
    this.#executor.signal(id, name, payload);
  }

  deadLetters(limit: number, offset: number): { letters: DeadLetter[]; total: number } {
    return this.#tables.deadLetters.list(limit, offset);
  }

  deadLetter(id: string): DeadLetterRecord | null {
    const letter = this.#tables.deadLetters.get(id);
    if (letter === null) return null;
    return recordOf(letter, this.#tables.log(letter.executionId, 0, Number.POSITIVE_INFINITY));
  }

  dropDeadLetter(id: string): boolean {
    return this.#tables.deadLetters.drop(id);
  }

  /** As JSON text, which takes less to hand over. */
  plan(id: string): string | null {
    const run = this.#executor.find(id);
    return run === null ? null : JSON.stringify(run.plan);
  }

  log(id: string, after: number, waitMs: number): Promise<LogStretch | null> {
    return readLog(this.#following(), id, after, waitMs);
  }

  /** Cuts off whoever follows by a credential that has ended. */
  sever(credential: string): void {
    this.#subscribers.sever(credential);
  }

  override fetch(request: Request): Response {
    const url = new URL(request.url);
    const credential = request.headers.get(CREDENTIAL);
    if (url.pathname === "/socket")
      return this.#subscribers.accept(request.headers.get("Sec-WebSocket-Protocol"), credential);
    const id = url.searchParams.get("execution") ?? "";
    const after = Number(url.searchParams.get("after") ?? 0);
    return streamLog(this.#following(), id, after, credential) ?? new Response(null, { status: 404 });
  }

  override alarm(): void {
    this.#courier.alarm();
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#subscribers.message(socket, message);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#subscribers.closed(socket);
    socket.close(SENDABLE.has(code) || code >= 3000 ? code : 1000);
  }

  override webSocketError(socket: WebSocket): void {
    this.#subscribers.closed(socket);
  }

  #following() {
    return {
      tables: this.#tables,
      subscribers: this.#subscribers,
      find: (id: string) => this.#executor.find(id),
      durable: () => this.ctx.storage.sync(),
    };
  }
}
