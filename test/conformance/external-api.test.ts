import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { greeting } from "../graphs.ts";
import { type Platform, startPlatform } from "../stack/platform.ts";

// The API guide (seeds 000 and 001) against the running stack, as a stranger with curl would try it. Each test names
// the sentence of the guide that it is about.

const API = "/external-api/v1";
const TEXT_SPLIT = "d5ea33c8-a575-477a-b42f-2fe3be5055ec";
const WEB_REQUEST = "6595ae1f-b924-42cb-9a41-551a0611c4b4";

let platform: Platform;
const shop = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end('{"price":7}');
});

beforeAll(async () => {
  platform = await startPlatform();
  await new Promise<void>((resolve) => void shop.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  shop.close();
  await platform.stop();
});

type Headers = Record<string, string>;

async function ask(method: string, path: string, headers: Headers = {}, body?: unknown) {
  const response = await fetch(platform.stack.origin + path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  return {
    status: response.status,
    text,
    headers: response.headers,
    body: type.includes("json") && text !== "" ? JSON.parse(text) : null,
  };
}

const Made = z.object({ id: z.uuid(), key: z.string() });

/** A key from the account's settings: made by the user in person. */
async function keyWith(scopes: string[]) {
  const user = { authorization: `Bearer ${platform.credentials.bearerToken}` };
  const answer = await ask("POST", "/api/v2/api-keys", user, { name: "guide", scopes, expires_in: "30d" });
  expect(answer.status).toBe(201);
  const { id, key } = Made.parse(answer.body);
  const act = (method: string, what = "") => ask(method, `/api/v2/api-keys/${id}${what}`, user);
  return { key, caller: { "X-API-Key": key }, act };
}

const ALL = ["IDENTITY", "READ_BLOCK", "EXECUTE_BLOCK", "WRITE_GRAPH", "EXECUTE_GRAPH", "READ_GRAPH"];

describe("API documentation: Swagger UI with all available endpoints", () => {
  it("is a page of this origin, for a document of every path", async () => {
    const page = await ask("GET", "/external-api/docs");
    expect([page.status, page.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("text/html"),
    ]);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await ask("GET", file ?? "")).status).toBe(200);
    }
    const { body } = await ask("GET", "/external-api/openapi.json");
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toContain(`${API}/graphs/{graph_id}/execute/{graph_version}`);
  });
});

describe("Authentication: include the key in your requests", () => {
  it("lists blocks with the key in X-API-Key, as in the quick start", async () => {
    const { caller } = await keyWith(["READ_BLOCK"]);
    const { status, body } = await ask("GET", `${API}/blocks`, caller);
    expect(status).toBe(200);
    expect(body).toContainEqual(
      expect.objectContaining({ id: TEXT_SPLIT, inputSchema: expect.objectContaining({ type: "object" }) }),
    );
  });

  it("takes the key as a bearer, too", async () => {
    const { key } = await keyWith(["READ_BLOCK"]);
    expect((await ask("GET", `${API}/blocks`, { authorization: `Bearer ${key}` })).status).toBe(200);
  });

  it.each<[string, Headers]>([
    ["without a key", {}],
    ["with a key that nobody made", { "X-API-Key": `agpt_${"A".repeat(43)}` }],
    ["with a token that nobody issued", { authorization: `Bearer agpt_xt_${"A".repeat(43)}` }],
  ])("answers 401 with a detail %s", async (_what, headers) => {
    const { status, body } = await ask("GET", `${API}/blocks`, headers);
    expect([status, body]).toEqual([401, { detail: expect.any(String) }]);
  });

  it("lets a key in no longer than a second after it was suspended or revoked", async () => {
    const { caller, act } = await keyWith(["IDENTITY"]);
    const works = async () => (await ask("GET", `${API}/me`, caller)).status === 200;
    expect(await works()).toBe(true);
    await act("POST", "/suspend");
    await delay(1000);
    expect(await works()).toBe(false);
    await act("POST", "/resume");
    await delay(1000);
    expect(await works()).toBe(true);
    expect((await act("DELETE")).status).toBe(204);
    await delay(1000);
    expect(await works()).toBe(false);
  });
});

describe("Available scopes: a key does what its scopes say", () => {
  const somewhere = crypto.randomUUID();
  const graph = { name: "x", nodes: [], links: [] };
  it.each<[string, string, string, unknown]>([
    ["IDENTITY", "GET", "/me", undefined],
    ["READ_BLOCK", "GET", "/blocks", undefined],
    ["EXECUTE_BLOCK", "POST", `/blocks/${TEXT_SPLIT}/execute`, { text: "a,b", delimiter: "," }],
    ["WRITE_GRAPH", "POST", "/graphs", graph],
    ["EXECUTE_GRAPH", "POST", `/graphs/${somewhere}/execute/1`, {}],
    ["READ_GRAPH", "GET", `/graphs/${somewhere}/executions/${somewhere}/results`, undefined],
  ])("%s opens %s %s and nothing else does", async (scope, method, path, body) => {
    const { caller: lacking } = await keyWith(ALL.filter((other) => other !== scope));
    const { caller: holding } = await keyWith([scope]);
    const refused = await ask(method, API + path, lacking, body);
    expect([refused.status, refused.body]).toEqual([403, { detail: `This needs the scope ${scope}` }]);
    expect([401, 403]).not.toContain((await ask(method, API + path, holding, body)).status);
  });
});

describe("Interact with agents, blocks and more", () => {
  it("IDENTITY: reads user id, e-mail and timezone", async () => {
    const { caller } = await keyWith(["IDENTITY"]);
    expect((await ask("GET", `${API}/me`, caller)).body).toEqual({
      id: platform.credentials.userId,
      name: "Demo",
      email: "demo@example.com",
      timezone: "UTC",
    });
  });

  it("EXECUTE_BLOCK: runs an individual block that reaches the world, once for an Idempotency-Key", async () => {
    const { caller } = await keyWith(["EXECUTE_BLOCK"]);
    const address = shop.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/price`;
    const headers = { ...caller, "idempotency-key": crypto.randomUUID() };
    const run = () => ask("POST", `${API}/blocks/${WEB_REQUEST}/execute`, headers, { url, method: "GET" });
    const first = await run();
    expect([first.status, first.body]).toEqual([200, { response: [{ price: 7 }] }]);
    expect((await run()).headers.get("idempotency-replayed")).toBe("true");
  });

  it("EXECUTE_GRAPH, READ_GRAPH: runs an agent and reads its results", async () => {
    const { caller } = await keyWith(ALL);
    const created = await ask("POST", `${API}/graphs`, caller, greeting());
    expect(created.status).toBe(201);
    const { id: graph, version } = z.looseObject({ id: z.uuid(), version: z.int() }).parse(created.body);
    const started = await ask("POST", `${API}/graphs/${graph}/execute/${version}`, caller, {
      node_input: { who: "Ada" },
    });
    const { id: execution } = z.object({ id: z.uuid() }).parse(started.body);
    const results = () => ask("GET", `${API}/graphs/${graph}/executions/${execution}/results`, caller);
    await expect
      .poll(async () => (await results()).body, { timeout: 20_000, interval: 200 })
      .toMatchObject({ execution_id: execution, status: "COMPLETED" });
    const { body } = await results();
    expect(body.output).toEqual([{ greeting: expect.stringContaining("Ada") }]);
    expect(body.nodes).toContainEqual(
      expect.objectContaining({ node_id: expect.any(String), input: expect.any(Object) }),
    );
  });
});
