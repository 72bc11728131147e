import { isFinal } from "#kernel/log.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import { ownExecutionWithNodes } from "./queries.ts";
import { type ExecutionRecord, recordNow } from "./record.ts";

/** An execution as it is now: of one that has not ended in Postgres, the engine knows more. */
export async function getExecution(ctx: Ctx, id: string): Promise<ExecutionRecord> {
  const record = await ownExecutionWithNodes(ctx, id);
  if (isFinal(record.status)) return record;
  const history = await ask(ctx.engine.inspect({ userId: record.userId, executionId: id }));
  return history === null ? record : recordNow(record, history, ctx.now());
}
