import { describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { readSettings } from "../../src/env.ts";
import { greeting } from "../graphs.ts";
import { nobody, person, session, world } from "../world.ts";

const { api, send, link } = await world();
const ada = await session(person("ada"));
const GRAPHS = "/api/v2/builder/graphs";

describe("a body", () => {
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
    send(
      new Request(`https://gossamer.test${GRAPHS}`, {
        method: "POST",
        headers: { ...ada, ...headers },
        body,
      }),
    );

  const nested = (depth: number) => {
    const graph = {
      ...greeting(),
      nodes: [{ id: "a", block_id: "b", input_default: { x: "HERE" } }],
      links: [],
    };
    return JSON.stringify(graph).replace('"HERE"', "[".repeat(depth) + "]".repeat(depth));
  };

  it.each<[string, string | Uint8Array, number, string]>([
    ["is no JSON", "{", 400, "BAD_REQUEST"],
    ["is no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400, "BAD_REQUEST"],
    ["is larger than 1 MiB", `"${"x".repeat(1024 * 1024)}"`, 413, "PAYLOAD_TOO_LARGE"],
    ["is nested too deep", nested(80), 422, "VALIDATION_ERROR"],
    ["is nested so deep that a recursive reader would overflow", nested(400_000), 422, "VALIDATION_ERROR"],
    [
      "has a number that is read as infinite",
      '{"name":"x","nodes":[{"id":"a","block_id":"b","input_default":{"big":[1e400]}}],"links":[]}',
      422,
      "VALIDATION_ERROR",
    ],
    [
      "has a key __proto__",
      '{"name":"x","nodes":[],"links":[],"a":{"__proto__":{}}}',
      422,
      "VALIDATION_ERROR",
    ],
    ["has a NUL character", '{"name":"x\\u0000","nodes":[],"links":[]}', 422, "VALIDATION_ERROR"],
    ["has half of a surrogate pair", '{"name":"\\ud800","nodes":[],"links":[]}', 422, "VALIDATION_ERROR"],
    ["is a list", "[]", 422, "VALIDATION_ERROR"],
    ["is empty", "", 422, "VALIDATION_ERROR"],
  ])("that %s is refused", async (_what, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, body: { error: { code } } });
  });

  it("may be nested 60 deep", async () => {
    expect((await post(nested(60))).status).toBe(201);
  });

  it("that grows beyond 1 MiB without saying so is refused while it comes", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const request = { method: "POST", headers: ada, body: endless, duplex: "half" };
    expect((await send(new Request(`https://gossamer.test${GRAPHS}`, request))).status).toBe(413);
    expect(sent).toBeLessThan(30);
  });

  it("with a byte order mark is read", async () => {
    expect((await post(`\ufeff${JSON.stringify(greeting())}`)).status).toBe(201);
  });
});

describe("every answer", () => {
  it("has an id, and keeps the caller's when it is harmless", async () => {
    const minted = await api(ada).get(GRAPHS);
    expect(minted.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect((await api(ada).get(GRAPHS, { "x-request-id": "abc-12345" })).headers.get("x-request-id")).toBe(
      "abc-12345",
    );
    expect((await api(ada).get(GRAPHS, { "x-request-id": "<script>" })).headers.get("x-request-id")).toMatch(
      /^[\da-f-]{36}$/,
    );
  });

  it.each([GRAPHS, "/nowhere", "/health", `${GRAPHS}/x`])(
    "carries the security headers: %s",
    async (path) => {
      const { headers } = await api(ada).get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        "strict-transport-security": expect.stringContaining("max-age="),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
      });
    },
  );

  it("lets pages of other origins read the API, without cookies", async () => {
    const { headers } = await api(ada).get(GRAPHS, { origin: "https://elsewhere.test" });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-expose-headers")).toContain("X-RateLimit-Remaining");
    expect(headers.has("access-control-allow-credentials")).toBe(false);
  });

  it("to a preflight says what is allowed, without credentials", async () => {
    const request = {
      method: "OPTIONS",
      headers: { origin: "https://elsewhere.test", "access-control-request-method": "PUT" },
    };
    const answer = await send(new Request(`https://gossamer.test${GRAPHS}/x`, request));
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(answer.headers.get("access-control-allow-headers")).toContain("X-API-Key");
  });
});

describe("a path that is not there", () => {
  it.each(["/nowhere", "/api/v2", "/api/v2/nowhere", "/api/v2/builder"])("%s is 404", async (path) => {
    expect(await api(ada).get(path)).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND", message: "Path not found", details: {} } },
    });
  });
});

describe("a page that is not there", () => {
  const visit = (path: string) =>
    api(nobody).get(path, { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });

  it.each(["/nowhere", "/account/nowhere"])("%s says so to a person", async (path) => {
    const answer = await visit(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.text).toContain("There is nothing here");
  });

  it.each(["/api/v2/nowhere", "/external-api/v1/nowhere", "/oauth/nowhere"])(
    "%s is a program's path, and answered as that",
    async (path) => expect((await visit(path)).headers.get("content-type")).toBe("application/json"),
  );

  it("is no page of its own where the path only begins with two slashes", async () => {
    expect(await api(nobody).get(`/${GRAPHS}`)).toMatchObject({ body: { error: { code: "NOT_FOUND" } } });
  });
});

it.each<[string, string, string]>([
  [GRAPHS, "GET, HEAD, POST", "Only GET, HEAD, and POST are allowed here"],
  ["/oauth/token", "POST", "Only POST is allowed here"],
  ["/ws", "GET, HEAD", "Only GET and HEAD are allowed here"],
])("%s allows %s, and tells who tries something else", async (path, allow, message) => {
  const answer = await api(ada).send("DELETE", path);
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe(allow);
  expect(answer.text).toContain(message);
});

