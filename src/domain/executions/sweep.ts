import { and, desc, eq, lt } from "drizzle-orm";
import { iso } from "#lib/clock.ts";
import { executions } from "#store/schema/executions.ts";
import type { OpenCtx } from "../ctx.ts";

/** A start that was not acknowledged within this long never will be. */
const GIVEN_UP_MS = 60_000;
const BATCH = 200;

/**
 * Ends rows whose run the engine never got because the Worker died between the two: their callers were told nothing.
 * Answers how many. The engine shows every run that it holds as started within moments.
 */
export async function sweepUnstarted(ctx: OpenCtx): Promise<number> {
  const before = new Date(ctx.now() - GIVEN_UP_MS);
  const rows = await ctx.db
    .select({ id: executions.id, userId: executions.userId })
    .from(executions)
    .where(and(eq(executions.status, "QUEUED"), lt(executions.createdAt, before)))
    // Those that wait in line may be many, and older: each row is among the newest once it is due.
    .orderBy(desc(executions.createdAt))
    .limit(BATCH);
  let swept = 0;
  for (const { id, userId } of rows) {
    if ((await ctx.engine.inspect({ userId, executionId: id })) !== null) continue;
    const error = { code: "ENGINE_ERROR", message: `It had not begun by ${iso(ctx.now())}` };
    await ctx.db
      .update(executions)
      .set({ status: "FAILED", endedAt: new Date(ctx.now()), error })
      .where(and(eq(executions.id, id), eq(executions.status, "QUEUED")));
    swept += 1;
  }
  return swept;
}
