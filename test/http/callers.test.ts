import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, describe, expect, it } from "vitest";
import { publishedKeys } from "#auth/published-keys.ts";
import { type Caller, nobody, person, session, textOf, world } from "../world.ts";

const rsa = await generateKeyPair("RS256");
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(rsa.publicKey)), kid: "one", alg: "RS256" }] });
const project = createServer((request, response) => {
  if (request.url !== "/auth/v1/.well-known/jwks.json") return response.writeHead(404).end();
  return response.writeHead(200, { "content-type": "application/json" }).end(jwks);
});
await new Promise<void>((resolve) => void project.listen(0, "127.0.0.1", resolve));
afterAll(() => void project.close());
const address = project.address();
const port = typeof address === "object" ? address?.port : undefined;
const published = publishedKeys(`http://127.0.0.1:${port}`);

/** A token by a private key of the project. */
const projectToken = (kid: string) =>
  new SignJWT({ email: "x@example.com" })
    .setProtectedHeader({ alg: "RS256", kid })
    .setSubject(crypto.randomUUID())
    .setAudience("authenticated")
    .setExpirationTime("1h")
    .sign(rsa.privateKey);

const { api, key, sql, clock, link, settled, isolate, engine } = await world({ published });
const GRAPHS = "/api/v2/builder/graphs";
const statusFor = async (caller: Caller) => (await api(caller).get(GRAPHS)).status;
const bearer = (caller: Caller): Caller => ({ authorization: `Bearer ${caller["x-api-key"]}` });

describe("a user", () => {
  const userRows = (id: string) => sql("select id, email from users where id = $1", [id]);

  it("gets a row with the first token, once, and it costs nothing after that", async () => {
    const ada = person("ada");
    const caller = await session(ada);
    await Promise.all([statusFor(caller), statusFor(caller), statusFor(caller)]);
    expect(await userRows(ada.id)).toEqual([ada]);
    const before = link.requests;
    await statusFor(caller);
    expect(link.requests - before).toBe(1);
  });

  it("keeps the row and gets the new address when that changes", async () => {
    const ada = person("ada");
    await statusFor(await session(ada));
    isolate();
    await statusFor(await session({ ...ada, email: "new@example.com" }));
    expect(await userRows(ada.id)).toEqual([{ id: ada.id, email: "new@example.com" }]);
  });

  it("may show a token by a key that the project publishes", async () => {
    expect(await statusFor({ authorization: `Bearer ${await projectToken("one")}` })).toBe(200);
    expect(await statusFor({ authorization: `Bearer ${await projectToken("two")}` })).toBe(401);
  });

  it("cannot be told from a forger while the project's keys cannot be fetched", async () => {
    const blind = await world({ published: publishedKeys(`http://127.0.0.1:${port}/nowhere`) });
    const answer = await blind.api({ authorization: `Bearer ${await projectToken("one")}` }).get(GRAPHS);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
  });

  it("with a token that has expired is nobody", async () => {
    const caller = await session(person("ada"));
    clock.ahead = 2 * 60 * 60 * 1000;
    expect(await statusFor(caller)).toBe(401);
    clock.ahead = 0;
  });
});

