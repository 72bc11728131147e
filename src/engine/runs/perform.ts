import type { Block, PureIo } from "#blocks/block.ts";
import { findBlock } from "#blocks/registry.ts";
import type { End, Output } from "#kernel/execution.ts";
import type { Perform } from "#kernel/step.ts";
import type { JsonObject } from "#lib/json.ts";

/** A node execution may yield at most this many values. */
export const MAX_OUTPUTS = 20_000;

/** Runs a pure node's block, synchronously. A throw is the node's failure, never the run's. */
export const performWith =
  ({ random, timeZone }: Pick<PureIo, "random" | "timeZone">): Perform =>
  (node, input, at) => {
    const block = findBlock(node.blockId);
    if (block === undefined) return failed([], `There is no block ${node.blockId}`);
    const parsed = block.parse(input);
    if (!parsed.ok) return failed([], parsed.message);
    return drain(block, parsed.input, { now: at, random, ...(timeZone !== undefined && { timeZone }) });
  };

function drain(block: Block, input: JsonObject, io: PureIo): ReturnType<Perform> {
  const outputs: Output[] = [];
  try {
    for (const [name, data] of block.runPure(input, io)) {
      if (name === "error") return failed(outputs, String(data));
      if (outputs.length === MAX_OUTPUTS)
        return failed(outputs, `${block.name} yielded more than ${MAX_OUTPUTS} values`);
      outputs.push({ name, data });
    }
    return { outputs, end: { type: "completed" } };
  } catch (error) {
    return failed(outputs, error instanceof Error ? error.message : String(error));
  }
}

function failed(outputs: Output[], message: string): { outputs: Output[]; end: End } {
  return { outputs, end: { type: "failed", message, retryable: false } };
}
