import type { BlockIo } from "#blocks/block.ts";
import type { DeadLetterRecord } from "#domain/dead-letters/dead-letter.ts";
import type {
  BlockRun,
  Engine,
  Glance,
  LogStretch,
  Present,
  QueuedState,
  RanBlock,
  RunRef,
  SavedConcurrency,
  Started,
  StartRun,
  Unrecorded,
  Violation,
} from "#domain/executions/engine.ts";
import { eventOf, isWanted, type Wish } from "#domain/executions/events.ts";
import { entryOf, putOnRecord, refusal, termsOf } from "#domain/executions/put-on-record.ts";
import { glanceOf } from "#domain/executions/record.ts";
import type { Decision, Review, ReviewFilter } from "#domain/reviews/review.ts";
import { runAlone } from "#engine/steps/run-block.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { type Happening, isFinal, type LogEntry, type Status } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Json } from "#lib/json.ts";
import type { Db } from "#store/db.ts";
import { quietIo } from "./blocks/run.ts";

/** An engine that holds runs in memory and lets the test say what happens in them. */
export class MemoryEngine implements Engine {
  readonly started: (StartRun & { timeZone?: string })[] = [];
  /** Whose followers were cut off. */
  readonly severed: { userId: string; credential: string }[] = [];
  /** What graphs were saved with. */
  readonly saved: (SavedConcurrency & { userId: string })[] = [];
  /** Who opened a socket, and by what. */
  readonly connected: { userId: string; credential: string | null }[] = [];
  /** Users whose object does not answer. */
  readonly unreachable = new Set<string>();
  /** When set, the next call of that name fails with it. */
  failing: { start?: Error; inspect?: Error; glance?: Error; stop?: Error } = {};
  /** Why runs wait in line, as they are told. */
  waiting: QueuedState | null = null;
  /** When set, starts are skipped for this run. */
  skippedFor: string | null = null;
  readonly #logs = new Map<string, LogEntry[]>();
  readonly #inLine = new Map<string, string>();
  readonly #db: () => Db;
  #waiting: (() => void)[] = [];

  constructor(db: () => Db) {
    this.#db = db;
  }

