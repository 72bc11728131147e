import { afterAll, describe, expect, it } from "vitest";
import { aiConversation } from "#blocks/ai/ai-conversation.ts";
import { aiStructuredResponseGenerator } from "#blocks/ai/ai-structured-response-generator.ts";
import { aiTextGenerator } from "#blocks/ai/ai-text-generator.ts";
import { aiTextSummarizer } from "#blocks/ai/ai-text-summarizer.ts";
import type { ModelProvider } from "#blocks/ai/provider.ts";
import { BlockError, type BlockIo, type Charge } from "#blocks/block.ts";
import { Budget } from "#blocks/budget.ts";
import { remembering } from "#engine/steps/remembering.ts";
import { type ModelSettings, makeModelWorld } from "#engine/world/models.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Thought } from "../../local/model-stub/thought.ts";
import { startModelStub } from "../../local/model-stub.ts";
import { quietIo, runBlock } from "./run.ts";

const stub = await startModelStub();
afterAll(() => stub.stop());

/** The platform has a key for each provider, all of which are the stub. */
function modelIo(io: Partial<BlockIo> = {}, more: Partial<ModelSettings> = {}) {
  const charges: Charge[] = [];
  const names: ModelProvider[] = ["openai", "anthropic", "google_ai", "groq", "open_router"];
  const base = { google_ai: "/v1beta" } as Partial<Record<ModelProvider, string>>;
  const providers = Object.fromEntries(
    names.map((name) => [name, { baseUrl: stub.url + (base[name] ?? "/v1"), apiKey: `key-of-${name}` }]),
  );
  const send = async (url: string, init?: RequestInit) => fetch(url, init);
  const settings = { providers, models: [], stubUrl: undefined, ...more };
  const models = makeModelWorld(settings, send);
  return { io: { ...quietIo(), models, charge: (charge: Charge) => charges.push(charge), ...io }, charges };
}

/** Scripts what a question that says `when` is answered. */
const script = (when: string, ...answers: Thought[]) => stub.scripts.push({ when, answers });

const asked = (when: string) =>
  stub.asked.filter(({ question }) => question.messages.some(({ text }) => text.includes(when)));

