import { afterAll, describe, expect, it } from "vitest";
import { apiKeyPrincipal } from "#auth/api-key.ts";
import { KnownKeys } from "#auth/known-keys.ts";
import { connectDb } from "#store/db.ts";
import { type Answer, type Caller, nobody, type Person, person, session, textOf, world } from "../world.ts";

const { api, key, sql, clock, link, databaseUrl, settled, engine } = await world();
const KEYS = "/api/v2/api-keys";
const GRAPHS = "/api/v2/builder/graphs";
const BASIC = { name: "CI", scopes: ["READ_GRAPH"], expires_in: "30d" };
const DAY = 24 * 60 * 60 * 1000;
afterAll(settled);

async function owner(): Promise<{ person: Person; caller: Caller }> {
  const ada = person("ada");
  return { person: ada, caller: await session(ada) };
}

/** A new key of somebody: who owns it, its id and whoever shows it. */
async function minted(body: object = {}) {
  const { person: of, caller } = await owner();
  const answer = await api(caller).post(KEYS, { ...BASIC, ...body });
  return { of, caller, id: textOf(answer, "id"), holder: { "x-api-key": textOf(answer, "key") } };
}

const events = async (caller: Caller) => {
  const { body } = await api(caller).get("/api/v2/audit-log");
  return (body["events"] as { action: string; target: { id: string } | null }[]).map(({ action }) => action);
};

describe("POST /api/v2/api-keys", () => {
  it.each([
    ["30d", 30],
    ["60d", 60],
    ["90d", 90],
    ["1y", 365],
  ])("makes a key that lives for %s and is shown once", async (expires_in, days) => {
    const { caller } = await owner();
    const answer = await api(caller).post(KEYS, { ...BASIC, expires_in });
    expect(answer).toMatchObject({
      status: 201,
      body: { name: "CI", scopes: ["READ_GRAPH"], status: "active", last_used_at: null },
    });
    const secret = textOf(answer, "key");
    expect(secret).toMatch(/^agpt_[\w-]{43}$/);
    expect(secret.startsWith(textOf(answer, "prefix"))).toBe(true);
    expect(secret.endsWith(textOf(answer, "last_four"))).toBe(true);
    const lifetime = Date.parse(textOf(answer, "expires_at")) - Date.parse(textOf(answer, "created_at"));
    expect(lifetime).toBe(days * DAY);
    const id = textOf(answer, "id");
    for (const later of [
      await api(caller).get(KEYS),
      await api(caller).get(`${KEYS}/${id}`),
      await api(caller).patch(`${KEYS}/${id}`, { name: "x" }),
      await api(caller).post(`${KEYS}/${id}/suspend`),
      await api(caller).post(`${KEYS}/${id}/resume`),
    ]) {
      expect(later.status).toBe(200);
      expect(later.text).not.toContain(secret);
      expect(later.text).not.toContain('"key"');
    }
  });

  it("makes a key that never ends", async () => {
    const { caller } = await owner();
    expect((await api(caller).post(KEYS, { ...BASIC, expires_in: "never" })).body).toMatchObject({
      expires_at: null,
    });
  });

  it("keeps nothing that would open the door", async () => {
    const { holder } = await minted();
    const rows = await sql<{ all: string }>(
      "select api_keys::text as all from api_keys union all select audit_events::text from audit_events",
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.map(({ all }) => all).join("\n")).not.toContain(holder["x-api-key"].slice(9, -4));
  });

  it("makes a key that does what its scopes say", async () => {
    const { holder } = await minted();
    expect((await api(holder).get(GRAPHS)).status).toBe(200);
    expect((await api(holder).post(GRAPHS, { name: "x", nodes: [], links: [] })).status).toBe(403);
  });

  it.each<[string, object, string]>([
    ["without a name", { name: " " }, "name"],
    ["with a name too long", { name: "x".repeat(101) }, "name"],
    ["without scopes", { scopes: [] }, "scopes"],
    ["with an unknown scope", { scopes: ["READ_GRAPH", "ROOT"] }, "scopes[1]"],
    ["with another lifetime", { expires_in: "2y" }, "expires_in"],
    ["without a lifetime", { expires_in: undefined }, "expires_in"],
  ])("refuses one %s", async (_what, body, path) => {
    const { caller } = await owner();
    expect(await api(caller).post(KEYS, { ...BASIC, ...body })).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [{ path }] } } },
    });
  });

  it("names the scope that it does not know", async () => {
    const { caller } = await owner();
    const answer = await api(caller).post(KEYS, { ...BASIC, scopes: ["READ_GRAPH", "ROOT"] });
    expect(answer.text).toContain("ROOT");
  });
});

