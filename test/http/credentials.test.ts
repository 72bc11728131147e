import { describe, expect, it } from "vitest";
import { rewrapCredentials } from "#domain/credentials/rewrap.ts";
import { parseKeyring } from "#lib/envelope.ts";
import { connectDb } from "#store/db.ts";
import { KEYRING, person, session, textOf, world } from "../world.ts";

const { api, sql, databaseUrl, link } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const CREDENTIALS = "/api/v2/integrations/credentials";
const SECRET = "planted-secret-5d1f";

const drafts = {
  "API key": { provider: "github", type: "api_key", api_key: SECRET, title: "Work" },
  "OAuth account": {
    provider: "google",
    type: "oauth2",
    access_token: SECRET,
    refresh_token: `${SECRET}-refresh`,
    scopes: ["a"],
    username: "ada@example.com",
  },
  password: { provider: "smtp", type: "user_password", username: `${SECRET}-user`, password: SECRET },
  "set of headers": {
    provider: "http",
    type: "host_scoped",
    host: "API.example.com",
    headers: { "X-Key": SECRET },
  },
};

describe("a credential", () => {
  it.each(Object.entries(drafts))(
    "that is an %s is kept, and nobody is told its secret",
    async (_what, draft) => {
      const made = await api(ada).post(CREDENTIALS, draft);
      expect(made).toMatchObject({ status: 201, body: { provider: draft.provider, type: draft.type } });
      const id = textOf(made, "id");
      const got = await api(ada).get(`${CREDENTIALS}/${id}`);
      expect(got.body).toEqual(made.body);
      const listed = await api(ada).get(`${CREDENTIALS}?provider=${draft.provider}`);
      expect(listed.body).toMatchObject({ credentials: [got.body], pagination: { total: 1 } });
      const connected = await api(ada).get("/api/v2/integrations");
      expect(connected.body).toMatchObject({
        integrations: expect.arrayContaining([expect.objectContaining({ id })]),
      });
      expect([made.text, got.text, listed.text, connected.text].join()).not.toContain(SECRET);
      const rows = await sql("select to_jsonb(credentials) as row from credentials where id = $1", [id]);
      expect(JSON.stringify(rows)).not.toContain(SECRET);
      expect(JSON.stringify(rows)).not.toContain(btoa(SECRET).slice(0, 20));
    },
  );

  it("of somebody else is not there", async () => {
    const id = textOf(await api(ada).post(CREDENTIALS, drafts["API key"]), "id");
    for (const path of [`${CREDENTIALS}/${id}`, `/api/v2/integrations/${id}`]) {
      expect((await api(eve).delete(path)).status).toBe(404);
    }
    expect((await api(eve).get(`${CREDENTIALS}/${id}`)).status).toBe(404);
    expect((await api(eve).get(CREDENTIALS)).body).toMatchObject({ credentials: [] });
    expect((await api(ada).get(`${CREDENTIALS}/${id}`)).status).toBe(200);
  });

  it.each([CREDENTIALS, "/api/v2/integrations"])(
    "is forgotten with its secret by DELETE %s/:id",
    async (base) => {
      const id = textOf(await api(ada).post(CREDENTIALS, drafts["API key"]), "id");
      expect(await api(ada).delete(`${base}/${id}`)).toMatchObject({ status: 204, text: "" });
      expect((await api(ada).get(`${CREDENTIALS}/${id}`)).status).toBe(404);
      expect(await sql("select 1 from credentials where id = $1", [id])).toEqual([]);
      const events = await sql("select action from audit_events where target_id = $1 order by seq", [id]);
      expect(events).toEqual([{ action: "credential.created" }, { action: "credential.deleted" }]);
    },
  );

  it.each<[string, object, string]>([
    ["an unknown provider", { ...drafts["API key"], provider: "nobody" }, "provider"],
    ["a provider of inherited name", { ...drafts["API key"], provider: "constructor" }, "provider"],
    ["a type that the provider does not have", { ...drafts["API key"], provider: "google" }, "type"],
    ["an unknown type", { ...drafts["API key"], type: "magic" }, "type"],
    ["no secret", { provider: "github", type: "api_key" }, "api_key"],
    ["a line break in the key", { ...drafts["API key"], api_key: "a\r\nX-B: 1" }, "api_key"],
    ["a line break in a header", { ...drafts["set of headers"], headers: { A: "b\nc" } }, "headers.A"],
    ["no headers", { ...drafts["set of headers"], headers: {} }, "headers"],
    ["no host", { ...drafts["set of headers"], host: "" }, "host"],
    ["a host that stands for all", { ...drafts["set of headers"], host: "*.com" }, "host"],
    ["a host with a path", { ...drafts["set of headers"], host: "a.com/x" }, "host"],
    ["a time that is none", { ...drafts["API key"], expires_at: "soon" }, "expires_at"],
  ])("is refused with %s", async (_what, draft, path) => {
    const answer = await api(ada).post(CREDENTIALS, draft);
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [{ path }] } } },
    });
    expect(answer.text).not.toContain(SECRET);
  });

  it("has a host in its one spelling", async () => {
    const made = await api(ada).post(CREDENTIALS, { ...drafts["set of headers"], host: "*.Example.COM:443" });
    expect(made.body).toMatchObject({ host: "*.example.com" });
  });
});

it("providers say what they take and where an authorization begins", async () => {
  const { body } = await api(ada).get("/api/v2/integrations/providers");
  expect(body["providers"]).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: "github",
        display_name: "GitHub",
        oauth_url: "/api/v2/integrations/oauth/github/authorize",
        credential_types: ["api_key", "oauth2"],
      }),
      expect.objectContaining({ name: "jina", oauth_url: null }),
    ]),
  );
});

it("a new key-encryption key takes over without touching a secret", async () => {
  const id = textOf(await api(ada).post(CREDENTIALS, drafts["API key"]), "id");
  const next = parseKeyring(`next:${Buffer.alloc(32, 9).toString("base64")}`);
  const ring = { current: "next", keys: new Map([...next.keys, ...KEYRING.keys]) };
  const db = connectDb(databaseUrl, link.origin);
  const vault = { keyring: ring, clients: {}, locate: (url: string) => url };
  expect(await rewrapCredentials({ db, vault })).toBeGreaterThan(0);
  expect(await rewrapCredentials({ db, vault })).toBe(0);
  const rows = await sql<{ key_id: string; sealed: string }>(
    "select key_id, sealed from credentials where id = $1",
    [id],
  );
  expect(rows).toEqual([{ key_id: "next", sealed: expect.stringMatching(/^v1\.next\./) }]);
});

it("a deployment without keys keeps none, and says what it lacks", async () => {
  const bare = await world({ vault: { keyring: null } });
  expect(await bare.api(ada).post(CREDENTIALS, drafts["API key"])).toMatchObject({
    status: 503,
    body: { error: { message: expect.stringContaining("CREDENTIAL_KEYS") } },
  });
});
