import { describe, expect, it } from "vitest";
import { type Caller, nobody, person, session, world } from "../world.ts";
import { call, operationsOf } from "./sweep/operations.ts";

const { api, key } = await world();
const ada = await session(person("ada"));
const eve = person("eve");
const powerless = await key(eve, []);

const operations = await operationsOf(api);
const guarded = operations.filter(({ scope }) => scope !== "public" && scope !== "elsewhere");
const isRefusal = (text: string) => /^\{"(error|detail)":/.test(text);

it("covers all doors", () => {
  for (const door of ["/api/v2/", "/external-api/v1/"]) {
    expect(guarded.some(({ path }) => path.startsWith(door))).toBe(true);
  }
});

describe.each(guarded)("$method $path", (operation) => {
  const { method, path, scope } = operation;
  const ask = (caller: Caller) => call(api(caller), operation, {});

  it("refuses a caller without credentials, and says how to show them", async () => {
    const answer = await ask(nobody);
    expect([answer.status, isRefusal(answer.text)]).toEqual([401, true]);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  it(`refuses a caller without ${scope}`, async () => {
    const answer = await ask(powerless);
    expect([answer.status, isRefusal(answer.text)]).toEqual([403, true]);
  });

  it(`lets in a caller who has ${scope} and nothing else`, async () => {
    const caller = scope === "session" ? await session(eve) : await key(eve, [scope]);
    expect((await ask(caller)).text).not.toMatch(/Authentication is required|needs the scope|in person/);
  });

  it("refuses other methods with those that are allowed", async () => {
    const same = operations.filter((other) => other.path === path).map((other) => other.method);
    const other = ["PATCH", "PUT", "DELETE"].find((word) => !same.includes(word)) ?? "";
    const answer = await api(ada).send(other, path.replaceAll(/\{\w+\}/g, crypto.randomUUID()));
    expect([method, answer.status, isRefusal(answer.text)]).toEqual([method, 405, true]);
    const allowed = (answer.headers.get("allow") ?? "").split(", ").filter((word) => word !== "HEAD");
    expect(allowed).toEqual(same);
  });
});

describe.each(["/internal/invariants", "/internal/audit"])("GET %s", (path) => {
  it("is for administrators alone", async () => {
    const statuses = [nobody, powerless, ada].map(async (caller) => (await api(caller).get(path)).status);
    expect(await Promise.all(statuses)).toEqual([401, 403, 403]);
  });
});

it("lists every open route but those of accounts, so that opening one is a visible decision", () => {
  const open = operations.filter(({ scope, path }) => scope === "public" && !path.startsWith("/api/auth/"));
  expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    "GET /.well-known/jwks.json",
    "GET /.well-known/oauth-authorization-server",
    "GET /.well-known/oauth-protected-resource",
    "GET /.well-known/oauth-protected-resource/api/external/v1",
    "GET /.well-known/oauth-protected-resource/api/v1",
    "GET /.well-known/oauth-protected-resource/api/v2",
    "GET /.well-known/oauth-protected-resource/external-api/v1",
    "GET /.well-known/oauth-protected-resource/mcp",
    "GET /.well-known/openid-configuration",
    "GET /health",
    "GET /health/ready",
    "GET /oauth/authorize",
    "GET /oauth/logout",
    "POST /oauth/authorize",
    "POST /oauth/logout",
    "POST /oauth/register",
  ]);
});

it("lists every call that asks for another credential than a key or a token of the platform", () => {
  const elsewhere = operations.filter(({ scope }) => scope === "elsewhere");
  expect(elsewhere.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    "GET /oauth/authorize/resume",
    "GET /oauth/userinfo",
    "POST /api/oauth/introspect",
    "POST /api/oauth/revoke",
    "POST /api/oauth/token",
    "POST /oauth/consent",
    "POST /oauth/introspect",
    "POST /oauth/revoke",
    "POST /oauth/token",
    "POST /oauth/userinfo",
  ]);
});