describe("an API key", () => {
  const owner = person("owner");

  it("works in its own header and as a bearer", async () => {
    const caller = await key(owner, ["READ_GRAPH"]);
    expect(await statusFor(caller)).toBe(200);
    expect(await statusFor(bearer(caller))).toBe(200);
  });

  it("does what its scopes say and no more", async () => {
    const reader = await key(owner, ["runs:read"]);
    expect((await api(reader).get("/api/v2/executions")).status).toBe(200);
    expect(await statusFor(reader)).toBe(403);
    expect((await api(reader).post(GRAPHS, {})).status).toBe(403);
  });

  const hour = 60 * 60 * 1000;
  it.each<[string, Record<string, unknown>]>([
    ["expired", { expires_at: new Date(Date.now() - 1000) }],
    ["revoked", { revoked_at: new Date() }],
    ["suspended", { suspended_at: new Date() }],
  ])("that is %s is refused", async (_what, columns) => {
    expect(await statusFor(await key(owner, ["READ_GRAPH"], columns))).toBe(401);
  });

  it("stops working at its end, even while it is remembered", async () => {
    const caller = await key(owner, ["READ_GRAPH"], { expires_at: new Date(Date.now() + hour) });
    expect(await statusFor(caller)).toBe(200);
    clock.ahead = hour;
    expect(await statusFor(caller)).toBe(401);
    clock.ahead = 0;
  });

  it("stops working within a second of being revoked", async () => {
    const caller = await key(owner, ["READ_GRAPH"]);
    expect(await statusFor(caller)).toBe(200);
    await sql("update api_keys set revoked_at = now() where user_id = $1", [owner.id]);
    clock.ahead = 1000;
    expect(await statusFor(caller)).toBe(401);
    clock.ahead = 0;
  });

  it("costs one round trip, and none while it is remembered", async () => {
    const caller = await key(owner, ["READ_GRAPH"]);
    await statusFor(caller);
    await settled();
    const before = link.requests;
    await statusFor(caller);
    expect(link.requests - before).toBe(1);
  });

  it("shows when it was last used, written at most once a minute", async () => {
    const caller = await key(person("other"), ["READ_GRAPH"]);
    const lastUsed = async () => {
      await statusFor(caller);
      await settled();
      const rows = await sql<{ at: Date }>(
        "select max(last_used_at) as at from api_keys where key_hash = $1",
        [await hashOf(caller)],
      );
      return rows[0]?.at.getTime();
    };
    const first = await lastUsed();
    expect(Math.abs((first ?? 0) - Date.now())).toBeLessThan(10_000);
    clock.ahead = 30_000;
    expect(await lastUsed()).toBe(first);
    isolate();
    expect(await lastUsed()).toBe(first);
    clock.ahead = 61_000;
    expect(await lastUsed()).toBeGreaterThan((first ?? 0) + 59_000);
    clock.ahead = 0;
  });

  it.each([`agpt_${"A".repeat(43)}`, "agpt_", "agpt_' or 1=1 --", "", "sk-something"])(
    "%j is refused",
    async (secret) => {
      expect(await statusFor({ "x-api-key": secret })).toBe(401);
    },
  );
});

describe("two credentials", () => {
  const owner = person("owner");

  it("of one user are fine, and the key decides what may be done", async () => {
    const both = { ...(await session(owner)), ...(await key(owner, ["READ_GRAPH"])) };
    expect(await statusFor(both)).toBe(200);
    expect((await api(both).post(GRAPHS, { name: "x", nodes: [], links: [] })).status).toBe(403);
  });

  it.each<[string, () => Promise<Caller>]>([
    ["a bad key beside a good token", async () => ({ ...(await session(owner)), "x-api-key": "agpt_bad" })],
    [
      "a bad token beside a good key",
      async () => ({ ...(await key(owner, ["READ_GRAPH"])), authorization: "Bearer a.b.c" }),
    ],
    [
      "a key and a token of different users",
      async () => ({ ...(await session(person("eve"))), ...(await key(owner, ["READ_GRAPH"])) }),
    ],
    [
      "another scheme beside a good key",
      async () => ({ ...(await key(owner, ["READ_GRAPH"])), authorization: "Basic x" }),
    ],
  ])("are refused: %s", async (_what, caller) => {
    expect(await statusFor(await caller())).toBe(401);
  });
});

