import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { isTooDeep } from "../convert.ts";
import { callModel, type ModelRequest, Tries } from "./call-model.ts";
import { assistantMessage, userMessage } from "./conversation.ts";

export type Checked<T> = { ok: true; value: T } | { ok: false; message: string };

/**
 * Asks until the answer is JSON that `check` takes: what is wrong goes back to the model, at most `most` calls in
 * all. Answers the value, and the messages of the first call. Throws a BlockError with what was wrong last.
 */
export async function askForJson<T>(
  io: BlockIo,
  request: ModelRequest,
  most: number,
  check: (value: Json) => Checked<T>,
): Promise<{ value: T; sent: readonly Json[] }> {
  const tries = new Tries(most);
  let { messages } = request;
  let sent: readonly Json[] | undefined;
  for (let calls = 1; ; calls += 1) {
    const answer = await callModel(io, { ...request, messages }, tries);
    sent ??= answer.sent;
    const found = jsonIn(answer.text);
    const result = found === undefined ? notJson(answer.isCut) : check(found);
    if (result.ok) return { value: result.value, sent };
    if (!tries.isLeft) {
      throw new BlockError(`The model's answer does not fit after ${calls} tries: ${result.message}`);
    }
    messages = [...request.messages, assistantMessage(answer.text), userMessage(correction(result.message))];
  }
}

const correction = (message: string): string =>
  `That answer cannot be used: ${message}. Answer again, with nothing but the corrected JSON.`;

const notJson = (isCut: boolean): { ok: false; message: string } => ({
  ok: false,
  message: isCut ? "it was cut off before its JSON ended" : "it is not valid JSON",
});

/** The JSON in a model's answer: all of it, in a fence, or from its first bracket to its last. */
export function jsonIn(text: string): Json | undefined {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/i.exec(text)?.[1];
  for (const candidate of [text, fenced, bracketed(text)]) {
    const value = candidate === undefined ? undefined : parsed(candidate);
    if (value !== undefined) return value;
  }
  return undefined;
}

function bracketed(text: string): string | undefined {
  const from = text.search(/[[{]/);
  const to = text.lastIndexOf(text[from] === "[" ? "]" : "}");
  return from < 0 || to < from ? undefined : text.slice(from, to + 1);
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** An object with these keys, each described, or a list of such objects in an object, which providers insist on. */
export function formatSchema(format: Readonly<Record<string, string>>, isList: boolean): JsonObject {
  const properties = Object.fromEntries(
    Object.entries(format).map(([key, description]): [string, Json] => [key, { description }]),
  );
  const item = { type: "object", properties, required: Object.keys(format) };
  if (!isList) return item;
  return { type: "object", properties: { list: { type: "array", items: item } }, required: ["list"] };
}
