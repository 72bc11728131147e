import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { isDict } from "../convert.ts";
import { advanced, anyDict, anyList } from "../pins.ts";
import { systemMessage, userMessage } from "./conversation.ts";
import { completed, streamed } from "./example-answers.ts";
import { askForJson, type Checked, formatSchema } from "./json-answer.ts";
import {
  filledPrompt,
  maxTokensPin,
  modelCredentials,
  modelPin,
  ollamaHostPin,
  promptOutput,
  promptValuesPin,
  retryPin,
} from "./model-pins.ts";

type Format = Record<string, string>;

export const aiStructuredResponseGenerator = block({
  id: "ed55ac19-356e-4243-a6cb-bc599e9b716f",
  name: "AIStructuredResponseGeneratorBlock",
  description:
    "Lets a language model answer with a dictionary of given keys, or a list of them, and checks that it does.",
  categories: ["AI"],
  pure: false,
  paid: true,
  input: () =>
    z.object({
      prompt: z.string().describe("What the model is asked; a template if there are values"),
      expected_format: z
        .record(z.string(), z.string())
        .describe("The keys of the answer, each with a description of its value"),
      list_result: z.boolean().default(false).describe("Whether the answer is a list of such dictionaries"),
      model: modelPin(),
      force_json_output: z
        .boolean()
        .default(false)
        .describe("Whether the provider holds the model to JSON, where it can; it is checked in any case"),
      credentials: modelCredentials(),
      sys_prompt: z.string().default("").describe("What the model is told about its task"),
      conversation_history: anyList().default([]).describe("What was said before"),
      retry: retryPin(),
      prompt_values: promptValuesPin(),
      max_tokens: maxTokensPin(),
      compress_prompt_to_fit: z
        .boolean()
        .default(true)
        .meta(
          advanced("Whether the middle of long messages is left out where the model's window is too small"),
        ),
      ollama_host: ollamaHostPin(),
    }),
  output: () =>
    z.object({
      response: z.union([anyDict(), z.array(anyDict())]).describe("The dictionary, or the list of them"),
      prompt: promptOutput(),
    }),
  async *run(input, io) {
    const { expected_format: format, list_result: isList, prompt_values: values } = input;
    const system = [filledPrompt(input.sys_prompt, values), instruction(format, isList)];
    const request = {
      model: input.model,
      credentials: input.credentials,
      ollama_host: input.ollama_host,
      maxTokens: input.max_tokens,
      fits: input.compress_prompt_to_fit,
      schema: input.force_json_output ? formatSchema(format, isList) : undefined,
      messages: [
        systemMessage(system.filter((text) => text !== "").join("\n\n")),
        ...input.conversation_history,
        userMessage(filledPrompt(input.prompt, values)),
      ],
    };
    const { value, sent } = await askForJson(io, request, input.retry, (json) =>
      checkFormat(json, format, isList),
    );
    yield ["response", value];
    yield ["prompt", [...sent]];
  },
  examples: [
    {
      input: {
        prompt: "Who wrote the first program?",
        expected_format: { name: "the person", year: "when" },
      },
      answers: [
        streamed('Gladly:\n```json\n{"name": "Ada"}\n```'),
        streamed('{"name": "Ada", "year": 1843}'),
      ],
      yields: {
        response: [{ name: "Ada", year: 1843 }],
        prompt: [
          [
            systemMessage(instruction({ name: "the person", year: "when" }, false)),
            userMessage("Who wrote the first program?"),
          ],
        ],
      },
    },
    {
      input: {
        prompt: "Primes",
        expected_format: { n: "a prime" },
        list_result: true,
        force_json_output: true,
      },
      answers: [completed('{"list": [{"n": 2}, {"n": 3}]}')],
      yields: {
        response: [[{ n: 2 }, { n: 3 }]],
        prompt: [[systemMessage(instruction({ n: "a prime" }, true)), userMessage("Primes")]],
      },
    },
    {
      input: { prompt: "Who?", expected_format: { name: "the person" }, retry: 2 },
      answers: [streamed("I do not know"), streamed("[1")],
      yields: { error: ["The model's answer does not fit after 2 tries: it is not valid JSON"] },
    },
  ],
});

function instruction(format: Format, isList: boolean): string {
  const keys = JSON.stringify(format, null, 2);
  const shape = isList ? 'one JSON object {"list": […]} whose list has objects' : "one JSON object";
  return `Answer with nothing but ${shape} with exactly these keys; what stands behind a key describes its value:\n${keys}`;
}

function checkFormat(json: Json, format: Format, isList: boolean): Checked<Dict | Dict[]> {
  if (!isList) return checkItem(json, format, "the answer");
  const list = isDict(json) ? Object.values(json).find(Array.isArray) : json;
  if (!Array.isArray(list)) return { ok: false, message: "it is not a list" };
  const items: Dict[] = [];
  for (const [index, item] of list.entries()) {
    const checked = checkItem(item, format, `item ${index}`);
    if (!checked.ok) return checked;
    items.push(checked.value);
  }
  return { ok: true, value: items };
}

type Dict = Record<string, Json>;

function checkItem(json: Json, format: Format, what: string): Checked<Dict> {
  if (!isDict(json)) return { ok: false, message: `${what} is not an object` };
  const missing = Object.keys(format).filter((key) => !Object.hasOwn(json, key));
  if (missing.length === 0) return { ok: true, value: json };
  return { ok: false, message: `${what} lacks the keys ${missing.map((key) => `"${key}"`).join(", ")}` };
}
