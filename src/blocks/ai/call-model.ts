import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { isDict } from "../convert.ts";
import { afford } from "./afford.ts";
import { type ChosenModel, chooseModel, type ModelChoice } from "./choose-model.ts";
import { type Reasoning, type ToolCall, toPrompt } from "./conversation.ts";
import { estimateTokens, fitMessages } from "./fit-messages.ts";
import { languageModel } from "./language-model.ts";
import { PROVIDERS } from "./provider.ts";
import { asBlockError, pauseBefore } from "./retries.ts";

export interface OfferedTool {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  parameters: JsonObject;
}

export interface ModelRequest extends ModelChoice {
  messages: readonly Json[];
  maxTokens?: number | undefined;
  /** Leaves out the middle of long messages where the model's window is too small. */
  fits?: boolean;
  /** JSON Schema of the answer. The answer is still to be checked. */
  schema?: JsonObject | undefined;
  tools?: readonly OfferedTool[];
  /** Whether it may, or must not, call a tool. */
  toolChoice?: "auto" | "none";
  /** Whether it may call several tools at once. */
  callsMany?: boolean;
  thinks?: boolean;
}

export interface ModelAnswer {
  text: string;
  calls: ToolCall[];
  reasoning: Reasoning[];
  /** What was sent: the messages, fitted. */
  sent: readonly Json[];
  isCut: boolean;
}

type Raw = Pick<ModelAnswer, "text" | "calls" | "reasoning"> & {
  usage: LanguageModelV4Usage;
  finishReason: LanguageModelV4FinishReason;
};

/** Calls of one block that may fail, counted down together: for transport, and for answers that do not fit. */
export class Tries {
  #left: number;

  constructor(most: number) {
    this.#left = Math.max(1, most);
  }

  get isLeft(): boolean {
    return this.#left > 0;
  }

  take(): void {
    this.#left -= 1;
  }
}

/**
 * One answer of a model, charged for. 429, 5xx and answers that break off are tried again after a pause while `tries`
 * are left; then they are a retryable BlockError, which the engine tries again later.
 */
export async function callModel(io: BlockIo, request: ModelRequest, tries: Tries): Promise<ModelAnswer> {
  const chosen = chooseModel(io, request);
  const { facts } = chosen;
  const model = await languageModel({ ...chosen, provider: facts.provider, model: facts.name });
  const sent =
    request.fits === false ? request.messages : fitMessages(request.messages, roomFor(chosen, request));
  for (let failures = 0; ; failures += 1) {
    tries.take();
    try {
      return { ...(await askOnce(io, chosen, model, request, sent)), sent };
    } catch (error) {
      if (io.signal.aborted) throw error;
      const failure = await asBlockError(facts.provider, error, io.now);
      if (!failure.retryable || !tries.isLeft) throw failure;
      await pauseBefore(failures, failure, io);
    }
  }
}

/** Charged for whatever becomes of the answer, and never for more than was set aside for it. */
async function askOnce(
  io: BlockIo,
  chosen: ChosenModel,
  model: LanguageModelV4,
  request: ModelRequest,
  sent: readonly Json[],
): Promise<Omit<ModelAnswer, "sent">> {
  const { name } = chosen.facts;
  const { maxTokens, isClamped, release } = await afford(io, chosen.facts, request, sent);
  try {
    const answer = await ask(model, optionsOf(chosen, { ...request, maxTokens }, sent, io.signal));
    io.charge({ calls: 1, ...priceOf(chosen, answer.usage) });
    const isCut = answer.finishReason.unified === "length";
    if (isCut && isClamped) throw tooDear(name, maxTokens);
    const { text, calls, reasoning } = checked(name, answer);
    return { text, calls, reasoning, isCut };
  } finally {
    release();
  }
}

/** Half an answer that nobody asked to be short is none. */
const tooDear = (model: string, tokens: number | undefined): BlockError =>
  new BlockError(
    `The answer of ${model} was cut after ${tokens} tokens: more could not be paid for with what is left of what this node may cost`,
  );

/** Tokens that the messages may have, beside the answer and the tools. */
function roomFor({ facts }: ChosenModel, { maxTokens, tools = [], schema }: ModelRequest): number {
  const answer = Math.min(maxTokens ?? facts.maxOutput ?? 4096, Math.floor(facts.contextWindow / 4));
  const extras = estimateTokens(JSON.stringify([tools, schema ?? null]));
  return Math.max(256, facts.contextWindow - answer - extras);
}

