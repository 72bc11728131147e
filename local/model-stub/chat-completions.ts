import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Content, contentOf, promptTokens, type Question, type Thought, tokensOf } from "./thought.ts";

const Text = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]).nullish();

const Request = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.enum(["system", "developer", "user", "assistant", "tool"]),
      content: Text,
      tool_calls: z.array(z.object({ function: z.object({ name: z.string() }) })).nullish(),
    }),
  ),
  tools: z
    .array(z.object({ function: z.object({ name: z.string(), parameters: z.record(z.string(), z.json()) }) }))
    .default([]),
  tool_choice: z.unknown().optional(),
  response_format: z
    .object({
      type: z.string(),
      json_schema: z.object({ schema: z.record(z.string(), z.json()) }).optional(),
    })
    .optional(),
  stream: z.boolean().default(false),
  max_tokens: z.int().positive().optional(),
  max_completion_tokens: z.int().positive().optional(),
});

/** OpenAI's `POST /chat/completions`, as its API reference has it. Throws a ZodError. */
export function parseChat(body: unknown): Question {
  const { model, messages, tools, tool_choice, response_format, stream, ...limits } = Request.parse(body);
  return {
    model,
    messages: messages.map(({ role, content, tool_calls }) => ({
      role: role === "developer" ? "system" : role,
      text: textOf(content),
      calls: (tool_calls ?? []).map((call) => call.function.name),
    })),
    tools: tools.map((tool) => tool.function),
    mayCall: tool_choice !== "none",
    schema: response_format?.json_schema?.schema ?? null,
    wantsJson: response_format?.type === "json_object",
    streams: stream,
    maxTokens: limits.max_completion_tokens ?? limits.max_tokens ?? null,
  };
}

const textOf = (content: z.output<typeof Text>): string =>
  typeof content === "string" ? content : (content ?? []).map(({ text = "" }) => text).join("");

export function chatAnswer(question: Question, thought: Thought): JsonObject {
  const content = contentOf(question, thought);
  const { text, calls } = content;
  const message: JsonObject = { role: "assistant", content: calls.length > 0 ? null : text };
  if (calls.length > 0) message["tool_calls"] = calls.map(callOf);
  return {
    ...envelope(question, "chat.completion"),
    choices: [{ index: 0, message, finish_reason: reasonOf(content) }],
    usage: usageOf(question, text),
  };
}

/** Server-sent events; of an answer that breaks off, those before it does. */
export function chatEvents(question: Question, thought: Thought): string[] {
  const content = contentOf(question, thought);
  const { text, calls } = content;
  const base = envelope(question, "chat.completion.chunk");
  const chunk = (delta: JsonObject, finish_reason: Json = null): JsonObject => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const chunks = [
    chunk({ role: "assistant", content: "" }),
    ...(text.match(/[\s\S]{1,40}/g) ?? []).map((content) => chunk({ content })),
    ...calls.map((call, index) => chunk({ tool_calls: [{ index, ...callOf(call) }] })),
  ];
  const lines = chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`);
  if ("cut" in thought) return lines;
  const end = [chunk({}, reasonOf(content)), { ...base, choices: [], usage: usageOf(question, text) }];
  return [...lines, ...end.map((data) => `data: ${JSON.stringify(data)}\n\n`), "data: [DONE]\n\n"];
}

function reasonOf({ calls, isTooLong }: Content): string {
  if (isTooLong) return "length";
  return calls.length > 0 ? "tool_calls" : "stop";
}

const envelope = ({ model }: Question, object: string): JsonObject => ({
  id: "chatcmpl-stub",
  object,
  created: 1_700_000_000,
  model,
});

const callOf = ({ id, name, input }: { id: string; name: string; input: string }): JsonObject => ({
  id,
  type: "function",
  function: { name, arguments: input },
});

function usageOf(question: Question, text: string): JsonObject {
  const [prompt_tokens, completion_tokens] = [promptTokens(question), Math.max(1, tokensOf(text))];
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
