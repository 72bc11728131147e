import { findBlock } from "#blocks/registry.ts";
import { equalJson } from "#lib/equal.ts";
import { conflict, invalid } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import { getReview } from "./get.ts";
import { type Decision, digestOf, type Review } from "./review.ts";

/**
 * Approves or rejects what was shown. Of any number of decisions one counts: 409 for the others, and for a digest that
 * stands for something else. 422 for changed data where that is not allowed.
 */
export async function decideReview(
  ctx: Ctx,
  id: string,
  digest: string,
  decision: Decision,
): Promise<Review> {
  const review = await getReview(ctx, id);
  if (review.status !== "WAITING") throw conflict(`Review ${id} is ${review.status.toLowerCase()} already`);
  if (digest !== (await digestOf(review)))
    throw conflict(`Review ${id} shows something else than what was decided on`);
  if (decision.data !== undefined && !review.editable && !equalJson(decision.data, review.data)) {
    throw invalid([{ path: "data", message: "What this review shows cannot be changed" }]);
  }
  if (decision.data !== undefined && !isDict(decision.data) && !asksItself(review)) {
    throw invalid([{ path: "data", message: "What this review shows is the input of a node: an object" }]);
  }
  const decided = await ask(ctx.engine.decide(ctx.principal.userId, id, decision));
  if (decided === null) throw conflict(`Review ${id} was decided by somebody else`);
  return decided;
}

/** Whether its block exists to ask people, about anything; of others a person is shown what they would be given. */
const asksItself = ({ blockId }: Review): boolean => findBlock(blockId)?.waits === true;

const isDict = (value: Json): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