describe("a database that", () => {
  it.each(["cut", "hanging"] as const)(
    "is %s makes reads and writes 503, and then they work again",
    async (state) => {
      await api(ada).get(GRAPHS);
      link.state = state;
      const [read, write] = await Promise.all([api(ada).get(GRAPHS), api(ada).post(GRAPHS, greeting())]);
      link.state = "up";
      for (const answer of [read, write]) {
        expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect((await api(ada).get(GRAPHS)).status).toBe(200);
    },
    20_000,
  );
});

describe("what went wrong inside", () => {
  it("stays inside: the caller gets an id to ask about", async () => {
    const broken = await world();
    await broken.sql("alter table graph_versions rename to elsewhere");
    const answer = await broken.api(ada).get(GRAPHS, { "x-request-id": "request-500" });
    expect(answer).toMatchObject({
      status: 500,
      body: { error: { code: "INTERNAL_ERROR", message: "Internal server error", details: {} } },
    });
    expect(answer.text).not.toMatch(/graph_versions|select|relation/i);
    expect(answer.headers.get("x-request-id")).toBe("request-500");
  });

  it("is 503 for every path when the environment is wrong, and still has an id", async () => {
    const handle = createApp<object>((env) => {
      readSettings(env);
      throw new Error("An empty environment was accepted");
    });
    for (const path of ["/health", GRAPHS, "/openapi.json"]) {
      const request = new Request(`https://gossamer.test${path}`);
      const answer = await handle(request, {}, { waitUntil: () => undefined });
      expect(answer.status).toBe(503);
      expect(answer.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
      expect(await answer.json()).toMatchObject({ error: { message: "The server is not configured" } });
    }
  });
});

describe("health", () => {
  it("is cheap and open", async () => {
    const before = link.requests;
    expect(await api(nobody).get("/health")).toMatchObject({ status: 200, body: { status: "ok" } });
    expect(link.requests).toBe(before);
  });

  it("names each part when all is ready", async () => {
    expect(await api(nobody).get("/health/ready")).toMatchObject({
      status: 200,
      body: { status: "ready", database: "ok", redis: "ok", queue: "ok" },
    });
  });

  it("names the part that does not answer", async () => {
    link.state = "cut";
    const answer = await api(nobody).get("/health/ready");
    link.state = "up";
    expect(answer).toMatchObject({
      status: 503,
      body: { status: "unavailable", database: "unavailable", redis: "ok", queue: "ok" },
    });
  });

  it("waits two seconds for a part and no longer", async () => {
    link.state = "hanging";
    const before = Date.now();
    const answer = await api(nobody).get("/health/ready");
    link.state = "up";
    expect(answer).toMatchObject({ status: 503, body: { database: "unavailable" } });
    // A query itself is given up after eight.
    expect(Date.now() - before).toBeLessThan(7000);
  });
});

describe("the documentation", () => {
  it("is OpenAPI 3.1 and covers every route with its schemas and errors", async () => {
    const { status, body } = await api(nobody).get("/openapi.json");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: "https://gossamer.test" }],
      paths: {
        "/health": { get: { security: [] } },
        "/api/v2/builder/graphs/{graph_id}": {
          get: {
            security: [
              { bearer: ["READ_GRAPH"] },
              { apiKey: ["READ_GRAPH"] },
              { application: ["READ_GRAPH"] },
            ],
            parameters: [
              { name: "graph_id", in: "path", required: true },
              { name: "version", in: "query", required: false },
              { name: "for_export", in: "query", required: false },
            ],
            responses: {
              200: { content: { "application/json": { schema: { type: "object" } } } },
              401: {},
              404: {},
              422: {},
              429: {},
            },
          },
          put: {},
          delete: { responses: { 204: {} } },
        },
        "/api/v2/builder/graphs/{graph_id}/execute": { post: { requestBody: { required: true } } },
      },
    });
  });

  it("has a page whose every file is our own", async () => {
    const page = await api(nobody).get("/docs");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? "");
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      expect(await api(nobody).get(file)).toMatchObject({ status: 200, text: `asset ${file}` });
    }
  });
});

it("the queue's own door is not behind the door of users", async () => {
  expect(await api(nobody).post("/internal/steps", {})).toMatchObject({ status: 200, text: "internal" });
});

it.each<[string, string, string | undefined]>([
  ["GET", "/api/v2/executions?q=%00", undefined],
  ["DELETE", "/api/v2/apps/%00", undefined],
  ["GET", "/oauth/authorize?client_id=%00", undefined],
  ["POST", "/oauth/token", "grant_type=authorization_code&code=%00&client_id=app_x"],
  ["POST", "/oauth/introspect", "token=%00&client_id=app_x"],
  ["POST", "/sign-in", "email=ada%00@example.com&password=x"],
])("%s %s with a NUL character is the caller's mistake, not ours", async (method, path, form) => {
  const headers = {
    ...ada,
    origin: "https://gossamer.test",
    ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
  };
  const answer = await send(
    new Request(`https://gossamer.test${path}`, {
      method,
      headers,
      ...(form !== undefined && { body: form }),
    }),
  );
  expect(answer.status).toBe(400);
  expect(answer.text).toContain("NUL character");
});

it("refuses the credentials of a client that hold a NUL character", async () => {
  const answer = await send(
    new Request("https://gossamer.test/oauth/introspect", {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa("%00:secret")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "token=x",
    }),
  );
  expect([answer.status, answer.body["error"]]).toEqual([401, "invalid_client"]);
});
