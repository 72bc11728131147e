import { and, eq } from "drizzle-orm";
import { conflict } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { executions } from "#store/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import type { RunRef } from "./engine.ts";
import type { ExecutionSummary } from "./record.ts";

/** After a start that failed: leaves nothing behind, whether or not the engine took the run before it failed. */
export async function forgetQueued(ctx: Ctx, run: RunRef): Promise<void> {
  try {
    if ((await ctx.engine.stop(run).catch(() => null)) !== null) return;
    await dropQueued(ctx, run);
  } catch (error) {
    log("error", "execution.left-behind", { execution: run.executionId, error: describeError(error) });
  }
}

/** Forgets a row whose run the engine did not take. */
export async function dropQueued(ctx: Ctx, { executionId }: RunRef): Promise<void> {
  await ctx.db.delete(executions).where(stillQueued(executionId));
}

/** Ends a row whose run the engine never took. The engine writes every other end. */
export async function discardQueued(ctx: Ctx, run: ExecutionSummary): Promise<ExecutionSummary> {
  const endedAt = ctx.now();
  const error = { code: "TERMINATED", message: "Stopped before it began" };
  const ended = await ctx.db
    .update(executions)
    .set({ status: "TERMINATED", endedAt: new Date(endedAt), error })
    .where(stillQueued(run.id))
    .returning({ id: executions.id });
  if (ended.length === 0) throw conflict(`Execution ${run.id} has already ended`);
  // The request that left the row may have come again before it ended, and have begun the run.
  await ask(ctx.engine.stop({ userId: run.userId, executionId: run.id }));
  return { ...run, status: "TERMINATED", endedAt };
}

const stillQueued = (id: string) =>
  and(eq(executions.id, id), eq(executions.status, "QUEUED"), eq(executions.seq, 0));
