import { and, asc, eq, getTableColumns, gt, inArray, notExists, type SQL, sql } from "drizzle-orm";
import { auditEvents, auditHeads } from "#store/schema/audit.ts";
import type { Ctx, OpenCtx } from "../ctx.ts";
import { refuseUnlessAdmin } from "../principal.ts";
import { type ChainedEvent, hashOf } from "./event.ts";

/** The first thing that is wrong with a chain: at `seq`, an event is missing or is not what was recorded. */
export interface BrokenChain {
  chain: string;
  seq: number;
  message: string;
}

export interface AuditCheck {
  chains: number;
  events: number;
  violations: BrokenChain[];
  /** The chain after which another call goes on; null when this was all. */
  next: string | null;
}

const CHAINS = 500;
const EVENTS = 2000;

/** Recomputes one chain; null when it is whole. */
export async function verifyChain({ db }: Pick<OpenCtx, "db">, chain: string): Promise<BrokenChain | null> {
  const heads = await db.select().from(auditHeads).where(eq(auditHeads.chain, chain));
  const { violations } = await walk(db, heads.length > 0 ? heads : [{ chain, seq: 0, hash: "" }]);
  return violations[0] ?? null;
}

/** Recomputes the chains after a given one, so many at a time. For administrators: 403 otherwise. */
export async function checkAudit(ctx: Ctx, after: string | undefined): Promise<AuditCheck> {
  refuseUnlessAdmin(ctx.principal);
  const heads = await ctx.db
    .select()
    .from(auditHeads)
    .where(after === undefined ? undefined : gt(auditHeads.chain, after))
    .orderBy(asc(auditHeads.chain))
    .limit(CHAINS);
  const { events, violations } = await walk(ctx.db, heads);
  if (after === undefined) violations.push(...(await headless(ctx)));
  const next = heads.length === CHAINS ? (heads.at(-1)?.chain ?? null) : null;
  return { chains: heads.length, events, violations, next };
}

type Head = typeof auditHeads.$inferSelect;

async function walk(db: OpenCtx["db"], heads: Head[]): Promise<Pick<AuditCheck, "events" | "violations">> {
  const walks = new Map(heads.map((head) => [head.chain, new Walk(head)]));
  let events = 0;
  for await (const event of eventsOf(db, [...walks.keys()])) {
    events += 1;
    await walks.get(event.chain)?.step(event);
  }
  return { events, violations: [...walks.values()].flatMap((one) => one.end() ?? []) };
}

/** In order of chain and number. */
async function* eventsOf(db: OpenCtx["db"], chains: string[]): AsyncGenerator<ChainedEvent> {
  const { details, ...columns } = getTableColumns(auditEvents);
  let after: SQL | undefined;
  let page: ChainedEvent[];
  do {
    page = await db
      .select({ ...columns, detailsText: sql<string>`${details}::text` })
      .from(auditEvents)
      .where(and(inArray(auditEvents.chain, chains), after))
      .orderBy(asc(auditEvents.chain), asc(auditEvents.seq))
      .limit(EVENTS);
    yield* page;
    const last = page.at(-1);
    after =
      last && sql`(${auditEvents.chain}, ${auditEvents.seq}) > (${last.chain}::uuid, ${last.seq}::bigint)`;
  } while (page.length === EVENTS);
}

/** One chain on its way from the first event to what its head says is the last; more may have come since. */
class Walk {
  readonly #head: Head;
  #seq = 0;
  #hash = "";
  #broken: BrokenChain | null = null;

  constructor(head: Head) {
    this.#head = head;
  }

  async step(event: ChainedEvent): Promise<void> {
    if (this.#broken !== null) return;
    const expected = this.#seq + 1;
    const message = await this.#problemOf(event, expected);
    if (message !== null) this.#broken = { chain: event.chain, seq: expected, message };
    this.#seq = event.seq;
    this.#hash = event.hash;
  }

  end(): BrokenChain | null {
    const { chain, seq } = this.#head;
    if (this.#broken !== null || this.#seq >= seq) return this.#broken;
    return { chain, seq: this.#seq + 1, message: `Events up to ${seq} are missing` };
  }

  async #problemOf(event: ChainedEvent, expected: number): Promise<string | null> {
    if (event.seq !== expected) return "The event is missing";
    if (event.previousHash !== this.#hash) return "It does not follow the event before it";
    if (event.hash !== (await hashOf(event))) return "It is not what was recorded";
    if (event.seq === this.#head.seq && event.hash !== this.#head.hash)
      return "It is not the last recorded event";
    return null;
  }
}

/** Chains that lost their head. */
async function headless({ db }: Ctx): Promise<BrokenChain[]> {
  const head = db.select({ chain: auditHeads.chain }).from(auditHeads);
  const rows = await db
    .selectDistinct({ chain: auditEvents.chain })
    .from(auditEvents)
    .where(notExists(head.where(eq(auditHeads.chain, auditEvents.chain))))
    .limit(CHAINS);
  return rows.map(({ chain }) => ({ chain, seq: 1, message: "The chain's head is missing" }));
}
