import { expect } from "vitest";
import type { Block, BlockExample, BlockIo, BlockRequest, ExampleAnswer } from "#blocks/block.ts";
import { isDict } from "#blocks/convert.ts";
import type { Happened, Yielded } from "#blocks/suspension.ts";
import { type ModelSettings, makeModelWorld } from "#engine/world/models.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { exampleFiles, exampleMail, exampleMemory, exampleSql } from "./ports.ts";

export type Yields = Record<string, Json[]>;

/** Runs a block as the engine does: parse, then run; a failure is what its `error` pin carries. */
export async function runBlock(block: Block, input: JsonObject, io: Partial<BlockIo> = {}): Promise<Yields> {
  const parsed = block.parse(deepFrozen(input));
  if (!parsed.ok) return { error: [parsed.message] };
  return collect(block, deepFrozen(parsed.input), { ...quietIo(), ...io });
}

/** Runs an example with its clock and its answers; every answer must be asked for. */
export async function runExample(block: Block, example: BlockExample): Promise<Yields> {
  const { input, now, answers = [], happens = [] } = example;
  if (block.waits) return runWaiting(block, input, happens);
  const left = [...answers];
  const yields = await runBlock(block, input, {
    ...(now === undefined ? {} : { now: Date.parse(now) }),
    files: exampleFiles(example.files),
    memory: exampleMemory(example.memory),
    sql: exampleSql(example.queries),
    mail: exampleMail(example.mails),
    fetch: async (url, init) => answerOf(left.shift(), credentialOf(input), url, init),
    models: makeModelWorld(OWN_KEY, async (url, init) => answerOf(left.shift(), undefined, url, init)),
  });
  expect(left).toEqual([]);
  return yields;
}

/** Lets a block wait and tells it what happens; it must have ended when nothing more does. */
function runWaiting(block: Block, input: JsonObject, happens: readonly Happened[]): Yields {
  const parsed = block.parse(deepFrozen(input));
  if (!parsed.ok) return { error: [parsed.message] };
  const io = { ...quietIo(), asksPeople: true };
  const yields: Yields = {};
  const add = ([pin, value]: Yielded) => {
    yields[pin] = [...(yields[pin] ?? []), value];
  };
  try {
    const wanted = block.suspend(deepFrozen(parsed.input), io);
    let isOver = !("type" in wanted);
    if (!("type" in wanted)) wanted.forEach(add);
    for (const [count, happened] of happens.entries()) {
      expect(isOver).toBe(false);
      const { outputs, next } = block.resume(parsed.input, { ...happened, count }, io);
      outputs.forEach(add);
      isOver = next === "end";
    }
    expect(isOver).toBe(true);
  } catch (error) {
    add(["error", error instanceof Error ? error.message : String(error)]);
  }
  return yields;
}

async function collect(block: Block, input: JsonObject, io: BlockIo): Promise<Yields> {
  const yields: Yields = {};
  const add = ([pin, value]: Yielded) => {
    yields[pin] = [...(yields[pin] ?? []), value];
  };
  try {
    if (block.pure) for (const yielded of block.runPure(input, io)) add(yielded);
    else for await (const yielded of block.run(input, io)) add(yielded);
  } catch (error) {
    add(["error", error instanceof Error ? error.message : String(error)]);
  }
  return yields;
}

/** The platform of the examples has a key for OpenAI. */
const OWN_KEY: ModelSettings = {
  providers: { openai: { apiKey: "key of the platform", baseUrl: undefined } },
  models: [],
  stubUrl: undefined,
};

/** A world without a network, at a fixed time, whose randomness is a fixed sequence. */
export function quietIo(): BlockIo & { hide<T>(value: T): T } {
  let state = 1;
  return {
    now: Date.UTC(2025, 2, 19, 14, 30, 5, 42),
    random: () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    },
    files: exampleFiles(),
    memory: exampleMemory(),
    sql: exampleSql(),
    mail: exampleMail(),
    fetch: async (url) => {
      throw new TypeError(`nothing answers at ${url}`);
    },
    idempotencyKey: "execution:node:1",
    attempt: 1,
    lastAttempt: true,
    hide: (value) => value,
    signal: new AbortController().signal,
    charge: () => undefined,
    once: (make) => make(),
    tools: [],
    models: makeModelWorld({ providers: {}, models: [], stubUrl: undefined }, () => Promise.reject()),
  };
}

/** What requests use: the credential of the input, or that of the Google file in it. */
function credentialOf({ credentials, ...input }: JsonObject): Json | undefined {
  const file = input["spreadsheet"] ?? input["document"] ?? input["source_spreadsheet"];
  if (credentials !== undefined || !isDict(file)) return credentials;
  return { id: file["_credentials_id"] ?? null, provider: "google", type: "oauth2" };
}

async function answerOf(
  answer: ExampleAnswer | undefined,
  credential: Json | undefined,
  url: string,
  init?: BlockRequest,
): Promise<Response> {
  if (answer === undefined) throw new TypeError(`nothing answers at ${url}`);
  expect({ method: init?.method ?? "GET", url, using: init?.using }).toEqual({
    method: answer.method,
    url: answer.url,
    using: answer.isAnonymous ? undefined : credential,
  });
  if (answer.requestBody !== undefined) {
    const sent = await new Request("https://example.com", {
      method: "POST",
      body: init?.body ?? null,
    }).text();
    expect(typeof answer.requestBody === "string" ? sent : JSON.parse(sent)).toEqual(answer.requestBody);
  }
  const { body = null, headers = {} } = answer;
  const status = answer.status ?? 200;
  if (typeof body === "string" || body === null) return new Response(body, { status, headers });
  return Response.json(body, { status, headers });
}

export function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFrozen(item);
  }
  return value;
}