function optionsOf(
  { facts }: ChosenModel,
  { maxTokens, schema, tools = [], toolChoice = "auto", callsMany = true, thinks = false }: ModelRequest,
  sent: readonly Json[],
  abortSignal: AbortSignal,
): LanguageModelV4CallOptions {
  const options: LanguageModelV4CallOptions = { prompt: toPrompt(sent), abortSignal };
  if (maxTokens !== undefined) options.maxOutputTokens = maxTokens;
  if (schema !== undefined) {
    // Schemas of ours leave values open, which constrained decoding refuses.
    options.responseFormat = { type: "json", ...(PROVIDERS[facts.provider].takesSchemas && { schema }) };
  }
  if (tools.length > 0) {
    options.tools = tools.map(({ name, description, parameters }) => ({
      type: "function",
      name,
      description,
      inputSchema: parameters,
    }));
    options.toolChoice = { type: toolChoice };
  }
  if (thinks) options.reasoning = "high";
  options.providerOptions = {
    anthropic: { structuredOutputMode: "jsonTool", disableParallelToolUse: !callsMany },
    [camelCase(facts.provider)]: {
      ...(schema !== undefined && { strictJsonSchema: false }),
      ...(tools.length > 0 && !callsMany && { parallel_tool_calls: false }),
    },
  };
  return options;
}

const camelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Prose is streamed, so that a long answer is no silent connection; what must be whole to mean anything is not. */
async function ask(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Raw> {
  if (options.tools !== undefined || options.responseFormat !== undefined) {
    const { content, usage, finishReason } = await model.doGenerate(options);
    return { ...gathered(content), usage, finishReason };
  }
  const { stream } = await model.doStream(options);
  let text = "";
  for await (const part of stream) {
    if (part.type === "text-delta") text += part.delta;
    else if (part.type === "error") throw part.error;
    else if (part.type === "finish") {
      if (part.finishReason.raw === undefined) break;
      return { text, calls: [], reasoning: [], usage: part.usage, finishReason: part.finishReason };
    }
  }
  throw new BlockError(`The answer of ${model.modelId} broke off after ${text.length} characters`, {
    retryable: true,
  });
}

function gathered(content: readonly LanguageModelV4Content[]): Omit<Raw, "usage" | "finishReason"> {
  const answer = { text: "", calls: [] as ToolCall[], reasoning: [] as Reasoning[] };
  for (const part of content) {
    const metadata = "providerMetadata" in part ? metadataOf(part.providerMetadata) : undefined;
    if (part.type === "text") answer.text += part.text;
    else if (part.type === "reasoning") answer.reasoning.push({ text: part.text, metadata });
    else if (part.type === "tool-call") {
      answer.calls.push({ id: part.toolCallId, name: part.toolName, arguments: part.input, metadata });
    }
  }
  return answer;
}

/** Only what has something to say travels with a conversation. */
function metadataOf(metadata: unknown): JsonObject | undefined {
  const json: Json = metadata === undefined ? null : JSON.parse(JSON.stringify(metadata));
  if (!isDict(json)) return undefined;
  const said = Object.entries(json).filter(([, value]) => isDict(value) && Object.keys(value).length > 0);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function checked(model: string, answer: Raw): Raw {
  if (answer.text.trim() !== "" || answer.calls.length > 0) return answer;
  const { unified } = answer.finishReason;
  if (unified === "content-filter") throw new BlockError(`${model} refused to answer (content filter)`);
  if (unified === "length")
    throw new BlockError(`${model} used all its tokens before it answered; raise max_tokens`);
  throw new BlockError(`${model} answered nothing`, { retryable: true });
}

/** What the provider itself says a call has cost comes before our list. */
function priceOf({ facts }: ChosenModel, { inputTokens, outputTokens, raw }: LanguageModelV4Usage) {
  const input = inputTokens.total ?? 0;
  const output = outputTokens.total ?? 0;
  const said = raw?.["cost"];
  const micros =
    typeof said === "number"
      ? said * 1_000_000
      : input * (facts.inputPrice ?? 0) + output * (facts.outputPrice ?? 0);
  return { inputTokens: input, outputTokens: output, cost: Math.ceil(Math.max(0, micros)) };
}
