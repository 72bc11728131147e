import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import {
  type Content,
  contentOf,
  promptTokens,
  type Question,
  type Said,
  type Thought,
  tokensOf,
} from "./thought.ts";

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  content: z.unknown().optional(),
});
const Contents = z.union([z.string(), z.array(Block)]);

const Request = z.object({
  model: z.string(),
  max_tokens: z.int().positive(),
  system: Contents.optional(),
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: Contents })),
  tools: z.array(z.object({ name: z.string(), input_schema: z.record(z.string(), z.json()) })).default([]),
  tool_choice: z.object({ type: z.string(), name: z.string().optional() }).optional(),
  stream: z.boolean().default(false),
});

/** Anthropic's `POST /messages`, as its API reference has it. Throws a ZodError. */
export function parseMessages(body: unknown): Question {
  const { model, system, messages, tools, tool_choice, stream, max_tokens } = Request.parse(body);
  const called = new Set(messages.flatMap(({ content }) => callsIn(content)));
  const forced = tools.find(({ name }) => name === tool_choice?.name && !called.has(name));
  return {
    model,
    messages: [
      ...(system === undefined ? [] : [{ role: "system" as const, text: textOf(system), calls: [] }]),
      ...messages.flatMap(({ role, content }) => saidIn(role, content)),
    ],
    tools: (forced === undefined ? tools : [forced]).map(({ name, input_schema }) => ({
      name,
      parameters: input_schema,
    })),
    mayCall: tool_choice?.type !== "none",
    mustCall: tool_choice?.name,
    schema: null,
    wantsJson: false,
    streams: stream,
    maxTokens: max_tokens,
  };
}

type Blocks = z.output<typeof Contents>;

const callsIn = (content: Blocks): string[] =>
  typeof content === "string"
    ? []
    : content.flatMap(({ type, name }) => (type === "tool_use" && name ? [name] : []));

function saidIn(role: "user" | "assistant", content: Blocks): Said[] {
  if (typeof content === "string") return [{ role, text: content, calls: [] }];
  const results = content.filter(({ type }) => type === "tool_result");
  const rest = content.filter(({ type }) => type !== "tool_result");
  return [
    ...results.map((result) => ({ role: "tool" as const, text: JSON.stringify(result.content), calls: [] })),
    ...(rest.length === 0 ? [] : [{ role, text: textOf(rest), calls: callsIn(rest) }]),
  ];
}

const textOf = (content: Blocks): string =>
  typeof content === "string" ? content : content.map(({ text = "" }) => text).join("");

/** Where a tool must be called, JSON is its input. */
const shaped = (question: Question, thought: Thought): Thought =>
  "json" in thought && question.mustCall !== undefined
    ? { calls: [{ name: question.mustCall, arguments: JSON.stringify(thought.json) }] }
    : thought;

export function messagesAnswer(question: Question, thought: Thought): JsonObject {
  const content = contentOf(question, shaped(question, thought));
  const { text, calls } = content;
  const blocks: Json[] = text === "" ? [] : [{ type: "text", text }];
  return {
    ...envelope(question),
    content: [
      ...blocks,
      ...calls.map(({ id, name, input }) => ({ type: "tool_use", id, name, input: parsed(input) })),
    ],
    stop_reason: reasonOf(content),
    usage: { input_tokens: promptTokens(question), output_tokens: Math.max(1, tokensOf(text)) },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Server-sent events; of an answer that breaks off, those before it does. */
export function messagesEvents(question: Question, thought: Thought): string[] {
  const content = contentOf(question, thought);
  const { text, calls } = content;
  const usage = { input_tokens: promptTokens(question), output_tokens: 1 };
  const events: JsonObject[] = [
    { type: "message_start", message: { ...envelope(question), content: [], stop_reason: null, usage } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...(text.match(/[\s\S]{1,40}/g) ?? []).map((part) => ({
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: part },
    })),
  ];
  if (!("cut" in thought)) {
    events.push({ type: "content_block_stop", index: 0 });
    for (const [at, { id, name, input }] of calls.entries()) {
      const index = at + 1;
      const delta = { type: "input_json_delta", partial_json: input };
      events.push({
        type: "content_block_start",
        index,
        content_block: { type: "tool_use", id, name, input: {} },
      });
      events.push({ type: "content_block_delta", index, delta }, { type: "content_block_stop", index });
    }
    const output_tokens = Math.max(1, tokensOf(text));
    events.push({
      type: "message_delta",
      delta: { stop_reason: reasonOf(content), stop_sequence: null },
      usage: { output_tokens },
    });
    events.push({ type: "message_stop" });
  }
  return events.map((data) => `event: ${data["type"]}\ndata: ${JSON.stringify(data)}\n\n`);
}

function reasonOf({ calls, isTooLong }: Content): string {
  if (isTooLong) return "max_tokens";
  return calls.length > 0 ? "tool_use" : "end_turn";
}

const envelope = ({ model }: Question): JsonObject => ({
  id: "msg_stub",
  type: "message",
  role: "assistant",
  model,
  stop_sequence: null,
});