describe("a socket", () => {
  const ada = person("ada");
  const open = async (search: string, headers: Record<string, string> = {}) =>
    (await api(nobody).get(`/ws${search}`, { upgrade: "websocket", ...headers })).body;
  const tokenOf = async (who = ada) => (await session(who))["authorization"]?.replace("Bearer ", "") ?? "";
  const opened = { userId: ada.id, protocol: null };

  it("opens by a token, a key or a ticket in the query", async () => {
    await statusFor(await session(ada));
    expect(await open(`?token=${await tokenOf()}`)).toEqual(opened);
    expect(await open(`?token=${(await key(ada, ["READ_GRAPH"]))["x-api-key"]}`)).toEqual(opened);
    const { body } = await api(await session(ada)).post("/api/v2/ws/ticket");
    expect(Date.parse(String(body["expires_at"])) - Date.now()).toBeLessThanOrEqual(60_000);
    expect(await open(`?token=${body["ticket"]}&user_id=${ada.id}`)).toEqual(opened);
  });

  it("opens by a subprotocol, alone or after a name, and echoes the first", async () => {
    const token = await tokenOf();
    expect(await open("", { "sec-websocket-protocol": token })).toEqual({ userId: ada.id, protocol: token });
    expect(await open("", { "sec-websocket-protocol": `bearer, ${token}` })).toEqual({
      userId: ada.id,
      protocol: "bearer",
    });
  });

  it("opens by the headers of a client that can set them", async () => {
    expect(await open("", await session(ada))).toEqual(opened);
  });

  it.each<[string, () => Promise<string>, number, string]>([
    ["without a token", async () => "", 4001, "A token is required"],
    ["with a user's id alone", async () => `?user_id=${ada.id}`, 4001, "A token is required"],
    ["with an empty token", async () => "?token=", 4001, "A token is required"],
    ["with a bad token", async () => "?token=nonsense", 4003, "The token is not valid"],
    ["with a bad key", async () => "?token=agpt_nonsense", 4003, "The token is not valid"],
    [
      "for another user",
      async () => `?token=${await tokenOf()}&user_id=${crypto.randomUUID()}`,
      4003,
      "The token is of another user than user_id",
    ],
    [
      "with a key that may not read runs",
      async () => `?token=${(await key(ada, ["READ_STORE"]))["x-api-key"]}`,
      4003,
      "The token lacks the scope runs:read",
    ],
  ])("%s is closed with its code and the reason", async (_what, search, code, reason) => {
    expect(await open(await search())).toMatchObject({ code, reason });
  });

  it("is cut off when its key ends while it is opened by an isolate that still trusts the key", async () => {
    const caller = await key(ada, ["READ_GRAPH"]);
    expect(await statusFor(caller)).toBe(200);
    await sql("update api_keys set revoked_at = now() where user_id = $1", [ada.id]);
    expect(await open(`?token=${caller["x-api-key"]}`)).toEqual(opened);
    await settled();
    const { credential = null } = engine.connected.at(-1) ?? {};
    expect(credential).toMatch(/^key:/);
    expect(engine.severed).toContainEqual({ userId: ada.id, credential });
  });

  it("needs an upgrade", async () => {
    expect((await api(await session(ada)).get("/ws")).status).toBe(400);
  });
});

describe("a ticket that a key has made", () => {
  const owner = person("owner");
  const made = async () => {
    const user = await session(owner);
    const answer = await api(user).post("/api/v2/api-keys", {
      name: "Socket",
      scopes: ["runs:read"],
      expires_in: "30d",
    });
    const caller = { "x-api-key": textOf(answer, "key") };
    const ticket = textOf(await api(caller).post("/api/v2/ws/ticket"), "ticket");
    const open = async () => (await api(nobody).get(`/ws?token=${ticket}`, { upgrade: "websocket" })).body;
    return { id: textOf(answer, "id"), user, caller, open };
  };

  it("opens a socket of the key, which ends with it", async () => {
    const { id, open } = await made();
    expect(await open()).toEqual({ userId: owner.id, protocol: null });
    expect(engine.connected.at(-1)).toEqual({ userId: owner.id, credential: `key:${id}` });
  });

  it.each<[string, (made: { id: string; user: Caller }) => Promise<unknown>]>([
    ["revoked", ({ id, user }) => api(user).delete(`/api/v2/api-keys/${id}`)],
    ["suspended", ({ id, user }) => api(user).post(`/api/v2/api-keys/${id}/suspend`)],
    [
      "taken what it opens",
      ({ id, user }) => api(user).patch(`/api/v2/api-keys/${id}`, { scopes: ["READ_STORE"] }),
    ],
  ])("opens nothing once the key is %s, and what it opened is cut off", async (_what, end) => {
    const { id, user, open } = await made();
    await open();
    await end({ id, user });
    expect(await open()).toMatchObject({ code: 4003 });
    expect(engine.severed).toContainEqual({ userId: owner.id, credential: `key:${id}` });
  });

  it("opens nothing once the key has expired", async () => {
    const expires = { expires_at: new Date(Date.now() + 30_000) };
    const ticket = textOf(
      await api(await key(owner, ["runs:read"], expires)).post("/api/v2/ws/ticket"),
      "ticket",
    );
    clock.ahead = 40_000;
    const answer = await api(nobody).get(`/ws?token=${ticket}`, { upgrade: "websocket" });
    clock.ahead = 0;
    expect(answer.body).toMatchObject({ code: 4003 });
  });
});

async function hashOf(caller: Caller): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(caller["x-api-key"]));
  return Buffer.from(digest).toString("hex");
}
