import { describe, expect, it } from "vitest";
import { nobody, person, session, textOf, world } from "../../world.ts";

const { api, key, sql } = await world({ admins: ["admin@example.com"] });
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const admin = await session({ id: crypto.randomUUID(), email: "admin@example.com" });

const APP = {
  name: "My App",
  description: "Description of your app",
  client_type: "confidential",
  redirect_uris: ["https://myapp.com/oauth/callback"],
  webhook_domains: ["myapp.com", "*.myapp.com"],
};

const create = (metadata: object = {}) => api(ada).post("/oauth/clients/", { ...APP, ...metadata });
const idOf = async (metadata: object = {}) => textOf(await create(metadata), "client_id");

describe("a client", () => {
  it("is registered with what the guide sends, and its secrets are shown once", async () => {
    const created = await create();
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...APP,
      client_id: expect.stringMatching(/^app_[\w-]{24}$/),
      client_secret: expect.stringMatching(/^secret_[\w-]{43}$/),
      webhook_secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
      status: "active",
    });
    expect(created.headers.get("cache-control")).toBe("no-store");
    const read = await api(ada).get(`/oauth/clients/${created.body["client_id"]}`);
    expect(read.status).toBe(200);
    const { client_secret: _secret, webhook_secret: _webhook, ...rest } = created.body;
    expect(read.body).toEqual(rest);
    const secrets = [textOf(created, "client_secret"), textOf(created, "webhook_secret")];
    const rows = await sql<{ text: string }>("select row_to_json(c)::text as text from oauth_clients c");
    for (const secret of secrets) expect(rows.map(({ text }) => text).join("\n")).not.toContain(secret);
  });

  it("that is public has no secret, and none to rotate", async () => {
    const created = await create({ client_type: "public" });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty("client_secret");
    const rotated = await api(ada).post(`/oauth/clients/${created.body["client_id"]}/rotate-secret`);
    expect(rotated).toMatchObject({ status: 409, body: { error: "conflict" } });
  });

  it("that is public may have a scheme of its own, which no other may take over", async () => {
    const redirect_uris = ["com.example.app:/callback"];
    const id = await idOf({ client_type: "public", redirect_uris });
    expect((await api(ada).get(`/oauth/clients/${id}`)).body).toMatchObject({ redirect_uris });
    const change = async (of: string) =>
      (await api(ada).patch(`/oauth/clients/${of}`, { redirect_uris })).status;
    expect([await change(id), await change(await idOf())]).toEqual([200, 400]);
  });

  it("is listed for its owner alone, newest first, with and without a slash", async () => {
    const first = await idOf({ name: "First" });
    const second = await idOf({ name: "Second" });
    for (const path of ["/oauth/clients", "/oauth/clients/"]) {
      const ids = JSON.parse((await api(ada).get(path)).text).map(
        (one: { client_id: string }) => one.client_id,
      );
      expect(ids.slice(0, 2)).toEqual([second, first]);
      expect(JSON.parse((await api(eve).get(path)).text)).toEqual([]);
    }
  });

  it("changes in what is given", async () => {
    const id = await idOf();
    const changed = await api(ada).patch(`/oauth/clients/${id}`, {
      name: "New name",
      redirect_uris: ["https://myapp.com/new"],
      scopes: ["openid"],
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        name: "New name",
        redirect_uris: ["https://myapp.com/new"],
        scopes: ["openid"],
        webhook_domains: APP.webhook_domains,
      },
    });
  });

  it("is suspended and resumed; what an administrator has stopped its owner cannot resume", async () => {
    const id = await idOf();
    const patch = (caller: typeof ada, status: string) =>
      api(caller).patch(`/oauth/clients/${id}`, { status });
    expect((await patch(ada, "suspended")).body).toMatchObject({ status: "suspended" });
    expect((await patch(ada, "active")).body).toMatchObject({ status: "active" });
    expect((await patch(admin, "suspended")).body).toMatchObject({ status: "suspended" });
    expect((await patch(ada, "suspended")).status).toBe(200);
    expect(await patch(ada, "active")).toMatchObject({ status: 403 });
    expect((await patch(admin, "active")).body).toMatchObject({ status: "active" });
  });

  it("is deleted for good", async () => {
    const id = await idOf();
    expect((await api(ada).delete(`/oauth/clients/${id}`)).status).toBe(204);
    expect((await api(ada).get(`/oauth/clients/${id}`)).status).toBe(404);
    expect((await api(ada).delete(`/oauth/clients/${id}`)).status).toBe(404);
  });

  it("is on record from beginning to end", async () => {
    const id = await idOf();
    await api(ada).patch(`/oauth/clients/${id}`, { name: "Else", status: "suspended" });
    await api(ada).patch(`/oauth/clients/${id}`, { status: "active" });
    await api(ada).post(`/oauth/clients/${id}/rotate-secret`);
    await api(ada).delete(`/oauth/clients/${id}`);
    const events = await sql<{ action: string }>(
      "select action from audit_events where target_id = $1 order by seq",
      [id],
    );
    expect(events.map(({ action }) => action)).toEqual([
      "client.created",
      "client.changed",
      "client.suspended",
      "client.resumed",
      "client.secret_rotated",
      "client.deleted",
    ]);
  });
});

