import type { Json, JsonObject } from "#lib/json.ts";
import type { ExampleAnswer } from "../block.ts";

const COMPLETIONS = { method: "POST", url: "https://api.openai.com/v1/chat/completions" };
const USAGE = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };

/** For examples of blocks: what OpenAI answers to a request for prose, as server-sent events. */
export function streamed(text: string, requestBody?: Json): ExampleAnswer {
  const chunks: JsonObject[] = [
    { choices: [{ index: 0, delta: { role: "assistant", content: text } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { choices: [], usage: USAGE },
  ];
  const events = chunks.map((chunk) => `data: ${JSON.stringify({ id: "answer", ...chunk })}\n\n`);
  return {
    ...COMPLETIONS,
    ...(requestBody !== undefined && { requestBody }),
    headers: { "content-type": "text/event-stream" },
    body: `${events.join("")}data: [DONE]\n\n`,
  };
}

/** For examples of blocks: what OpenAI answers at once, a text or calls of tools. */
export function completed(
  content: string,
  calls: readonly { name: string; arguments: JsonObject }[] = [],
): ExampleAnswer {
  const tool_calls = calls.map((call, index) => ({
    id: `call_${index + 1}`,
    type: "function",
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const message = { role: "assistant", content, ...(calls.length > 0 && { tool_calls }) };
  const finish_reason = calls.length > 0 ? "tool_calls" : "stop";
  return {
    ...COMPLETIONS,
    body: { id: "answer", choices: [{ index: 0, message, finish_reason }], usage: USAGE },
  };
}
