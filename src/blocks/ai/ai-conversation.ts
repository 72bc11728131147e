import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyList } from "../pins.ts";
import { callModel, Tries } from "./call-model.ts";
import { userMessage } from "./conversation.ts";
import { streamed } from "./example-answers.ts";
import { maxTokensPin, modelCredentials, modelPin, ollamaHostPin, promptOutput } from "./model-pins.ts";

const TRIES = 3;

export const aiConversation = block({
  id: "32a87eab-381e-4dd4-bdb8-4c47151be35a",
  name: "AIConversationBlock",
  description: "Lets a language model answer in a conversation.",
  categories: ["AI"],
  pure: false,
  paid: true,
  input: () =>
    z.object({
      prompt: z.string().default("").describe("What is said to the model now; after the messages"),
      messages: anyList().describe('What was said before: messages with "role" and "content"'),
      model: modelPin(),
      credentials: modelCredentials(),
      max_tokens: maxTokensPin(),
      ollama_host: ollamaHostPin(),
    }),
  output: () => z.object({ response: z.string().describe("The model's answer"), prompt: promptOutput() }),
  async *run({ prompt, messages, max_tokens, ...choice }, io) {
    const conversation = prompt === "" ? messages : [...messages, userMessage(prompt)];
    if (conversation.length === 0)
      throw new BlockError("There is nothing to answer: give a prompt or messages");
    const request = { ...choice, messages: conversation, maxTokens: max_tokens };
    const { text, sent } = await callModel(io, request, new Tries(TRIES));
    yield ["response", text];
    yield ["prompt", [...sent]];
  },
  examples: [
    {
      input: {
        messages: [
          { role: "user", content: "Hi" },
          { role: "assistant", content: "Hello" },
        ],
        prompt: "And you?",
      },
      answers: [streamed("I am well.")],
      yields: {
        response: ["I am well."],
        prompt: [
          [
            { role: "user", content: "Hi" },
            { role: "assistant", content: "Hello" },
            { role: "user", content: "And you?" },
          ],
        ],
      },
    },
    { input: { messages: [] }, yields: { error: ["There is nothing to answer: give a prompt or messages"] } },
    {
      input: { messages: ["Hi"] },
      yields: { error: ['Message 0 is no dictionary with "role" and "content"'] },
    },
  ],
});