describe.each([
  ["openai", "gpt-5.2-2025-12-11", "/v1/chat/completions", "authorization", "Bearer key-of-openai"],
  ["anthropic", "claude-sonnet-4-6", "/v1/messages", "x-api-key", "key-of-anthropic"],
  ["google", "gemini-2.5-pro", "/v1beta/models/gemini-2.5-pro", "x-goog-api-key", "key-of-google_ai"],
  ["groq", "llama-3.3-70b-versatile", "/v1/chat/completions", "authorization", "Bearer key-of-groq"],
  [
    "OpenRouter",
    "deepseek/deepseek-chat",
    "/v1/chat/completions",
    "authorization",
    "Bearer key-of-open_router",
  ],
])("%s", (provider, model, path, header, key) => {
  it("writes a text, streamed, with the platform's own key in its header", async () => {
    const text = `A long answer of ${provider}. `.repeat(20);
    script(`Greet ${provider}`, { text });
    const { io, charges } = modelIo();
    const input = { prompt: `Greet ${provider}`, sys_prompt: "Be kind", model };
    expect(await runBlock(aiTextGenerator, input, io)).toMatchObject({ response: [text] });
    const [call] = asked(`Greet ${provider}`);
    expect(call?.path).toContain(path);
    expect(call?.question).toMatchObject({ model, streams: true });
    expect(call?.question.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect(call?.headers).toMatchObject({ [header]: key });
    expect(charges).toEqual([
      {
        calls: 1,
        inputTokens: expect.any(Number),
        outputTokens: expect.any(Number),
        cost: expect.any(Number),
      },
    ]);
    expect(charges[0]?.outputTokens).toBeGreaterThan(50);
  });

  it("is held to a format, and told what did not fit", async () => {
    const expected_format = { name: "a name", year: "a year" };
    script(`Form ${provider}`, { json: { name: "Ada" } }, { json: { name: "Ada", year: 1843 } });
    const input = { prompt: `Form ${provider}`, expected_format, model, force_json_output: true };
    const { io } = modelIo();
    expect(await runBlock(aiStructuredResponseGenerator, input, io)).toMatchObject({
      response: [{ name: "Ada", year: 1843 }],
    });
    const [, second] = asked(`Form ${provider}`);
    expect(second?.question.streams).toBe(false);
    expect(second?.question.messages.at(-1)?.text).toContain('lacks the keys "year"');
  });

  it("is asked again when its answer breaks off", async () => {
    script(`Break ${provider}`, { cut: "Half an" }, { text: "A whole answer" });
    const { io } = modelIo();
    expect(await runBlock(aiTextGenerator, { prompt: `Break ${provider}`, model }, io)).toMatchObject({
      response: ["A whole answer"],
    });
  });

  it("is asked again after 429 and 500, and not after 401", async () => {
    script(
      `Busy ${provider}`,
      { status: 429, headers: { "retry-after": "0" } },
      { status: 500 },
      { text: "At last" },
    );
    script(`Refused ${provider}`, { status: 401, body: { error: { message: "bad key" } } });
    const { io } = modelIo();
    expect(await runBlock(aiTextGenerator, { prompt: `Busy ${provider}`, model }, io)).toMatchObject({
      response: ["At last"],
    });
    expect(await runBlock(aiTextGenerator, { prompt: `Refused ${provider}`, model }, io)).toEqual({
      error: [expect.stringContaining("answered 401")],
    });
    expect(asked(`Refused ${provider}`)).toHaveLength(1);
  });
});

/** The failure as the engine sees it. */
async function failureOf(input: JsonObject, io: BlockIo): Promise<unknown> {
  const parsed = aiTextGenerator.parse(input);
  if (!parsed.ok) return parsed.message;
  try {
    for await (const _ of aiTextGenerator.run(parsed.input, io));
    return null;
  } catch (error) {
    return error;
  }
}

describe("a provider that fails", () => {
  it("is left to the engine, with its Retry-After, once the tries are used", async () => {
    stub.scripts.push({
      when: "Storm",
      answers: [{ status: 429, headers: { "retry-after": "0" } }],
      repeats: true,
    });
    const failure = await failureOf({ prompt: "Storm", retry: 3 }, modelIo().io);
    expect(failure).toBeInstanceOf(BlockError);
    expect(failure).toMatchObject({ retryable: true, retryAfterMs: 0 });
    expect(asked("Storm")).toHaveLength(3);
  });

  it("that wants a long pause is left to the engine at once", async () => {
    script("Later", { status: 503, headers: { "retry-after": "120" } });
    expect(await failureOf({ prompt: "Later" }, modelIo().io)).toMatchObject({
      retryable: true,
      retryAfterMs: 120_000,
    });
    expect(asked("Later")).toHaveLength(1);
  });

  it("is waited for no longer than the node has time", async () => {
    stub.scripts.push({
      when: "Slow",
      answers: [{ status: 429, headers: { "retry-after": "9" } }],
      repeats: true,
    });
    const start = performance.now();
    await failureOf({ prompt: "Slow" }, modelIo({ signal: AbortSignal.timeout(100) }).io);
    expect(performance.now() - start).toBeLessThan(8000);
  });
});

describe("the choice of a provider", () => {
  const choice = async (input: JsonObject) => {
    const sent: { url: string; using: unknown }[] = [];
    const fetch: BlockIo["fetch"] = async (url, init) => {
      sent.push({ url, using: init?.using });
      return Response.json({}, { status: 400 });
    };
    const yields = await runBlock(aiTextGenerator, { prompt: "Hello", ...input }, modelIo({ fetch }).io);
    return { sent, error: String(yields["error"]) };
  };
  const credential = (provider: string) => ({ id: "c1", provider, type: "api_key" });

  it.each([
    ["openai", "my-own-model", "https://api.openai.com/v1/chat/completions"],
    ["groq", "gpt-4o", "https://api.groq.com/openai/v1/chat/completions"],
    ["anthropic", "claude-9", "https://api.anthropic.com/v1/messages"],
    [
      "google_ai",
      "gemini-9",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-9:streamGenerateContent?alt=sse",
    ],
  ])("is the credential's first of all: %s", async (provider, model, url) => {
    const { sent } = await choice({ model, credentials: credential(provider) });
    expect(sent).toEqual([{ url, using: credential(provider) }]);
  });

  it.each([
    ["http://ollama.example:11434", "http://ollama.example:11434/v1/chat/completions"],
    ["ollama.example", "http://ollama.example/v1/chat/completions"],
  ])("goes to the host of Ollama that the node names: %s", async (ollama_host, url) => {
    expect((await choice({ model: "llama3.2", ollama_host })).sent).toEqual([{ url, using: undefined }]);
  });

  it("says which setting is missing", async () => {
    expect((await choice({ model: "@cf/meta/llama-9" })).error).toContain("WORKERS_AI_API_KEY");
    expect((await choice({ model: "something" })).error).toContain(
      'No provider is known for the model "something"',
    );
  });

  it.each([
    ["GPT4O", "gpt-4o"],
    ["CLAUDE_4_6_SONNET", "claude-sonnet-4-6"],
    ["gpt-99-turbo", "gpt-99-turbo"],
    ["groq:qwen-7", "qwen-7"],
  ])("takes %s for %s", async (model, name) => {
    await runBlock(aiTextGenerator, { prompt: `Name ${model}`, model }, modelIo().io);
    expect(asked(`Name ${model}`)[0]?.question.model).toBe(name);
  });
});

describe("prices", () => {
  const cost = async (model: string, more: Partial<ModelSettings> = {}) => {
    const { io, charges } = modelIo({}, more);
    script("x".repeat(4000), { text: "y".repeat(400) });
    await runBlock(aiTextGenerator, { prompt: "x".repeat(4000), model }, io);
    return charges.at(-1);
  };

  it("are those of the table, in micro-dollars", async () => {
    expect(await cost("gpt-4o")).toEqual({ calls: 1, inputTokens: 1000, outputTokens: 100, cost: 3500 });
  });

  it("are those of the settings where they say otherwise, and nothing where nobody says", async () => {
    const mine = {
      name: "gpt-4o",
      provider: "openai",
      contextWindow: 8000,
      inputPrice: 1,
      outputPrice: 0,
    } as const;
    expect(await cost("gpt-4o", { models: [mine] })).toMatchObject({ cost: 1000 });
    expect(await cost("gpt-unknown")).toMatchObject({ inputTokens: 1000, cost: 0 });
  });
});

describe("what a node may cost", () => {
  /** A prompt of about a thousand tokens, which are 2500 micro-dollars; a token of the answer is 10. */
  const dear = (when: string) => `${when} ${"word ".repeat(780)}`;
  const spent = (charges: readonly Charge[]) => charges.reduce((sum, { cost = 0 }) => sum + cost, 0);

  it.each([
    ["openai", "gpt-4o", 2.5, 10],
    ["anthropic", "claude-sonnet-4-6", 3, 15],
    ["google", "gemini-2.5-pro", 1.25, 10],
  ])("bounds the length of an answer of %s", async (provider, model, input, output) => {
    script(`Afford ${provider}`, { text: "Short" });
    const { io, charges } = modelIo({ budget: new Budget(5000) });
    await runBlock(aiTextGenerator, { prompt: dear(`Afford ${provider}`), model }, io);
    const most = asked(`Afford ${provider}`)[0]?.question.maxTokens ?? Number.NaN;
    const prompt = charges[0]?.inputTokens ?? Number.NaN;
    expect(prompt * input + most * output).toBeLessThanOrEqual(5000);
    expect((prompt + 50) * input + (most + 1) * output).toBeGreaterThan(5000);
    expect(spent(charges)).toBeLessThanOrEqual(5000);
  });

  it("changes nothing where it pays for all that is asked for", async () => {
    const prompt = "Affordable";
    await runBlock(aiTextGenerator, { prompt, model: "gpt-4o" }, modelIo({ budget: new Budget(200_000) }).io);
    const few = { prompt, model: "gpt-4o", max_tokens: 10 };
    script(prompt, { text: "x".repeat(400) });
    expect(await runBlock(aiTextGenerator, few, modelIo({ budget: new Budget(200) }).io)).toMatchObject({
      response: ["x".repeat(40)],
    });
    expect(asked(prompt).map(({ question }) => question.maxTokens)).toEqual([null, 10]);
  });

  it("is too little for a prompt that costs more, which nobody is asked", async () => {
    const { io, charges } = modelIo({ budget: new Budget(2400) });
    expect(await runBlock(aiTextGenerator, { prompt: dear("Too dear"), model: "gpt-4o" }, io)).toEqual({
      error: [
        expect.stringMatching(/^Of what this node may cost \$0\.0024 is left: too little for a prompt/),
      ],
    });
    expect(asked("Too dear")).toEqual([]);
    expect(charges).toEqual([]);
  });

  it("fails an answer that it cuts, and counts it", async () => {
    script("Long-winded", { text: "y".repeat(4000) });
    const { io, charges } = modelIo({ budget: new Budget(5000) });
    expect(await runBlock(aiTextGenerator, { prompt: dear("Long-winded"), model: "gpt-4o" }, io)).toEqual({
      error: [
        expect.stringMatching(/^The answer of gpt-4o was cut after 2\d\d tokens: more could not be paid/),
      ],
    });
    expect(spent(charges)).toBeGreaterThan(4000);
    expect(spent(charges)).toBeLessThanOrEqual(5000);
  });

  it("is shared by the calls that a node makes at once, and by those after them", async () => {
    const text = Array.from({ length: 400 }, (_, index) => `Clause ${index} of the treaty.`).join(" ");
    const part = { when: "Say most about: treaty", answers: [{ text: "z".repeat(400) }], repeats: true };
    stub.scripts.push(part);
    const summarize = async (most: number) => {
      const { io, charges } = modelIo();
      const budget = new Budget(most);
      const charge = (amount: Charge) => {
        charges.push(amount);
        budget.use(amount.cost ?? 0);
      };
      const input = { text, focus: "treaty", max_tokens: 400, model: "gpt-4o" };
      const yields = await runBlock(aiTextSummarizer, input, { ...io, budget, charge });
      expect(spent(charges)).toBeLessThanOrEqual(most);
      return yields;
    };
    expect(await summarize(40_000)).toMatchObject({ summary: ["z".repeat(400)] });
    expect(await summarize(6000)).toMatchObject({ error: [expect.stringMatching(/may cost/)] });
  });
});

describe("long texts", () => {
  const small = { models: [{ name: "gpt-4o", provider: "openai", contextWindow: 2000 }] } as const;

  it("lose the middle of the longest message where the window is too small", async () => {
    const prompt = `Begin ${"word ".repeat(4000)}end`;
    const { io } = modelIo({}, small);
    const { prompt: sent } = await runBlock(
      aiTextGenerator,
      { prompt, sys_prompt: "Fit it", model: "gpt-4o" },
      io,
    );
    const messages = asked("Fit it")[0]?.question.messages ?? [];
    expect(messages[0]?.text).toBe("Fit it");
    expect(messages[1]?.text).toMatch(/^Begin word[\s\S]*left out[\s\S]*word end$/);
    expect((messages[1]?.text ?? "").length).toBeLessThan(2000 * 4);
    expect(JSON.stringify(sent)).toContain("left out");
  });

  it("are summarized part by part, then as a whole", async () => {
    const text = Array.from({ length: 400 }, (_, index) => `Sentence ${index} of the report.`).join(" ");
    stub.scripts.push({
      when: "Summarize this text. Say most about: parts",
      answers: [{ text: "A part." }],
      repeats: true,
    });
    script("Summarize these summaries", { text: "The whole." });
    const { io, charges } = modelIo();
    expect(await runBlock(aiTextSummarizer, { text, focus: "parts", max_tokens: 1000 }, io)).toMatchObject({
      summary: ["The whole."],
    });
    expect(charges).toHaveLength(4);
  });

  it("are not asked for again where an earlier attempt has parts on record", async () => {
    const text = Array.from({ length: 400 }, (_, index) => `Line ${index} of the minutes.`).join(" ");
    const part = { when: "Say most about: minutes", answers: [{ text: "A part." }], repeats: true };
    stub.scripts.push(part);
    const notes: Json[] = [];
    const attempt = async (most: number) => {
      const note = async (entry: Json) => {
        notes.push(entry);
        if (notes.length === most) throw new Error("The worker is lost");
      };
      const once = remembering([...notes], note, (value) => value);
      const input = { text, focus: "minutes", max_tokens: 400 };
      return runBlock(aiTextSummarizer, input, { ...modelIo().io, once });
    };
    expect(await attempt(2)).toEqual({ error: ["The worker is lost"] });
    expect(asked("Say most about: minutes")).toHaveLength(6);
    expect(await attempt(Number.POSITIVE_INFINITY)).toMatchObject({ summary: ["A part."] });
    const questions = asked("Say most about: minutes").map(({ question }) => question.messages.at(-1)?.text);
    expect(questions.length).toBeGreaterThan(7);
    expect(new Set(questions).size).toBe(questions.length);
  });
});

it.each<[string, Json[], string]>([
  ["a message without a role", [{ content: "x" }], 'Message 0 has no "role"'],
  [
    "an answer to a tool call that nobody made",
    [{ role: "tool", tool_call_id: "1", content: "x" }],
    "nobody made",
  ],
  [
    "arguments that are no JSON",
    [{ role: "assistant", tool_calls: [{ id: "1", function: { name: "f", arguments: "{" } }] }],
    "no JSON",
  ],
])("refuses a conversation with %s", async (_what, messages, message) => {
  expect(await runBlock(aiConversation, { messages }, modelIo().io)).toEqual({
    error: [expect.stringContaining(message)],
  });
});
