import { describe, expect, it } from "vitest";
import { nobody, textOf } from "../../world.ts";
import { authorizePath, CALLBACK, ORIGIN, oauthWorld } from "./oauth-world.ts";

const documents = new Map<string, Response | (() => Response)>();
const asked: string[] = [];
const { app, visitor, anonymous, grant, redeem, api, clock, sql } = await oauthWorld({
  fetchPublic: async (url) => {
    asked.push(url);
    const document = documents.get(url);
    if (document === undefined) return new Response(null, { status: 404 });
    return typeof document === "function" ? document() : document.clone();
  },
});
const closed = await oauthWorld({ openRegistration: false });

describe("what the server says of itself", () => {
  it.each(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])(
    "is at %s",
    async (path) => {
      const { status, headers, body } = await api({ host: "evil.example" }).get(path);
      expect(status).toBe(200);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(body).toMatchObject({
        issuer: ORIGIN,
        authorization_endpoint: `${ORIGIN}/oauth/authorize`,
        token_endpoint: `${ORIGIN}/oauth/token`,
        userinfo_endpoint: `${ORIGIN}/oauth/userinfo`,
        revocation_endpoint: `${ORIGIN}/oauth/revoke`,
        introspection_endpoint: `${ORIGIN}/oauth/introspect`,
        end_session_endpoint: `${ORIGIN}/oauth/logout`,
        registration_endpoint: `${ORIGIN}/oauth/register`,
        jwks_uri: `${ORIGIN}/.well-known/jwks.json`,
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        code_challenge_methods_supported: ["S256"],
        id_token_signing_alg_values_supported: ["RS256"],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        authorization_response_iss_parameter_supported: true,
        client_id_metadata_document_supported: true,
      });
      expect(body["scopes_supported"]).toEqual(
        expect.arrayContaining(["openid", "agents:execute", "mcp:tools"]),
      );
    },
  );

  it("names an endpoint for each of these addresses", async () => {
    const { body } = await api(nobody).get("/.well-known/oauth-authorization-server");
    const urls = Object.entries(body).filter(([name]) => name.endsWith("_endpoint") || name === "jwks_uri");
    for (const [, url] of urls) {
      expect((await api(nobody).get(String(url).slice(ORIGIN.length))).status).not.toBe(404);
    }
  });

  it("is there for the MCP server as a resource", async () => {
    expect((await api(nobody).get("/.well-known/oauth-protected-resource/mcp")).body).toMatchObject({
      resource: `${ORIGIN}/mcp`,
      authorization_servers: [ORIGIN],
      scopes_supported: ["mcp:tools"],
    });
  });

  it.each<[string, string, boolean]>([
    ["/oauth/token", "POST", true],
    ["/oauth/revoke", "POST", true],
    ["/oauth/userinfo", "GET", true],
    ["/.well-known/openid-configuration", "GET", true],
    ["/oauth/authorize", "GET", false],
    ["/oauth/consent", "POST", false],
    ["/oauth/introspect", "POST", false],
    ["/oauth/clients", "POST", false],
  ])("lets scripts of other sites call %s by %s: %s", async (path, method, open) => {
    const preflight = await api({
      origin: "https://app.example",
      "access-control-request-method": method,
      "access-control-request-headers": "authorization",
    }).send("OPTIONS", path);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(open ? "*" : null);
  });
});

describe("a client that registers itself", () => {
  const register = (metadata: object) => api(nobody).post("/oauth/register", metadata);

  it("gets an id, and a secret where it wants one", async () => {
    const own = await register({ redirect_uris: [CALLBACK], client_name: "Self-made" });
    expect(own).toMatchObject({
      status: 201,
      body: {
        client_id: expect.stringMatching(/^app_/),
        client_secret: expect.stringMatching(/^secret_/),
        client_secret_expires_at: 0,
        client_id_issued_at: expect.any(Number),
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: "client_secret_basic",
      },
    });
    const device = await register({ redirect_uris: [CALLBACK], token_endpoint_auth_method: "none" });
    expect(device.body).not.toHaveProperty("client_secret");
    const ada = await visitor();
    const client = { id: textOf(own, "client_id"), secret: textOf(own, "client_secret"), developer: nobody };
    expect((await ada.open(authorizePath(client))).text).toContain("Nobody has vouched for this application");
    expect((await redeem(client, (await grant(ada, client)).get("code") ?? "")).status).toBe(200);
  });

  it("may be an app with a scheme of its own, where it keeps no secret", async () => {
    const redirect_uris = ["cursor://anysphere.cursor-mcp/oauth/callback", "http://127.0.0.1/callback"];
    const registered = await register({ redirect_uris, token_endpoint_auth_method: "none" });
    expect(registered).toMatchObject({ status: 201, body: { redirect_uris } });
    expect(await register({ redirect_uris })).toMatchObject({
      status: 400,
      body: { error: "invalid_redirect_uri" },
    });
  });

  it.each<[string, object, string]>([
    ["without redirect URIs", {}, "invalid_redirect_uri"],
    [
      "with a redirect URI that runs script",
      { redirect_uris: ["javascript://x/%0aalert(1)"], token_endpoint_auth_method: "none" },
      "invalid_redirect_uri",
    ],
    ["with a redirect URI over http", { redirect_uris: ["http://app.example/cb"] }, "invalid_redirect_uri"],
    ["with a redirect URI that is no list", { redirect_uris: CALLBACK }, "invalid_redirect_uri"],
    [
      "for the implicit grant",
      { redirect_uris: [CALLBACK], grant_types: ["implicit"] },
      "invalid_client_metadata",
    ],
    [
      "with keys in place of a secret",
      { redirect_uris: [CALLBACK], token_endpoint_auth_method: "private_key_jwt" },
      "invalid_client_metadata",
    ],
    [
      "without a name in its name",
      { redirect_uris: [CALLBACK], client_name: " " },
      "invalid_client_metadata",
    ],
  ])("is refused %s", async (_what, metadata, error) => {
    expect(await register(metadata)).toMatchObject({ status: 400, body: { error } });
  });

  it("finds the door closed where the deployment closes it", async () => {
    expect((await closed.api(nobody).post("/oauth/register", { redirect_uris: [CALLBACK] })).status).toBe(
      404,
    );
    const { body } = await closed.api(nobody).get("/.well-known/openid-configuration");
    expect(body).not.toHaveProperty("registration_endpoint");
    expect(body).not.toHaveProperty("client_id_metadata_document_supported");
  });
});

