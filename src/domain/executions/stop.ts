import { isFinal } from "#kernel/log.ts";
import { conflict } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import { discardQueued } from "./discard.ts";
import { ownExecution } from "./queries.ts";
import { type ExecutionSummary, summaryNow } from "./record.ts";

/** Ends an execution as TERMINATED; 409 when it has ended already. Tells nothing that reading it would tell. */
export async function stopExecution(ctx: Ctx, id: string): Promise<ExecutionSummary> {
  const summary = await ownExecution(ctx, id);
  if (isFinal(summary.status)) throw hasEnded(id);
  const run = { userId: summary.userId, executionId: id };
  const before = await ask(ctx.engine.glance(run));
  if (before !== null && isFinal(before.status)) throw hasEnded(id);
  const after = await ask(ctx.engine.stop(run));
  if (after === null) return discardQueued(ctx, summary);
  if (after.status !== "TERMINATED") throw hasEnded(id);
  return summaryNow(summary, after);
}

const hasEnded = (id: string) => conflict(`Execution ${id} has already ended`);