describe("a key", () => {
  it.each<[string, (id: string) => [string, string, object?]]>([
    ["make keys", () => ["POST", KEYS, BASIC]],
    ["list keys", () => ["GET", KEYS]],
    ["get itself", (id) => ["GET", `${KEYS}/${id}`]],
    ["widen its scopes", (id) => ["PATCH", `${KEYS}/${id}`, { scopes: ["WRITE_GRAPH"] }]],
    ["resume itself", (id) => ["POST", `${KEYS}/${id}/resume`]],
    ["revoke itself", (id) => ["DELETE", `${KEYS}/${id}`]],
  ])("cannot %s, whatever its scopes", async (_what, call) => {
    const { holder, id } = await minted({ scopes: ["READ_GRAPH", "IDENTITY", "audit_logs:read"] });
    const answer = await api(holder).send(...call(id));
    expect(answer).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
  });

  it("gains and loses scopes by its owner's change, at once in the same isolate", async () => {
    const { caller, id, holder } = await minted();
    expect((await api(holder).get(GRAPHS)).status).toBe(200);
    const changed = await api(caller).patch(`${KEYS}/${id}`, { name: "new", scopes: ["READ_STORE"] });
    expect(changed).toMatchObject({ status: 200, body: { name: "new", scopes: ["READ_STORE"] } });
    expect((await api(holder).get(GRAPHS)).status).toBe(403);
    expect((await api(caller).patch(`${KEYS}/${id}`, { scopes: ["ROOT"] })).status).toBe(422);
  });

  it("stops while it is suspended, says why, and opens again as soon as it is resumed", async () => {
    const { caller, id, holder } = await minted();
    expect((await api(holder).get(GRAPHS)).status).toBe(200);
    const suspended = await api(caller).post(`${KEYS}/${id}/suspend`);
    expect(suspended.body).toMatchObject({ id, status: "suspended" });
    expect(await api(holder).get(GRAPHS)).toMatchObject({
      status: 401,
      body: { error: { message: "The API key is suspended" } },
    });
    expect((await api(caller).post(`${KEYS}/${id}/suspend`)).status).toBe(200);
    expect((await api(caller).post(`${KEYS}/${id}/resume`)).body).toMatchObject({ status: "active" });
    expect((await api(holder).get(GRAPHS)).status).toBe(200);
  });

  it.each<[string, string, (caller: Caller, id: string) => Promise<Answer>]>([
    ["revoked", "is under way", (caller, id) => api(caller).delete(`${KEYS}/${id}`)],
    ["revoked", "comes back last", (caller, id) => api(caller).delete(`${KEYS}/${id}`)],
    ["suspended", "is under way", (caller, id) => api(caller).post(`${KEYS}/${id}/suspend`)],
  ])("%s opens nothing for who comes then, though a reading of before %s", async (_how, when, act) => {
    const { caller, id, holder } = await minted();
    const read = link.holdNext();
    const before = api(holder).get(GRAPHS);
    const { release } = await read;
    expect((await act(caller, id)).status).toBeLessThan(300);
    const atOnce = api(holder).get(GRAPHS);
    if (when === "comes back last") await atOnce;
    release();
    expect((await before).status).toBe(200);
    expect((await atOnce).status).toBe(401);
    expect((await api(holder).get(GRAPHS)).status).toBe(401);
  });

  it("is gone when it is revoked: it opens nothing, and is neither listed nor found", async () => {
    const { caller, id, holder } = await minted();
    expect((await api(holder).get(GRAPHS)).status).toBe(200);
    expect((await api(caller).delete(`${KEYS}/${id}`)).status).toBe(204);
    expect(await api(holder).get(GRAPHS)).toMatchObject({
      status: 401,
      body: { error: { message: "The API key was revoked" } },
    });
    expect((await api(caller).get(KEYS)).body).toMatchObject({ api_keys: [], pagination: { total: 0 } });
    for (const answer of [
      await api(caller).get(`${KEYS}/${id}`),
      await api(caller).post(`${KEYS}/${id}/resume`),
      await api(caller).delete(`${KEYS}/${id}`),
    ]) {
      expect(answer.status).toBe(404);
    }
  });

  it.each(["suspended", "revoked"])("follows no runs any more once it is %s", async (how) => {
    const { of, caller, id } = await minted();
    const ended =
      how === "revoked" ? api(caller).delete(`${KEYS}/${id}`) : api(caller).post(`${KEYS}/${id}/suspend`);
    expect((await ended).status).toBeLessThan(300);
    expect(engine.severed).toContainEqual({ userId: of.id, credential: `key:${id}` });
  });

  it("ends, and says when it did", async () => {
    const { caller, id, holder } = await minted();
    const end = textOf(await api(caller).get(`${KEYS}/${id}`), "expires_at");
    clock.ahead += 30 * DAY;
    const answer = await api(holder).get(GRAPHS);
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    expect(answer.text).toContain(`The API key expired at ${end.slice(0, 10)}`);
    clock.ahead -= 30 * DAY;
    await sql("update api_keys set expires_at = now() - interval '1 day' where id = $1", [id]);
    expect((await api(caller).get(`${KEYS}/${id}`)).body).toMatchObject({ status: "expired" });
  });

  it("of somebody else is not found", async () => {
    const { id } = await minted();
    const { caller: eve } = await owner();
    for (const answer of [
      await api(eve).get(`${KEYS}/${id}`),
      await api(eve).patch(`${KEYS}/${id}`, { name: "x" }),
      await api(eve).post(`${KEYS}/${id}/suspend`),
      await api(eve).post(`${KEYS}/${id}/resume`),
      await api(eve).delete(`${KEYS}/${id}`),
    ]) {
      expect(answer.status).toBe(404);
    }
  });
});

