import { describe, expect, it } from "vitest";
import { BlockError, type BlockIo } from "#blocks/block.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import type { JsonObject } from "#lib/json.ts";
import { exampleFiles } from "./ports.ts";
import { quietIo, runBlock } from "./run.ts";

const NOW = Date.UTC(2025, 2, 19, 14, 30, 0);

/** Sends one request and gives back what reached the world, or the failure that the engine would see. */
async function send(input: JsonObject, answer: () => Response, io: Partial<BlockIo> = {}) {
  const sent: Request[] = [];
  const parsed = sendWebRequest.parse({ url: "https://example.com/", ...input });
  if (!parsed.ok) throw new Error(parsed.message);
  const fetch: BlockIo["fetch"] = async (url, init) => {
    sent.push(new Request(url, init));
    return answer();
  };
  const world: BlockIo = { ...quietIo(), now: NOW, lastAttempt: false, fetch, ...io };
  try {
    const yields = [];
    for await (const yielded of sendWebRequest.run(parsed.input, world)) yields.push(yielded);
    return { sent, yields, failure: undefined };
  } catch (failure) {
    return { sent, yields: [], failure };
  }
}

describe("while the node has attempts left", () => {
  it.each<[string, ResponseInit, number | undefined]>([
    ["429 with seconds", { status: 429, headers: { "Retry-After": "7" } }, 7000],
    ["503 with a date", { status: 503, headers: { "Retry-After": "Wed, 19 Mar 2025 14:30:30 GMT" } }, 30_000],
    [
      "503 with a date gone by",
      { status: 503, headers: { "Retry-After": "Wed, 19 Mar 2025 14:00:00 GMT" } },
      0,
    ],
    ["500 with nonsense", { status: 500, headers: { "Retry-After": "soon" } }, undefined],
    ["502", { status: 502 }, undefined],
  ])("%s is retried", async (_what, answer, retryAfterMs) => {
    const { failure } = await send({}, () => new Response("busy", answer));
    expect(failure).toBeInstanceOf(BlockError);
    expect(failure).toMatchObject({ retryable: true, retryAfterMs });
  });

  it("an unreachable host is retried", async () => {
    const { failure } = await send({}, () => {
      throw new TypeError("connection refused");
    });
    expect(failure).toMatchObject({
      retryable: true,
      message: expect.stringContaining("connection refused"),
    });
  });

  it("a refusal of the guard is not", async () => {
    const { failure } = await send({}, () => {
      throw new BlockError("10.0.0.1 is not a public address");
    });
    expect(failure).toMatchObject({ retryable: false, message: "10.0.0.1 is not a public address" });
  });

  it("a client error is an answer", async () => {
    expect((await send({}, () => new Response("no", { status: 400 }))).yields).toEqual([
      ["client_error", "no"],
    ]);
  });
});

it("after the last attempt 429 and 5xx are answers", async () => {
  const last = { lastAttempt: true };
  expect((await send({}, () => new Response("slow", { status: 429 }), last)).yields).toEqual([
    ["client_error", "slow"],
  ]);
  expect((await send({}, () => new Response("down", { status: 500 }), last)).yields).toEqual([
    ["server_error", "down"],
  ]);
});

it("sends the same idempotency key at every attempt, unless the user has one", async () => {
  const first = await send({}, () => new Response());
  const second = await send({}, () => new Response(), { attempt: 2 });
  const own = await send({ headers: { "idempotency-key": "mine" } }, () => new Response());
  const keys = [first, second, own].map(({ sent }) => sent[0]?.headers.get("Idempotency-Key"));
  expect(keys).toEqual(["execution:node:1", "execution:node:1", "mine"]);
});

it("sends JSON, form fields or what the user's Content-Type says", async () => {
  const type = async (input: JsonObject) =>
    (await send({ body: { a: 1 }, ...input }, () => new Response())).sent[0]?.headers.get("content-type");
  expect(await type({})).toBe("application/json");
  expect(await type({ json_format: false })).toBe("application/x-www-form-urlencoded");
  expect(await type({ headers: { "Content-Type": "application/vnd.api+json" } })).toBe(
    "application/vnd.api+json",
  );
  expect(await type({ method: "GET" })).toBe(null);
});

it("sends files in a form, beside the fields of the body", async () => {
  const files = exampleFiles({ "workspace://a": "data:image/png;base64,AP8=" });
  const input = { files: ["workspace://a", "data:,hi"], files_name: "up", body: { a: 1 } };
  const headers = { "Content-Type": "application/json" };
  const { sent } = await send({ ...input, headers }, () => new Response(), { files });
  const form = await sent[0]?.formData();
  const [first, second] = form?.getAll("up") ?? [];
  if (!(first instanceof File && second instanceof File)) throw new Error("There are no files");
  expect([form?.get("a"), first.name, first.type, second.type]).toEqual([
    "1",
    "a",
    "image/png",
    "text/plain",
  ]);
  expect([await first.bytes(), await second.text()]).toEqual([new Uint8Array([0, 255]), "hi"]);
});

it("sends a header once, however it is spelled, with the value that was given last", async () => {
  const headers = { "X-A": "1", "x-a": " 2 ", "CONTENT-TYPE": "text/plain" };
  const { sent } = await send({ headers, body: { a: 1 } }, () => new Response());
  expect([...(sent[0]?.headers ?? [])]).toEqual([
    ["content-type", "text/plain"],
    ["idempotency-key", expect.any(String)],
    ["x-a", "2"],
  ]);
});

it("hands deep JSON on as text", async () => {
  const deep = "[".repeat(10_000) + "]".repeat(10_000);
  expect((await send({}, () => new Response(deep))).yields).toEqual([["response", deep]]);
});

it.each<[string, JsonObject, string]>([
  ["a header value with a line break", { headers: { a: "b\nc" } }, "line break"],
  ["a header name with a space", { headers: { "a b": "c" } }, "line break or another character"],
  ["a scheme that is no web address", { url: "file:///etc/passwd" }, "not an http or https address"],
  ["an address that is none", { url: "https://" }, "not an http or https address"],
  ["a file that is not there", { files: ["workspace://1"] }, "There is no file workspace://1"],
  ["a method that does not exist", { method: "BREW" }, 'Input "method" does not fit'],
  ["no address", { url: null }, 'Input "url" needs a value'],
])("refuses %s", async (_what, input, message) => {
  const yields = await runBlock(sendWebRequest, { url: "https://example.com", ...input });
  expect(yields).toEqual({ error: [expect.stringContaining(message)] });
});
