import { uuidOf } from "#lib/crypto.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import { retryUnfinished } from "../executions/retry.ts";
import { getDeadLetter } from "./get.ts";

/**
 * Does the run again from what of the letter's node failed; answers the new run's id, which is made from the letter's,
 * so that a letter is redriven once however often it is asked for. 409 while its run goes on.
 */
export async function redriveDeadLetter(ctx: Ctx, id: string): Promise<string> {
  const { executionId, nodeId } = await getDeadLetter(ctx, id);
  const again = await retryUnfinished({ ...ctx, runId: await uuidOf(`redrive ${id}`) }, executionId, nodeId);
  await ask(ctx.engine.dropDeadLetter(ctx.principal.userId, id));
  return again;
}
