import { describe, expect, it } from "vitest";
import { serveQueue } from "#http/internal/queue-door.ts";
import { AppError } from "#lib/errors.ts";
import { sign } from "../../local/qstash/signature.ts";

const PUBLIC_URL = "https://gossamer.example";
const DOOR = `${PUBLIC_URL}/internal/steps`;
const [CURRENT, NEXT, FORMER] = ["sig_current", "sig_next", "sig_former"];
const MINUTE = 60_000;

const wake = {
  userId: "00000000-0000-4000-8000-00000000000a",
  executionId: "00000000-0000-4000-8000-000000000001",
  wake: 1,
};
const text = JSON.stringify(wake);

interface Message {
  body?: string;
  signature?: string | null;
  method?: string;
  path?: string;
}

const signed = (body = text, { key = CURRENT, url = DOOR, at = Date.now() } = {}): string =>
  sign({ url, body: new TextEncoder().encode(body) }, key, at);

/** The status of the door's answer, and the work that it asked for. */
async function deliver({ body = text, signature = signed(body), method = "POST", path = "" }: Message) {
  const asked: object[] = [];
  const keys = { currentSigningKey: CURRENT, nextSigningKey: NEXT };
  const work = async (given: object) => ({ steps: asked.push(given) });
  const headers = signature === null ? {} : { "Upstash-Signature": signature };
  const request = new Request(`${DOOR}${path}`, { method, headers, ...(method === "POST" && { body }) });
  const answer = await serveQueue({ keys, publicUrl: PUBLIC_URL, work }, request).catch((error: unknown) => {
    if (error instanceof AppError) return error.code;
    throw error;
  });
  if (typeof answer === "string") return { refusal: answer, asked };
  return {
    status: answer.status,
    isLast: answer.headers.get("upstash-nonretryable-error") === "true",
    asked,
  };
}

const done = { status: 200, isLast: false, asked: [wake] };

describe("the queue's door", () => {
  it.each<[string, Message]>([
    ["signed with the current key", {}],
    ["signed with the next key", { signature: signed(text, { key: NEXT }) }],
    ["signed ten minutes ago by its clock", { signature: signed(text, { at: Date.now() - 10 * MINUTE }) }],
    ["signed in ten minutes by its clock", { signature: signed(text, { at: Date.now() + 9.9 * MINUTE }) }],
    ["with more than we know of", { body: JSON.stringify({ ...wake, more: true }) }],
  ])("serves a message %s", async (_what, message) => {
    expect(await deliver(message)).toMatchObject({ status: 200, asked: [wake] });
  });

  it.each<[string, Message]>([
    ["without a signature", { signature: null }],
    ["with a signature that is none", { signature: "e30.e30.e30" }],
    ["signed with a former key", { signature: signed(text, { key: FORMER }) }],
    ["with the signature of another body", { signature: signed("{}") }],
    ["signed for another path", { signature: signed(text, { url: `${PUBLIC_URL}/internal/other` }) }],
    ["signed for another host", { signature: signed(text, { url: "https://evil.example/internal/steps" }) }],
    ["whose signature is long over", { signature: signed(text, { at: Date.now() - 16 * MINUTE }) }],
    ["whose signature is of a far future", { signature: signed(text, { at: Date.now() + 16 * MINUTE }) }],
    ["too large, without a signature", { body: "x".repeat(100_000), signature: null }],
  ])("refuses a message %s, which the queue may try again", async (_what, message) => {
    expect(await deliver(message)).toEqual({ refusal: "UNAUTHORIZED", asked: [] });
  });

  it.each<[string, string]>([
    ["is no JSON", "{"],
    ["is empty", ""],
    ["is no object", "7"],
    ["lacks an id", JSON.stringify({ userId: wake.userId, wake: 1 })],
    ["has an id that is none", JSON.stringify({ ...wake, executionId: "../../etc" })],
    ["has a number that cannot be", JSON.stringify({ ...wake, wake: -1 })],
    ["is larger than any of ours", JSON.stringify({ ...wake, more: "x".repeat(100_000) })],
  ])("never wants to see a signed message again that %s", async (_what, body) => {
    expect(await deliver({ body })).toEqual({ status: 489, isLast: true, asked: [] });
  });

  it.each<[string, Message]>([
    ["another method", { method: "GET" }],
    ["another path", { path: "/more" }],
  ])("is not there for %s", async (_what, message) => {
    expect(await deliver(message)).toEqual({ refusal: "NOT_FOUND", asked: [] });
  });

  it("serves the same message as often as it comes: whether there is work is the run's to say", async () => {
    const signature = signed();
    expect([await deliver({ signature }), await deliver({ signature })]).toEqual([done, done]);
  });
});
