import { and, desc, eq, inArray, lt, or, type SQL } from "drizzle-orm";
import { iso } from "#lib/clock.ts";
import { describeError, log } from "#lib/log.ts";
import { executions } from "#store/schema/executions.ts";
import type { OpenCtx } from "../ctx.ts";
import type { RunRef } from "./engine.ts";

/** A start that was not acknowledged within this long never will be. */
const GIVEN_UP_MS = 60_000;
/** A sweep begins no further batch after this long: the next one goes on. */
const SWEEP_MS = 20_000;
const BATCH = 200;
/** Runs that the engine is asked for at once: Workers allow six outgoing connections. */
const ASKED_AT_ONCE = 5;

type SweepCtx = Pick<OpenCtx, "db" | "engine" | "now">;
type Row = Pick<typeof executions.$inferSelect, "id" | "userId" | "createdAt">;

/**
 * Ends rows whose run the engine never got because the Worker died between the two: their callers were told nothing.
 * Answers how many. The engine shows every run that it holds as started within moments.
 */
export async function sweepUnstarted(ctx: SweepCtx): Promise<number> {
  const until = ctx.now() + SWEEP_MS;
  const before = new Date(ctx.now() - GIVEN_UP_MS);
  let swept = 0;
  let last: Row | undefined;
  do {
    const rows = await queuedRows(ctx, before, last);
    swept += await end(ctx, await unknownOf(ctx, rows));
    last = rows.length < BATCH ? undefined : rows.at(-1);
  } while (last !== undefined && ctx.now() < until);
  return swept;
}

/** Newest first: those that wait in line may be many, and older; each row is among the newest once it is due. */
function queuedRows({ db }: SweepCtx, before: Date, last?: Row): Promise<Row[]> {
  return db
    .select({ id: executions.id, userId: executions.userId, createdAt: executions.createdAt })
    .from(executions)
    .where(and(eq(executions.status, "QUEUED"), lt(executions.createdAt, before), last && after(last)))
    .orderBy(desc(executions.createdAt), desc(executions.id))
    .limit(BATCH);
}

const after = ({ createdAt, id }: Row): SQL | undefined =>
  or(lt(executions.createdAt, createdAt), and(eq(executions.createdAt, createdAt), lt(executions.id, id)));

/** Ids of the runs that the engine does not hold. */
async function unknownOf(ctx: SweepCtx, rows: readonly Row[]): Promise<string[]> {
  const unknown: string[] = [];
  for (let from = 0; from < rows.length; from += ASKED_AT_ONCE) {
    const some = rows.slice(from, from + ASKED_AT_ONCE);
    const isThere = await Promise.all(some.map((row) => isHeld(ctx, row)));
    unknown.push(...some.flatMap(({ id }, index) => (isThere[index] === false ? [id] : [])));
  }
  return unknown;
}

/** One object that cannot answer must not keep the others' rows from being ended: its own are left for later. */
async function isHeld({ engine }: SweepCtx, { userId, id }: Row): Promise<boolean> {
  const ref: RunRef = { userId, executionId: id };
  try {
    return (await engine.glance(ref)) !== null;
  } catch (error) {
    log("warn", "execution.unreachable", { execution: id, error: describeError(error) });
    return true;
  }
}

async function end(ctx: SweepCtx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const error = { code: "ENGINE_ERROR", message: `It had not begun by ${iso(ctx.now())}` };
  const ended = await ctx.db
    .update(executions)
    .set({ status: "FAILED", endedAt: new Date(ctx.now()), error })
    .where(and(inArray(executions.id, ids), eq(executions.status, "QUEUED")))
    .returning({ id: executions.id });
  return ended.length;
}
