import { uuidOf } from "#lib/crypto.ts";
import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import { isOwnExecution } from "../executions/queries.ts";
import { retryUnfinished } from "../executions/retry.ts";

/**
 * Does the run again from what of the letter's node failed; answers the new run's id, which is made from the letter's,
 * so that a letter is redriven once however often it is asked for, also by who lost the answer. 409 while its run goes on.
 */
export async function redriveDeadLetter(ctx: Ctx, id: string): Promise<string> {
  const { engine, principal } = ctx;
  const runId = await uuidOf(`redrive ${id}`);
  const letter = await ask(engine.deadLetter(principal.userId, id));
  if (letter === null) {
    if (await isOwnExecution(ctx, runId)) return runId;
    throw notFound("Dead letter");
  }
  const again = await retryUnfinished({ ...ctx, runId }, letter.executionId, letter.nodeId);
  await ask(engine.dropDeadLetter(principal.userId, id));
  return again;
}