describe("a second after a key was", () => {
  /** An isolate of its own elsewhere, that shares nothing with the app but the database. */
  const elsewhere = (now: () => number) => {
    const known = new KnownKeys();
    const ctx = { db: connectDb(databaseUrl, link.origin), now, after: () => undefined };
    return (secret: string) => apiKeyPrincipal(ctx, known, secret);
  };

  it.each<[string, (caller: Caller, id: string) => Promise<unknown>]>([
    ["revoked", (caller, id) => api(caller).delete(`${KEYS}/${id}`)],
    ["suspended", (caller, id) => api(caller).post(`${KEYS}/${id}/suspend`)],
  ])("%s it opens nothing in any isolate, whenever that read it last", async (_what, act) => {
    const { caller, id, holder } = await minted();
    const time = { now: Date.now() + clock.ahead };
    const isolates = Array.from({ length: 12 }, () => elsewhere(() => time.now));
    for (const opens of isolates) {
      time.now += 90;
      expect(await opens(holder["x-api-key"])).not.toBe(null);
    }
    await act(caller, id);
    time.now += 1000;
    for (const opens of isolates) await expect(opens(holder["x-api-key"])).rejects.toThrow("The API key");
  });

  it("read, many who come at once have it read once more", async () => {
    const { id, holder } = await minted();
    const time = { now: Date.now() + clock.ahead };
    const opens = elsewhere(() => time.now);
    await opens(holder["x-api-key"]);
    const used = () => sql(`select id from api_keys where id = '${id}' and last_used_at is not null`);
    await expect.poll(used).toHaveLength(1);
    time.now += 1000;
    const before = link.requests;
    const callers = await Promise.all(Array.from({ length: 50 }, () => opens(holder["x-api-key"])));
    expect(new Set(callers.map((caller) => caller?.userId)).size).toBe(1);
    expect(link.requests - before).toBe(1);
  });

  it("narrowed it does less in any isolate", async () => {
    const { caller, id, holder } = await minted({ scopes: ["READ_GRAPH", "WRITE_GRAPH"] });
    const time = { now: Date.now() + clock.ahead };
    const opens = elsewhere(() => time.now);
    await opens(holder["x-api-key"]);
    await api(caller).patch(`${KEYS}/${id}`, { scopes: ["READ_GRAPH"] });
    time.now += 1000;
    const principal = await opens(holder["x-api-key"]);
    expect(principal?.scopes === "all" || principal?.scopes.has("WRITE_GRAPH")).toBe(false);
  });
});

describe("the record", () => {
  it("has every act on a key", async () => {
    const { caller, id } = await minted();
    await api(caller).patch(`${KEYS}/${id}`, { scopes: ["READ_GRAPH", "WRITE_GRAPH"] });
    await api(caller).post(`${KEYS}/${id}/suspend`);
    await api(caller).post(`${KEYS}/${id}/resume`);
    await api(caller).delete(`${KEYS}/${id}`);
    expect((await events(caller)).toReversed()).toEqual([
      "api_key.created",
      "api_key.changed",
      "api_key.suspended",
      "api_key.resumed",
      "api_key.revoked",
    ]);
  });

  it("being refused, no key is made, none is widened, and one can still be revoked", async () => {
    const broken = await world();
    const ada = person("ada");
    const caller = await session(ada);
    const id = textOf(await broken.api(caller).post(KEYS, BASIC), "id");
    await broken.sql("alter table audit_events rename to elsewhere");
    expect((await broken.api(caller).post(KEYS, BASIC)).status).toBe(500);
    expect((await broken.api(caller).patch(`${KEYS}/${id}`, { scopes: ["WRITE_GRAPH"] })).status).toBe(500);
    expect(await broken.sql("select scopes from api_keys")).toEqual([{ scopes: ["READ_GRAPH"] }]);
    expect((await broken.api(caller).delete(`${KEYS}/${id}`)).status).toBe(204);
    expect(await broken.sql("select 1 from api_keys where revoked_at is null")).toEqual([]);
  });
});

it("nobody in particular has no keys", async () => {
  expect((await api(nobody).get(KEYS)).status).toBe(401);
  expect((await api(await key(person("x"), ["READ_GRAPH"])).get(KEYS)).status).toBe(403);
});
