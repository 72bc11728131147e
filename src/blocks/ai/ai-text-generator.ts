import * as z from "zod";
import { block } from "../block.ts";
import { callModel, Tries } from "./call-model.ts";
import { systemMessage, userMessage } from "./conversation.ts";
import { streamed } from "./example-answers.ts";
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
import { DEFAULT_MODEL } from "./model-table.ts";

export const aiTextGenerator = block({
  id: "1f292d4a-41a4-4977-9684-7c8d560b9f91",
  name: "AITextGeneratorBlock",
  description: "Lets a language model write a text.",
  categories: ["AI"],
  pure: false,
  paid: true,
  input: () =>
    z.object({
      prompt: z.string().describe("What the model is asked; a template if there are values"),
      model: modelPin(),
      credentials: modelCredentials(),
      sys_prompt: z.string().default("").describe("What the model is told about its task"),
      retry: retryPin(),
      prompt_values: promptValuesPin(),
      ollama_host: ollamaHostPin(),
      max_tokens: maxTokensPin(),
    }),
  output: () => z.object({ response: z.string().describe("What the model wrote"), prompt: promptOutput() }),
  async *run({ prompt, sys_prompt, prompt_values, max_tokens, retry, ...choice }, io) {
    const system = filledPrompt(sys_prompt, prompt_values);
    const messages = [
      ...(system === "" ? [] : [systemMessage(system)]),
      userMessage(filledPrompt(prompt, prompt_values)),
    ];
    const { text, sent } = await callModel(
      io,
      { ...choice, messages, maxTokens: max_tokens },
      new Tries(retry),
    );
    yield ["response", text];
    yield ["prompt", [...sent]];
  },
  examples: [
    {
      input: { prompt: "Greet {{ name }}", sys_prompt: "Be kind", prompt_values: { name: "Ada" } },
      answers: [
        streamed("Hello, Ada!", {
          model: DEFAULT_MODEL,
          messages: [
            { role: "system", content: "Be kind" },
            { role: "user", content: "Greet Ada" },
          ],
          stream: true,
          stream_options: { include_usage: true },
        }),
      ],
      yields: {
        response: ["Hello, Ada!"],
        prompt: [
          [
            { role: "system", content: "Be kind" },
            { role: "user", content: "Greet Ada" },
          ],
        ],
      },
    },
    {
      input: { prompt: "Hello", model: "claude-sonnet-4-6" },
      yields: {
        error: [
          "The node has no credential for anthropic, and this platform has none of its own (ANTHROPIC_API_KEY)",
        ],
      },
    },
  ],
});