describe("a client whose id is the URL of its metadata", () => {
  const publish = (path: string, changes: object = {}): string => {
    const url = `https://app.example/${path}`;
    documents.set(
      url,
      Response.json({ client_id: url, client_name: "Documented", redirect_uris: [CALLBACK], ...changes }),
    );
    return url;
  };

  it("is let in by what it says there, read once an hour", async () => {
    const id = publish("client.json");
    const client = { id, secret: "", developer: nobody };
    const ada = await visitor();
    expect((await ada.open(authorizePath(client))).text).toContain("Allow Documented?");
    expect((await redeem(client, (await grant(ada, client)).get("code") ?? "")).status).toBe(200);
    expect(asked.filter((url) => url === id)).toHaveLength(1);
    publish("client.json", { redirect_uris: ["https://app.example/moved"] });
    clock.ahead += 60 * 60_000;
    const moved = await anonymous().open(authorizePath(client));
    clock.ahead -= 60 * 60_000;
    expect(moved).toMatchObject({ status: 400, location: null });
  });

  it.each<[string, (path: string) => string]>([
    ["names another id", (path) => publish(path, { client_id: "https://app.example/other.json" })],
    ["has no redirect URIs", (path) => publish(path, { redirect_uris: [] })],
    ["has a redirect URI over http", (path) => publish(path, { redirect_uris: ["http://app.example/cb"] })],
    ["holds a secret", (path) => publish(path, { client_secret: "x" })],
    [
      "wants to authenticate by a secret",
      (path) => publish(path, { token_endpoint_auth_method: "client_secret_basic" }),
    ],
    ["is not there", (path) => `https://app.example/${path}`],
    [
      "is no JSON",
      (path) => {
        documents.set(`https://app.example/${path}`, new Response("<html>"));
        return `https://app.example/${path}`;
      },
    ],
    [
      "cannot be reached",
      (path) => {
        documents.set(`https://app.example/${path}`, () => {
          throw new Error("unreachable");
        });
        return `https://app.example/${path}`;
      },
    ],
  ])("is refused when its document %s", async (what, id) => {
    const view = await anonymous().open(authorizePath({ id: id(`${what.replaceAll(" ", "-")}.json`) }));
    expect(view).toMatchObject({ status: 400, location: null });
    expect(view.text).toContain("invalid_client");
  });

  it.each([
    "http://app.example/client.json",
    "https://app.example/",
    "https://app.example/client.json#x",
    "https://user@app.example/client.json",
    "https://app.example/a/../client.json",
  ])("is not looked for at %s", async (id) => {
    publish("client.json");
    const before = asked.length;
    expect((await anonymous().open(authorizePath({ id }))).status).toBe(400);
    expect(asked.length).toBe(before);
  });

  it("is not looked for where the deployment is closed", async () => {
    const view = await closed.anonymous().open(authorizePath({ id: publish("closed.json") }));
    expect(view.status).toBe(400);
  });

  it("cannot take the place of a client that somebody owns", async () => {
    const owned = await app({ name: "Owned" });
    await sql("update oauth_clients set id = $1 where id = $2", ["https://app.example/owned.json", owned.id]);
    publish("owned.json", { redirect_uris: ["https://evil.example/cb"] });
    clock.ahead += 2 * 60 * 60_000;
    const view = await anonymous().open(
      authorizePath({ id: "https://app.example/owned.json" }, { redirect_uri: "https://evil.example/cb" }),
    );
    clock.ahead -= 2 * 60 * 60_000;
    expect(view.location).toBeNull();
  });
});
