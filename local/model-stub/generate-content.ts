import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { contentOf, promptTokens, type Question, type Said, type Thought, tokensOf } from "./thought.ts";

const Part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.object({ name: z.string() }).optional(),
  functionResponse: z.object({ response: z.unknown().optional() }).optional(),
});
const Content = z.object({ role: z.string().optional(), parts: z.array(Part) });

const Request = z.object({
  systemInstruction: Content.optional(),
  contents: z.array(Content),
  tools: z
    .array(
      z.object({
        functionDeclarations: z
          .array(z.object({ name: z.string(), parameters: z.record(z.string(), z.json()).nullish() }))
          .optional(),
      }),
    )
    .default([]),
  toolConfig: z.object({ functionCallingConfig: z.object({ mode: z.string() }).optional() }).optional(),
  generationConfig: z
    .object({
      maxOutputTokens: z.int().positive().optional(),
      responseMimeType: z.string().optional(),
      responseSchema: z.record(z.string(), z.json()).optional(),
      responseJsonSchema: z.record(z.string(), z.json()).optional(),
    })
    .optional(),
});

/** Google's `POST /models/{model}:generateContent`, as its API reference has it. Throws a ZodError. */
export function parseContents(model: string, streams: boolean, body: unknown): Question {
  const { systemInstruction, contents, tools, toolConfig, generationConfig = {} } = Request.parse(body);
  const system = systemInstruction?.parts.map(({ text = "" }) => text).join("");
  return {
    model,
    messages: [
      ...(system === undefined ? [] : [{ role: "system" as const, text: system, calls: [] }]),
      ...contents.flatMap(saidIn),
    ],
    tools: tools
      .flatMap(({ functionDeclarations = [] }) => functionDeclarations)
      .map(({ name, parameters }) => ({ name, parameters: parameters ?? {} })),
    mayCall: toolConfig?.functionCallingConfig?.mode !== "NONE",
    schema: lowerCased(generationConfig.responseJsonSchema ?? generationConfig.responseSchema ?? null),
    wantsJson: generationConfig.responseMimeType === "application/json",
    streams,
    maxTokens: generationConfig.maxOutputTokens ?? null,
  };
}

/** Google writes the types of its schemas in capitals. */
const lowerCased = (schema: JsonObject | null): JsonObject | null =>
  schema === null
    ? null
    : JSON.parse(JSON.stringify(schema), (key, value) =>
        key === "type" && typeof value === "string" ? value.toLowerCase() : value,
      );

function saidIn({ role, parts }: z.output<typeof Content>): Said[] {
  return parts.map(({ text = "", functionCall, functionResponse }) => {
    if (functionResponse !== undefined)
      return { role: "tool", text: JSON.stringify(functionResponse.response), calls: [] };
    const calls = functionCall === undefined ? [] : [functionCall.name];
    return { role: role === "model" ? "assistant" : "user", text, calls };
  });
}

export function contentAnswer(question: Question, thought: Thought): JsonObject {
  const { text, calls, isTooLong } = contentOf(question, thought);
  const parts = calls.map(({ name, input }) => ({ functionCall: { name, args: JSON.parse(input) } }));
  const [promptTokenCount, candidatesTokenCount] = [promptTokens(question), Math.max(1, tokensOf(text))];
  return {
    candidates: [
      {
        index: 0,
        content: { role: "model", parts: parts.length > 0 ? parts : [{ text }] },
        ...(!("cut" in thought) && { finishReason: isTooLong ? "MAX_TOKENS" : "STOP" }),
      },
    ],
    usageMetadata: {
      promptTokenCount,
      candidatesTokenCount,
      totalTokenCount: promptTokenCount + candidatesTokenCount,
    },
    modelVersion: question.model,
  };
}

export const contentEvents = (question: Question, thought: Thought): string[] => [
  `data: ${JSON.stringify(contentAnswer(question, thought))}\n\n`,
];
