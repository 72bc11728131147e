import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { isDict } from "../convert.ts";
import { systemMessage, userMessage } from "./conversation.ts";
import { streamed } from "./example-answers.ts";
import { askForJson, type Checked } from "./json-answer.ts";
import { maxTokensPin, modelCredentials, modelPin, ollamaHostPin, promptOutput } from "./model-pins.ts";

const INSTRUCTION =
  'Make a list of short texts. Answer with nothing but one JSON object of the form {"list": ["…", "…"]}.';

export const aiListGenerator = block({
  id: "9c0b0450-d199-458b-a731-072189dd6593",
  name: "AIListGeneratorBlock",
  description: "Lets a language model make a list of texts, from a source or on a subject.",
  categories: ["AI", "TEXT"],
  pure: false,
  paid: true,
  input: () =>
    z.object({
      focus: z.string().optional().describe("What the list is about"),
      source_data: z.string().optional().describe("The text that the list is made from"),
      model: modelPin().meta({ advanced: true }),
      credentials: modelCredentials(),
      max_retries: z.int().min(1).max(10).default(3).describe("How often the model is asked at most"),
      force_json_output: z
        .boolean()
        .default(false)
        .describe("Whether the provider holds the model to JSON, where it can; it is checked in any case"),
      max_tokens: maxTokensPin(),
      ollama_host: ollamaHostPin(),
    }),
  output: () =>
    z.object({
      generated_list: z.array(z.string()).describe("The whole list"),
      list_item: z.string().describe("Each item of it"),
      prompt: promptOutput(),
    }),
  async *run({ focus, source_data, max_retries, force_json_output, max_tokens, ...choice }, io) {
    const request = {
      ...choice,
      maxTokens: max_tokens,
      schema: force_json_output ? SCHEMA : undefined,
      messages: [systemMessage(INSTRUCTION), userMessage(task(focus, source_data))],
    };
    const { value: list, sent } = await askForJson(io, request, max_retries, checkList);
    yield ["generated_list", list];
    for (const item of list) yield ["list_item", item];
    yield ["prompt", [...sent]];
  },
  examples: [
    {
      input: { focus: "planets", source_data: "Mars is red, Venus is hot." },
      answers: [streamed('["Mars", "Venus"]')],
      yields: {
        generated_list: [["Mars", "Venus"]],
        list_item: ["Mars", "Venus"],
        prompt: [[systemMessage(INSTRUCTION), userMessage(task("planets", "Mars is red, Venus is hot."))]],
      },
    },
    {
      input: { focus: "planets", max_retries: 1 },
      answers: [streamed('{"list": [{"name": "Mars"}]}')],
      yields: {
        error: ["The model's answer does not fit after 1 tries: the list has items that are not texts"],
      },
    },
  ],
});

const SCHEMA = {
  type: "object",
  properties: { list: { type: "array", items: { type: "string" } } },
  required: ["list"],
};

function task(focus: string | undefined, source: string | undefined): string {
  const about = focus ? `The list is about: ${focus}` : "List what matters most";
  return source
    ? `${about}\n\nTake it from this text:\n\n${source}`
    : `${about}\n\nMake it up: there is no source.`;
}

function checkList(json: Json): Checked<string[]> {
  const list = isDict(json) ? Object.values(json).find(Array.isArray) : json;
  if (!Array.isArray(list)) return { ok: false, message: "it is not a list" };
  const items = list.map((item) => (typeof item === "number" ? String(item) : item));
  const texts = items.filter((item) => typeof item === "string");
  if (texts.length === items.length) return { ok: true, value: texts };
  return { ok: false, message: "the list has items that are not texts" };
}
