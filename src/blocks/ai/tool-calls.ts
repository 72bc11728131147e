import type { JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { isDict, isTooDeep } from "../convert.ts";
import { fitsSchema } from "../fits.ts";
import type { Tool } from "../tool.ts";
import { callModel, type ModelAnswer, type ModelRequest, Tries } from "./call-model.ts";
import { assistantMessage, type ToolCall, toolMessage } from "./conversation.ts";

export interface CheckedCall extends ToolCall {
  tool: Tool;
  input: JsonObject;
}

/**
 * One answer whose tool calls can be carried out: what is wrong with one goes back to the model, at most `most` calls
 * in all. No attempt asks again for what an earlier one was answered. Throws a BlockError with what was wrong last.
 */
export async function askWithTools(
  io: BlockIo,
  request: ModelRequest,
  most: number,
): Promise<{ answer: Answer; calls: CheckedCall[] }> {
  const tries = new Tries(most);
  let { messages } = request;
  for (let answers = 1; ; answers += 1) {
    const current = { ...request, messages, tools: io.tools };
    const answer = await io.once(async () => answerOf(await callModel(io, current, tries)));
    const asked = request.callsMany === false ? answer.calls.slice(0, 1) : answer.calls;
    const checked = asked.map((call) => checkCall(call, io.tools));
    const wrong = checked.filter((each) => typeof each === "string");
    const calls = checked.filter((each) => typeof each !== "string");
    if (wrong.length === 0) return { answer: { ...answer, calls: asked }, calls };
    if (!tries.isLeft || answers >= most)
      throw new BlockError(`The model's tool calls cannot be carried out: ${wrong.join("; ")}`);
    const complaints = asked.map((call, index) => {
      const problem = checked[index];
      return toolMessage(
        call.id,
        typeof problem === "string" ? `Error: ${problem}` : "Not run: another call was wrong",
      );
    });
    messages = [...request.messages, assistantMessage(answer.text, asked.map(presentable)), ...complaints];
  }
}

type Answer = Pick<ModelAnswer, "text" | "calls" | "reasoning">;

const answerOf = ({ text, calls, reasoning }: ModelAnswer): Answer => ({ text, calls, reasoning });

/** Arguments that are no JSON cannot travel in a conversation: providers refuse them. */
const presentable = (call: ToolCall): ToolCall =>
  parsedInput(call.arguments) === undefined ? { ...call, arguments: "{}" } : call;

function checkCall(call: ToolCall, tools: readonly Tool[]): CheckedCall | string {
  const tool = tools.find(({ name }) => name === call.name);
  if (tool === undefined) return `there is no tool "${call.name}"`;
  const input = parsedInput(call.arguments);
  if (input === undefined) return `the arguments of ${call.name} are not a JSON object`;
  const { properties, required } = tool.parameters;
  const missing = (Array.isArray(required) ? required : []).filter(
    (name) => (input[String(name)] ?? null) === null,
  );
  if (missing.length > 0) return `${call.name} needs ${missing.join(", ")}`;
  const known = isDict(properties) ? properties : {};
  const unfit = Object.entries(input).flatMap(([name, value]) => {
    const schema = known[name];
    if (!isDict(schema)) return [`${call.name} has no argument "${name}"`];
    return value === null || fitsSchema(schema)(value)
      ? []
      : [`the argument "${name}" of ${call.name} does not fit its schema`];
  });
  return unfit[0] ?? { ...call, tool, input };
}

function parsedInput(text: string): JsonObject | undefined {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text);
    return isDict(value) && !isTooDeep(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