  async start(start: StartRun): Promise<Started> {
    const terms = termsOf(start);
    const [row = null] = await putOnRecord(this.#db(), [entryOf(start, terms)]);
    const refused = refusal(row, terms);
    if (refused !== null) return refused;
    this.#failIfAsked("start");
    const run = { ...start, ...(row?.time_zone && { timeZone: row.time_zone }) };
    if (this.#logs.has(keyOf(run))) return { state: "started" };
    const { skippedFor } = this;
    if (skippedFor !== null) return { state: "skipped", for: skippedFor };
    this.started.push(run);
    this.#logs.set(keyOf(run), []);
    const { graphId: graph_id, version: graph_version } = run.plan;
    this.happens(run, { type: "execution.started", graph_id, graph_version, inputs: run.inputs });
    return { state: "started" };
  }

  async setConcurrency(userId: string, saved: SavedConcurrency): Promise<void> {
    if (this.unreachable.has(userId)) throw new Error("The object does not answer");
    this.saved.push({ userId, ...saved });
  }

  /** Questions to people; the test puts them. */
  readonly asked: (Review & { userId: string })[] = [];
  readonly signals: { userId: string; id: string; name: string; payload: Json }[] = [];

  async invariants(): Promise<{ checked: number; violations: Violation[] }> {
    return { checked: this.#logs.size, violations: [] };
  }

  async reviews(userId: string, { status, executionId, limit, offset }: ReviewFilter) {
    const found = this.asked.filter(
      (review) =>
        review.userId === userId &&
        (status === undefined || review.status === status) &&
        (executionId === undefined || review.executionId === executionId),
    );
    return { reviews: found.slice(offset, offset + limit), total: found.length };
  }

  async review(userId: string, id: string): Promise<Review | null> {
    return this.asked.find((review) => review.userId === userId && review.id === id) ?? null;
  }

  async decide(userId: string, id: string, { approved, data, message }: Decision): Promise<Review | null> {
    const review = this.asked.find((one) => one.userId === userId && one.id === id);
    if (review?.status !== "WAITING") return null;
    review.status = approved ? "APPROVED" : "REJECTED";
    review.message = message;
    if (data !== undefined) review.data = data;
    return review;
  }

  async signal(userId: string, event: { id: string; name: string; payload: Json }): Promise<void> {
    this.signals.push({ userId, ...event });
  }

  /** What the world of blocks that run by themselves answers. */
  answer: BlockIo["fetch"] = quietIo().fetch;

  runBlock(run: BlockRun): Promise<RanBlock> {
    return runAlone({ world: () => ({ ...quietIo(), fetch: this.answer }), now: Date.now }, run);
  }

  /** Appends to a run's log. */
  happens(ref: RunRef, ...happenings: Happening[]): void {
    const log = this.#logs.get(keyOf(ref));
    if (log === undefined) throw new Error(`No run ${keyOf(ref)}`);
    for (const happening of happenings) {
      log.push({
        ...happening,
        seq: log.length + 1,
        at: Date.parse("2026-11-22T10:00:00.000Z") + log.length,
      });
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Forgets a run, as after its retention. */
  forget(ref: RunRef): void {
    this.#logs.delete(keyOf(ref));
  }

  async stop(ref: RunRef): Promise<Glance | null> {
    this.#failIfAsked("stop");
    const before = await this.glance(ref);
    if (before !== null && !isFinal(before.status)) {
      const error = { code: "TERMINATED", message: "Stopped" } as const;
      this.happens(ref, { type: "execution.failed", status: "TERMINATED", error });
    }
    return this.glance(ref);
  }

  async glance(ref: RunRef): Promise<Glance | null> {
    this.#failIfAsked("glance");
    const log = this.#logs.get(keyOf(ref));
    return log === undefined ? null : glanceOf(read(emptyHistory(), log), Date.now());
  }

  async unrecorded(ref: RunRef): Promise<Unrecorded | null> {
    if (this.unreachable.has(ref.userId)) throw new Error("The object does not answer");
    const glance = await this.glance(ref);
    const run = this.started.find(({ executionId }) => executionId === ref.executionId);
    if (glance === null || run === undefined) return null;
    const { plan, trigger, createdAt, inputs, retryOf = null } = run;
    const { graphId, version: graphVersion } = plan;
    return { graphId, graphVersion, trigger, createdAt, inputs, retryOf, parentExecutionId: null, glance };
  }

  async inspect(ref: RunRef): Promise<Present | null> {
    this.#failIfAsked("inspect");
    const log = this.#logs.get(keyOf(ref));
    return log === undefined ? null : { ...read(emptyHistory(), log), queued: this.waiting };
  }

  /** Of whom, and what. */
  readonly dead: (DeadLetterRecord & { userId: string })[] = [];

  async deadLetters(userId: string, limit: number, offset: number) {
    const letters = this.dead.filter((letter) => letter.userId === userId);
    return { letters: letters.slice(offset, offset + limit), total: letters.length };
  }

  async deadLetter(userId: string, id: string): Promise<DeadLetterRecord | null> {
    return this.dead.find((letter) => letter.userId === userId && letter.id === id) ?? null;
  }

  async dropDeadLetter(userId: string, id: string): Promise<boolean> {
    const at = this.dead.findIndex((letter) => letter.userId === userId && letter.id === id);
    return at >= 0 && this.dead.splice(at, 1).length === 1;
  }

  /** Runs that have a row, and have not begun. */
  waitInLine(userId: string, ids: readonly string[]): void {
    for (const executionId of ids) this.#inLine.set(executionId, userId);
  }

  async living(userId: string, status?: Status): Promise<string[]> {
    if (this.unreachable.has(userId)) throw new Error("The object does not answer");
    const own = this.started.filter((run) => run.userId === userId && this.#logs.has(keyOf(run)));
    const glances = await Promise.all(own.map((run) => this.glance(run)));
    const inLine = [...this.#inLine].flatMap(([id, of]) => (of === userId ? [id] : []));
    const begun = own.flatMap(({ executionId }, index) => {
      const now = glances[index]?.status ?? "COMPLETED";
      return isFinal(now) || (status ?? now) !== now ? [] : [executionId];
    });
    return status === undefined || status === "QUEUED" ? [...begun, ...inLine] : begun;
  }

  async plans({ executionId }: RunRef): Promise<{ plan: Plan; agents: Record<string, Plan> } | null> {
    const run = this.started.find((each) => each.executionId === executionId);
    if (run === undefined || !this.#logs.has(keyOf(run))) return null;
    return { plan: run.plan, agents: { ...run.agents } };
  }

  async plan({ executionId }: RunRef): Promise<Plan | null> {
    return this.started.find((run) => run.executionId === executionId)?.plan ?? null;
  }

  async log(ref: RunRef, wish: Wish, waitMs: number): Promise<LogStretch | null> {
    const log = this.#logs.get(keyOf(ref));
    if (log === undefined) return null;
    if (waitMs > 0 && log.length <= wish.after) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        setTimeout(resolve, waitMs);
      });
    }
    const final = isFinal(read(emptyHistory(), log).status);
    return { entries: log.filter((entry) => isWanted(entry, wish)), final };
  }

  async stream(ref: RunRef, wish: Wish): Promise<Response | null> {
    const stretch = await this.log(ref, wish, 0);
    if (stretch === null) return null;
    const frames = stretch.entries.map(
      (entry) => `id: ${entry.seq}\ndata: ${JSON.stringify(eventOf(ref.executionId, entry))}\n\n`,
    );
    return new Response(frames.join(""), { headers: { "content-type": "text/event-stream" } });
  }

  /** Node's fetch has no upgrade, so the answer only says whose socket it would be. */
  async connect(userId: string, protocol: string | null, credential: string | null): Promise<Response> {
    this.connected.push({ userId, credential });
    return Response.json({ userId, protocol });
  }

  async sever(userId: string, credential: string): Promise<void> {
    if (this.unreachable.has(userId)) throw new Error("The object does not answer");
    this.severed.push({ userId, credential });
  }

  #failIfAsked(call: keyof MemoryEngine["failing"]): void {
    const error = this.failing[call];
    if (error === undefined) return;
    delete this.failing[call];
    throw error;
  }
}

/** A run is found under its owner only, as in the real engine. */
const keyOf = ({ userId, executionId }: RunRef): string => `${userId}/${executionId}`;
