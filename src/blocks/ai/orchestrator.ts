import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { convert, isDict } from "../convert.ts";
import { advanced, anyList, anyValue } from "../pins.ts";
import { runAgentLoop } from "./agent-loop.ts";
import {
  assistantMessage,
  openCalls,
  systemMessage,
  textOf,
  toolMessage,
  userMessage,
} from "./conversation.ts";
import { streamed } from "./example-answers.ts";
import {
  filledPrompt,
  maxTokensPin,
  modelCredentials,
  modelPin,
  ollamaHostPin,
  promptValuesPin,
  retryPin,
} from "./model-pins.ts";
import { askWithTools } from "./tool-calls.ts";

const INSTRUCTION =
  "You reach the goal that you are given by calling the tools that you have, one step at a time. " +
  "Invent no arguments: if something is missing, say so. When the goal is reached, answer in words.";

export const orchestrator = block({
  id: "3b191d9f-356f-482d-8238-ba04b6d18381",
  name: "OrchestratorBlock",
  description: "Lets a language model decide which of the linked nodes to use, and with what.",
  categories: ["AI"],
  kind: "AI",
  pure: false,
  paid: true,
  together: ["conversation_history", "last_tool_output"],
  input: () =>
    z.object({
      prompt: z.string().describe("What the model is to do; a template if there are values"),
      model: modelPin(),
      credentials: modelCredentials(),
      multiple_tool_calls: z
        .boolean()
        .default(false)
        .meta(advanced("Whether it may use several tools at once")),
      sys_prompt: z.string().default(INSTRUCTION).describe("What the model is told about its task"),
      conversation_history: anyList().default([]).describe("What was said before: from `conversations`"),
      last_tool_output: anyValue().optional().describe("What the tool gave that the model asked for last"),
      retry: retryPin(),
      prompt_values: promptValuesPin(),
      max_tokens: maxTokensPin(),
      ollama_host: ollamaHostPin(),
      agent_mode_max_iterations: z
        .int()
        .default(0)
        .meta(
          advanced(
            "0: one decision, whose arguments go out by the tool pins. Otherwise the tools run inside, for so many rounds; -1 for any number",
          ),
        ),
      execution_mode: z
        .enum(["built_in", "extended_thinking"])
        .default("built_in")
        .meta(advanced("Whether the model thinks at length")),
      conversation_compaction: z
        .boolean()
        .default(true)
        .describe("Whether the middle of long messages is left out where the model's window is too small"),
    }),
  output: () =>
    z
      .object({
        tools: anyValue().describe("The arguments for the tools, each on a pin of its own"),
        finished: z.string().describe("The answer, when the model needs no tool any more"),
        conversations: anyList().describe("All that was said: for `conversation_history`"),
      })
      .catchall(anyValue()),
  async *run(input, io) {
    const messages = opened(input);
    if (openCalls(messages).length > 0) {
      yield ["conversations", messages];
      return;
    }
    const request = {
      model: input.model,
      credentials: input.credentials,
      ollama_host: input.ollama_host,
      maxTokens: input.max_tokens,
      callsMany: input.multiple_tool_calls,
      fits: input.conversation_compaction,
      thinks: input.execution_mode === "extended_thinking",
      messages,
    };
    if (input.agent_mode_max_iterations !== 0) {
      const rounds = input.agent_mode_max_iterations;
      const { text, messages: conversation } = await runAgentLoop(io, request, rounds, input.retry);
      yield ["conversations", [...conversation]];
      yield ["finished", text];
      return;
    }
    if (io.tools.length === 0) throw new BlockError("No node is linked to the tool pins");
    const { answer, calls } = await askWithTools(io, request, input.retry);
    if (calls.length === 0) {
      yield ["finished", answer.text];
      return;
    }
    for (const { tool, input: args } of calls) {
      for (const { source, argument, fallback } of tool.pins) yield [source, args[argument] ?? fallback];
    }
    yield ["conversations", [...messages, assistantMessage(answer.text, answer.calls, answer.reasoning)]];
  },
  examples: [
    {
      input: {
        prompt: "Add 1 and {{ n }}",
        prompt_values: { n: "2" },
        agent_mode_max_iterations: -1,
        sys_prompt: "Be brief",
      },
      answers: [streamed("3")],
      yields: {
        conversations: [
          [
            { role: "system", content: "Be brief" },
            { role: "user", content: "Add 1 and 2" },
            { role: "assistant", content: "3" },
          ],
        ],
        finished: ["3"],
      },
    },
    { input: { prompt: "Do it" }, yields: { error: ["No node is linked to the tool pins"] } },
  ],
});

interface Opening {
  prompt: string;
  sys_prompt: string;
  prompt_values: Record<string, string>;
  conversation_history: Json[];
  last_tool_output?: Json | undefined;
}

/** The conversation so far: a new one, or the old one with what its last open tool call gave. */
function opened(input: Opening): Json[] {
  const { conversation_history: history, last_tool_output: output, prompt_values: values } = input;
  const system = filledPrompt(input.sys_prompt, values);
  const prompt = filledPrompt(input.prompt, values);
  const [open] = openCalls(history);
  if (open !== undefined) return [...history, toolMessage(open, convert.string(output ?? null))];
  const isSaid = history.some(
    (message) => isDict(message) && message["role"] === "user" && textOf(message) === prompt,
  );
  const hasSystem = history.some((message) => isDict(message) && message["role"] === "system");
  return [
    ...(hasSystem || system === "" ? [] : [systemMessage(system)]),
    ...history,
    ...(isSaid || prompt === "" ? [] : [userMessage(prompt)]),
  ];
}