describe("is refused", () => {
  it.each<[string, object, number, string]>([
    ["without a name", { name: undefined }, 422, "name"],
    ["with an empty name", { name: " " }, 422, "name"],
    ["of a type that does not exist", { client_type: "secret" }, 422, "client_type"],
    ["without redirect URIs", { redirect_uris: [] }, 422, "redirect_uris"],
    ["with a redirect URI that is no text", { redirect_uris: [1] }, 422, "redirect_uris"],
  ])("a client %s: 422 with the place", async (_what, metadata, status, field) => {
    const answer = await create(metadata);
    expect(answer).toMatchObject({
      status,
      body: {
        error: "invalid_request",
        detail: [
          { loc: expect.arrayContaining(["body", field]), msg: expect.any(String), type: expect.any(String) },
        ],
      },
    });
  });

  it.each<[string, object, string]>([
    ["a redirect URI over http", { redirect_uris: ["http://myapp.com/cb"] }, "invalid_redirect_uri"],
    ["a redirect URI with a fragment", { redirect_uris: ["https://myapp.com/cb#x"] }, "invalid_redirect_uri"],
    ["a redirect URI with a wildcard", { redirect_uris: ["https://*.myapp.com/cb"] }, "invalid_redirect_uri"],
    ["a redirect URI that runs script", { redirect_uris: ["javascript:alert(1)"] }, "invalid_redirect_uri"],
    [
      "a second redirect URI that is wrong",
      { redirect_uris: ["https://myapp.com/cb", "cb"] },
      "invalid_redirect_uri",
    ],
    ["a webhook domain with a path", { webhook_domains: ["myapp.com/x"] }, "invalid_client_metadata"],
    ["a webhook domain of everybody", { webhook_domains: ["*.com"] }, "invalid_client_metadata"],
    ["a scope that does not exist", { scopes: ["root"] }, "invalid_client_metadata"],
    ["a logo that runs script", { logo_url: "javascript:alert(1)" }, "invalid_client_metadata"],
  ])("a client with %s: 400 with the reason", async (_what, metadata, error) => {
    expect(await create(metadata)).toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String), detail: expect.any(String) },
    });
    const id = await idOf();
    expect(await api(ada).patch(`/oauth/clients/${id}`, metadata)).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  it.each<[string, string]>([
    ["GET", ""],
    ["PATCH", ""],
    ["DELETE", ""],
    ["POST", "/rotate-secret"],
  ])("%s%s of somebody else's client: 404", async (method, path) => {
    const id = await idOf();
    expect(
      await api(eve).send(
        method,
        `/oauth/clients/${id}${path}`,
        method === "PATCH" ? { name: "Mine" } : undefined,
      ),
    ).toMatchObject({
      status: 404,
      body: { error: "not_found", error_description: "OAuth client not found" },
    });
  });

  it("whoever is not there in person", async () => {
    expect(await api(nobody).get("/oauth/clients")).toMatchObject({
      status: 401,
      body: { error: "invalid_token" },
    });
    expect(await api(await key(owner, ["IDENTITY"])).get("/oauth/clients")).toMatchObject({ status: 403 });
  });
});
