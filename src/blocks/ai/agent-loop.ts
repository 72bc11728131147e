import type { Json } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import type { ModelRequest } from "./call-model.ts";
import { assistantMessage, toolMessage } from "./conversation.ts";
import { askWithTools, type CheckedCall } from "./tool-calls.ts";

/** Rounds of a loop that nobody bounds: the node's time and money are bounded in any case. */
const MOST_ROUNDS = 100;
/** Characters of a tool's result that a model is told. */
const MAX_RESULT = 100_000;

/**
 * Lets a model use its tools until it has an answer. After `rounds` rounds of tool calls (a negative number: any) it must answer
 * without them. What a tool fails with, the model is told. A later attempt goes on where the one before it ended: each
 * answer and each result is on record by then.
 */
export async function runAgentLoop(
  io: BlockIo,
  request: ModelRequest,
  rounds: number,
  tries: number,
): Promise<{ text: string; messages: readonly Json[] }> {
  const most = rounds < 0 ? MOST_ROUNDS : Math.min(rounds, MOST_ROUNDS);
  let messages: readonly Json[] = request.messages;
  for (let round = 0; ; round += 1) {
    const toolChoice = round < most ? "auto" : "none";
    const { answer, calls } = await askWithTools(io, { ...request, messages, toolChoice }, tries);
    messages = [...messages, assistantMessage(answer.text, answer.calls, answer.reasoning)];
    if (calls.length === 0) return { text: answer.text, messages };
    if (round >= most) throw new BlockError(`The model goes on calling tools after ${most} rounds`);
    for (const [index, call] of calls.entries()) {
      const result = await io.once(() => resultOf(io, call, `${round}.${index}`));
      messages = [...messages, toolMessage(call.id, result)];
    }
  }
}

async function resultOf(io: BlockIo, { tool, input }: CheckedCall, call: string): Promise<string> {
  try {
    const outputs = await tool.run(input, call);
    const text = JSON.stringify(outputs);
    return text.length > MAX_RESULT ? `${text.slice(0, MAX_RESULT)}… (cut)` : text;
  } catch (error) {
    if (io.signal.aborted) throw error;
    return `Error: ${error instanceof Error ? error.message : String(error)}`;
  }
}
