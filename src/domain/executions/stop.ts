import { isFinal } from "#kernel/log.ts";
import { conflict } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import { discardQueued } from "./discard.ts";
import { ownExecutionWithNodes } from "./queries.ts";
import { type ExecutionRecord, recordNow } from "./record.ts";

/** Ends an execution as TERMINATED; 409 when it has ended already. */
export async function stopExecution(ctx: Ctx, id: string): Promise<ExecutionRecord> {
  const record = await ownExecutionWithNodes(ctx, id);
  if (isFinal(record.status)) throw hasEnded(id);
  const run = { userId: record.userId, executionId: id };
  const before = await ask(ctx.engine.inspect(run));
  if (before !== null && isFinal(before.status)) throw hasEnded(id);
  const history = await ask(ctx.engine.stop(run));
  if (history === null) return discardQueued(ctx, record);
  if (history.status !== "TERMINATED") throw hasEnded(id);
  return recordNow(record, history, ctx.now());
}

const hasEnded = (id: string) => conflict(`Execution ${id} has already ended`);
