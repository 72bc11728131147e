import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { estimateTokens } from "./fit-messages.ts";
import type { ModelFacts } from "./model-table.ts";

/** What of a request, beside its messages, costs money. */
interface Extent {
  maxTokens?: number | undefined;
  tools?: readonly object[];
  schema?: JsonObject | undefined;
}

export interface Afforded {
  /** What the request asks for, or less. */
  maxTokens: number | undefined;
  /** The budget pays for fewer tokens than the request asks for. */
  isClamped: boolean;
  release(): void;
}

/**
 * Sets aside what a call may cost by the list, and says how long its answer may be for that. Throws a BlockError when
 * the budget does not even pay for the prompt. A model without prices may take any amount: nobody knows its cost before.
 */
export async function afford(
  io: BlockIo,
  facts: ModelFacts,
  { maxTokens, tools = [], schema }: Extent,
  sent: readonly Json[],
): Promise<Afforded> {
  const { inputPrice = 0, outputPrice = 0 } = facts;
  const all = { maxTokens, isClamped: false, release: () => undefined };
  if (io.budget === undefined || inputPrice + outputPrice === 0) return all;
  const promptTokens = estimateTokens(JSON.stringify([sent, tools, schema ?? null]));
  const promptCost = Math.ceil(promptTokens * inputPrice);
  const mostTokens = maxTokens ?? facts.maxOutput ?? facts.contextWindow;
  const { amount, release } = await io.budget.hold(promptCost + Math.ceil(mostTokens * outputPrice));
  const rest = amount - promptCost;
  const affordable = outputPrice === 0 ? mostTokens : Math.floor(rest / outputPrice);
  if (rest < 0 || affordable < 1) {
    release();
    throw new BlockError(
      `Of what this node may cost $${amount / 1e6} is left: too little for a prompt of about ${promptTokens} tokens ($${promptCost / 1e6}) and an answer of ${facts.name}`,
    );
  }
  return affordable >= mostTokens ? { ...all, release } : { maxTokens: affordable, isClamped: true, release };
}
