// Conversations as graphs hold them: dictionaries in the form of OpenAI's chat completions, from pin to pin and run to
// run. What a provider wants back with a tool call or with reasoning travels under `provider_metadata`.

import type {
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";
import { isDict } from "../convert.ts";

export interface ToolCall {
  id: string;
  name: string;
  /** JSON text, as the model wrote it. */
  arguments: string;
  metadata?: JsonObject | undefined;
}

export interface Reasoning {
  text: string;
  metadata?: JsonObject | undefined;
}

export const systemMessage = (content: string): JsonObject => ({ role: "system", content });

export const userMessage = (content: string): JsonObject => ({ role: "user", content });

export const toolMessage = (callId: string, content: string): JsonObject => ({
  role: "tool",
  tool_call_id: callId,
  content,
});

export function assistantMessage(
  text: string,
  calls: readonly ToolCall[] = [],
  reasoning: readonly Reasoning[] = [],
): JsonObject {
  const message: JsonObject = { role: "assistant", content: text };
  const signed = reasoning.filter(({ metadata }) => metadata !== undefined);
  if (signed.length > 0) message["reasoning"] = signed.map((part) => withMetadata({ text: part.text }, part));
  if (calls.length > 0) {
    message["tool_calls"] = calls.map((call) =>
      withMetadata(
        { id: call.id, type: "function", function: { name: call.name, arguments: call.arguments } },
        call,
      ),
    );
  }
  return message;
}

const withMetadata = (entry: JsonObject, { metadata }: { metadata?: JsonObject | undefined }): JsonObject =>
  metadata === undefined ? entry : { ...entry, provider_metadata: metadata };

/** The tool calls of a message; none for a message of another kind. */
export function toolCallsOf(message: Json): ToolCall[] {
  const calls = isDict(message) ? message["tool_calls"] : undefined;
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call) => {
    const fn = isDict(call) ? call["function"] : undefined;
    if (!isDict(call) || !isDict(fn) || typeof call["id"] !== "string") return [];
    const { name, arguments: args } = fn;
    if (typeof name !== "string") return [];
    const metadata = isDict(call["provider_metadata"]) ? call["provider_metadata"] : undefined;
    return [
      {
        id: call["id"],
        name,
        arguments: typeof args === "string" ? args : JSON.stringify(args ?? {}),
        metadata,
      },
    ];
  });
}

/** Ids of tool calls that nothing has answered, in order. */
export function openCalls(messages: readonly Json[]): string[] {
  const answered = new Set(
    messages.map((message) => (isDict(message) ? message["tool_call_id"] : undefined)),
  );
  return messages
    .flatMap((message) => toolCallsOf(message).map(({ id }) => id))
    .filter((id) => !answered.has(id));
}

/** The conversation in the AI SDK's form. Throws a BlockError that names the message that is none. */
export function toPrompt(messages: readonly Json[]): LanguageModelV4Prompt {
  const tools = new Map(messages.flatMap(toolCallsOf).map(({ id, name }) => [id, name]));
  return messages.map((message, index) => {
    if (!isDict(message)) throw new BlockError(`Message ${index} is no dictionary with "role" and "content"`);
    return promptMessage(message, index, tools);
  });
}

function promptMessage(
  message: JsonObject,
  index: number,
  tools: Map<string, string>,
): LanguageModelV4Message {
  switch (message["role"]) {
    case "system":
    case "developer":
      return { role: "system", content: textOf(message) };
    case "user":
      return { role: "user", content: userParts(message) };
    case "assistant":
      return { role: "assistant", content: assistantParts(message, index) };
    case "tool": {
      const id = message["tool_call_id"];
      const name = typeof id === "string" ? tools.get(id) : undefined;
      if (typeof id !== "string" || name === undefined)
        throw new BlockError(`Message ${index} answers a tool call that nobody made`);
      const output = { type: "text" as const, value: textOf(message) };
      return { role: "tool", content: [{ type: "tool-result", toolCallId: id, toolName: name, output }] };
    }
    default:
      throw new BlockError(`Message ${index} has no "role" of system, user, assistant or tool`);
  }
}

/** The text of a message, whether it is given as text, in parts, or as another value. */
export function textOf({ content }: JsonObject): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content))
    return content === undefined || content === null ? "" : JSON.stringify(content);
  return content
    .map((part) => (isDict(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}

type UserParts = Extract<LanguageModelV4Message, { role: "user" }>["content"];

function userParts(message: JsonObject): UserParts {
  const { content } = message;
  if (!Array.isArray(content)) return [{ type: "text", text: textOf(message) }];
  return content.flatMap((part): UserParts => {
    if (!isDict(part)) return [];
    if (typeof part["text"] === "string") return [{ type: "text", text: part["text"] }];
    const image = isDict(part["image_url"]) ? part["image_url"]["url"] : undefined;
    const url = typeof image === "string" ? URL.parse(image) : null;
    return url === null ? [] : [{ type: "file", data: { type: "url", url }, mediaType: "image/*" }];
  });
}

type AssistantParts = Extract<LanguageModelV4Message, { role: "assistant" }>["content"];

function assistantParts(message: JsonObject, index: number): AssistantParts {
  const text = textOf(message);
  const reasoning = Array.isArray(message["reasoning"]) ? message["reasoning"].filter(isDict) : [];
  return [
    ...reasoning.map((part) => ({
      type: "reasoning" as const,
      text: typeof part["text"] === "string" ? part["text"] : "",
      ...optionsOf(part["provider_metadata"]),
    })),
    ...(text === "" ? [] : [{ type: "text" as const, text }]),
    ...toolCallsOf(message).map((call) => ({
      type: "tool-call" as const,
      toolCallId: call.id,
      toolName: call.name,
      input: parsedArguments(call, index),
      ...optionsOf(call.metadata),
    })),
  ];
}

function parsedArguments({ arguments: text }: ToolCall, index: number): Json {
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw new BlockError(`Message ${index} has a tool call whose arguments are no JSON`);
  }
}

function optionsOf(metadata: Json | undefined): { providerOptions?: SharedV4ProviderOptions } {
  if (!isDict(metadata)) return {};
  const options = Object.entries(metadata).flatMap(([provider, value]) =>
    isDict(value) ? [[provider, value] as const] : [],
  );
  return options.length === 0 ? {} : { providerOptions: Object.fromEntries(options) };
}
