import { describe, expect, it } from "vitest";
import * as z from "zod";
import { apiClient } from "#blocks/api.ts";
import type { BlockRequest } from "#blocks/block.ts";
import { exampleCredential } from "#blocks/credential-pin.ts";
import { repoPage, repoPath } from "#blocks/github/api.ts";
import { quietIo } from "./run.ts";

const API = { name: "Shop", base: "https://shop.example.com/v1", headers: { accept: "application/json" } };

function clientThat(answers: () => Response) {
  const sent: { url: string; init: BlockRequest | undefined }[] = [];
  const fetch = async (url: string, init?: BlockRequest) => {
    sent.push({ url, init });
    return answers();
  };
  return { sent, client: apiClient(API, { ...quietIo(), fetch }, exampleCredential("github")) };
}

describe("a call of a service's API", () => {
  it("is sent as JSON with the credential, and leaves out what is not given", async () => {
    const { client, sent } = clientThat(() => Response.json({ id: 1, more: 2 }));
    const query = { q: "a b", none: undefined, empty: "", tags: ["x", "y"] };
    const made = await client.ask(z.object({ id: z.int() }), "/items", {
      method: "POST",
      query,
      body: { a: 1 },
    });
    expect(made).toEqual({ id: 1 });
    expect(sent).toEqual([
      {
        url: "https://shop.example.com/v1/items?q=a+b&tags=x&tags=y",
        init: expect.objectContaining({
          method: "POST",
          body: '{"a":1}',
          headers: { accept: "application/json", "content-type": "application/json" },
          using: exampleCredential("github"),
        }),
      },
    ]);
  });

  it.each<[string, Response, object]>([
    [
      "401",
      Response.json({ error: "expired" }, { status: 401 }),
      { retryable: false, message: "Shop answered 401: expired. Check the credential and what it may do" },
    ],
    [
      "403",
      Response.json({}, { status: 403 }),
      { retryable: false, message: "Shop answered 403. Check the credential and what it may do" },
    ],
    [
      "404",
      Response.json({ message: "No item" }, { status: 404 }),
      { retryable: false, message: "Shop answered 404: No item" },
    ],
    [
      "422 with a list",
      Response.json({ errors: [{ detail: "too long" }] }, { status: 422 }),
      { message: "Shop answered 422: too long" },
    ],
    [
      "400 of Google",
      Response.json({ error: { code: 400, message: "Bad range" } }, { status: 400 }),
      { message: "Shop answered 400: Bad range" },
    ],
    [
      "422 of GitHub",
      Response.json(
        { message: "Validation Failed", errors: [{ resource: "PullRequest", message: "No commits" }] },
        { status: 422 },
      ),
      { message: "Shop answered 422: Validation Failed: No commits" },
    ],
    [
      "422 of GitHub that names a field",
      Response.json(
        { message: "Validation Failed", errors: [{ resource: "Issue", field: "title", code: "missing" }] },
        { status: 422 },
      ),
      { message: "Shop answered 422: Validation Failed: title (missing)" },
    ],
    [
      "400 of Discord",
      Response.json(
        {
          code: 50_035,
          message: "Invalid Form Body",
          errors: { embeds: { "0": { title: { _errors: [{ code: "X", message: "It is too long." }] } } } },
        },
        { status: 400 },
      ),
      { message: "Shop answered 400: Invalid Form Body: It is too long." },
    ],
    ["400 with text", new Response("no", { status: 400 }), { message: "Shop answered 400: no" }],
    [
      "429",
      new Response(null, { status: 429, headers: { "retry-after": "7" } }),
      { retryable: true, retryAfterMs: 7000 },
    ],
    [
      "429 of Telegram",
      Response.json(
        { ok: false, description: "Too Many Requests", parameters: { retry_after: 5 } },
        { status: 429 },
      ),
      { retryable: true, retryAfterMs: 5000 },
    ],
    [
      "429 of Discord",
      Response.json({ message: "You are being rate limited.", retry_after: 0.25 }, { status: 429 }),
      { retryable: true, retryAfterMs: 250 },
    ],
    ["503", new Response(null, { status: 503 }), { retryable: true, retryAfterMs: undefined }],
    [
      "403 for too many",
      new Response(null, { status: 403, headers: { "x-ratelimit-remaining": "0" } }),
      { retryable: true },
    ],
  ])("fails at a %s with what the service says", async (_what, response, failure) => {
    const { client } = clientThat(() => response);
    await expect(client.send("/items")).rejects.toMatchObject({ name: "BlockError", ...failure });
  });

  it("fails at an answer that is not as documented, and names where", async () => {
    const { client } = clientThat(() => Response.json({ items: [{ id: "one" }] }));
    const asked = client.ask(z.object({ items: z.array(z.object({ id: z.int() })) }), "/items");
    await expect(asked).rejects.toThrow('Shop answered something unexpected at "items.0.id"');
  });
});

describe("a repository of GitHub", () => {
  it.each([
    ["ada/engine", "https://github.com/ada/engine"],
    ["https://github.com/ada/engine.git", "https://github.com/ada/engine"],
    ["github.com/ada/engine/issues/7?x=1", "https://github.com/ada/engine"],
    ["ada/engine/issues/7", "https://github.com/ada/engine"],
    ["https://github.example.com/ada/engine/pull/3", "https://github.example.com/ada/engine"],
    ["https://github.example.com:8443/ada/engine", "https://github.example.com:8443/ada/engine"],
    ["https://lovelace.ghe.com/ada/engine", "https://lovelace.ghe.com/ada/engine"],
  ])("is named by %s", (text, page) => {
    expect([repoPath(text), repoPage(text)]).toEqual(["/repos/ada/engine", page]);
  });

  it.each(["https://gitlab.com/ada/engine", "ada", "https://github.com/ada", ""])("is not by %j", (text) => {
    expect(() => repoPath(text)).toThrow("names no repository on GitHub");
  });
});
