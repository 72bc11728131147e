import { describe, expect, it } from "vitest";
import { sweepOAuth } from "#domain/oauth/sweep.ts";
import { connectDb } from "#store/db.ts";
import { nobody, person, session, textOf } from "../../world.ts";
import {
  authorizePath,
  basic,
  bearer,
  CALLBACK,
  CHALLENGE,
  ORIGIN,
  oauthWorld,
  VERIFIER,
} from "./oauth-world.ts";

const {
  app,
  visitor,
  anonymous,
  tokens,
  refresh,
  form,
  works,
  api,
  sql,
  clock,
  grant,
  redeem,
  databaseUrl,
  link,
  engine,
} = await oauthWorld();
const client = await app();
const GRAPHS = "/api/v2/builder/graphs";

describe("an access token at the platform's API", () => {
  it("does what its scopes allow, for its user, and nothing else", async () => {
    const ada = await visitor();
    const { access } = await tokens(ada, client, { scope: "agents:execute" });
    expect((await api(bearer(access)).get(GRAPHS)).status).toBe(200);
    const refused = await api(bearer(access)).post(GRAPHS, { name: "x", nodes: [], links: [] });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    expect(refused.headers.get("www-authenticate")).toBe(
      'Bearer error="insufficient_scope", scope="WRITE_GRAPH"',
    );
  });

  it("costs one round trip", async () => {
    const { access } = await tokens(await visitor(), client, { scope: "agents:execute" });
    const byKey = await session(person("user"));
    await api(byKey).get(GRAPHS);
    const cost = async (caller: typeof byKey) => {
      const before = link.requests;
      expect((await api(caller).get(GRAPHS)).status).toBe(200);
      return link.requests - before;
    };
    expect((await cost(bearer(access))) - (await cost(byKey))).toBe(1);
  });

  it("is good at the external API too", async () => {
    const { access } = await tokens(await visitor(), client, { scope: "IDENTITY" });
    expect((await api(bearer(access)).get("/external-api/v1/me")).status).toBe(200);
    expect((await api(bearer(access)).get("/external-api/v1/blocks")).status).toBe(403);
  });

  it("never stands for the user in person", async () => {
    const ada = await visitor();
    const { access } = await tokens(ada, client, { scope: "IDENTITY READ_GRAPH WRITE_GRAPH" });
    for (const path of ["/oauth/clients", "/api/v2/apps", "/api/v2/api-keys"]) {
      expect((await api(bearer(access)).get(path)).status).toBe(403);
    }
  });

  it("that is not one is told so in the challenge", async () => {
    const answer = await api(bearer(`agpt_xt_${"x".repeat(43)}`)).get(GRAPHS);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect((await api(nobody).get(GRAPHS)).headers.get("www-authenticate")).toBe("Bearer");
  });

  it("is good only where it was made for", async () => {
    const ada = await visitor();
    const forMcp = await tokens(ada, client, { scope: "agents:execute", resource: `${ORIGIN}/mcp` });
    expect(await api(bearer(forMcp.access)).get(GRAPHS)).toMatchObject({ status: 401 });
    const forApi = await tokens(ada, client, { scope: "agents:execute", resource: `${ORIGIN}/api/v2` });
    expect((await api(bearer(forApi.access)).get(GRAPHS)).status).toBe(200);
    const both = await tokens(ada, client, {
      scope: "agents:execute",
      resource: [`${ORIGIN}/api/v2`, `${ORIGIN}/mcp`],
    });
    const narrow = await refresh(client, both.refresh, { resource: `${ORIGIN}/mcp` });
    expect((await api(bearer(textOf(narrow, "access_token"))).get(GRAPHS)).status).toBe(401);
  });
});

describe("a token ends at once", () => {
  const ends: [
    string,
    (
      ada: Awaited<ReturnType<typeof visitor>>,
      own: typeof client,
      access: string,
      second: string,
    ) => Promise<unknown>,
  ][] = [
    [
      "its client revokes it",
      (_ada, own, access) => form("/oauth/revoke", { token: access }, basic(own.id, own.secret)),
    ],
    [
      "its client revokes the refresh token",
      (_ada, own, _access, second) => form("/oauth/revoke", { token: second }, basic(own.id, own.secret)),
    ],
    ["its user withdraws the app", (ada, own) => ada.post("/account/apps/withdraw", { client_id: own.id })],
    [
      "its client is suspended",
      (_ada, own) => api(own.developer).patch(`/oauth/clients/${own.id}`, { status: "suspended" }),
    ],
    ["its client is deleted", (_ada, own) => api(own.developer).delete(`/oauth/clients/${own.id}`)],
  ];

  it.each(ends)("when %s", async (_what, end) => {
    const own = await app();
    const ada = await visitor();
    const { access, refresh: second } = await tokens(ada, own);
    expect(await works(access)).toBe(true);
    await end(ada, own, access, second);
    expect(await works(access)).toBe(false);
  });

  it("and a client that is resumed has it again", async () => {
    const own = await app();
    const { access, refresh: second } = await tokens(await visitor(), own);
    await api(own.developer).patch(`/oauth/clients/${own.id}`, { status: "suspended" });
    expect(await refresh(own, second)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    await api(own.developer).patch(`/oauth/clients/${own.id}`, { status: "active" });
    expect(await works(access)).toBe(true);
    expect((await refresh(own, second)).status).toBe(200);
  });

  it("and lives on when the client's secret is rotated", async () => {
    const own = await app();
    const { access, refresh: second } = await tokens(await visitor(), own);
    const rotated = await api(own.developer).post(`/oauth/clients/${own.id}/rotate-secret`);
    expect(await works(access)).toBe(true);
    expect(await refresh(own, second)).toMatchObject({ status: 401 });
    expect((await refresh({ ...own, secret: textOf(rotated, "client_secret") }, second)).status).toBe(200);
  });
});

describe("revocation", () => {
  it("answers {} for a token that does not exist, and leaves that of another client", async () => {
    const { access } = await tokens(await visitor(), client);
    const nothing = await form("/oauth/revoke", { token: "made-up" }, basic(client.id, client.secret));
    expect(nothing).toMatchObject({ status: 200, body: {} });
    expect(nothing.headers.get("content-type")).toContain("application/json");
    const other = await app();
    const refused = await form("/oauth/revoke", { token: access }, basic(other.id, other.secret));
    expect(refused).toMatchObject({ status: 400, body: { error: "unauthorized_client" } });
    expect(await works(access)).toBe(true);
    expect(await form("/oauth/revoke", { token: access })).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
    expect(await form("/oauth/revoke", {}, basic(client.id, client.secret))).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
  });
});

describe("introspection", () => {
  const inspect = (token: string, who = client) =>
    form("/oauth/introspect", { token }, basic(who.id, who.secret));

  it("tells a client what its token is worth, and another nothing", async () => {
    const ada = await visitor();
    const { access, refresh: second } = await tokens(ada, client);
    const { body } = await inspect(access);
    const { sub } = (await api(bearer(access)).get("/oauth/userinfo")).body;
    expect(body).toMatchObject({
      active: true,
      scope: "openid profile email",
      client_id: client.id,
      token_type: "Bearer",
      sub,
      iss: ORIGIN,
    });
    expect(Number(body["exp"]) - Number(body["iat"])).toBe(3600);
    expect((await inspect(second)).body).toMatchObject({ active: true, token_type: "refresh_token" });
    expect((await inspect(access, await app())).body).toEqual({ active: false });
    expect((await inspect("made-up")).body).toEqual({ active: false });
    await form("/oauth/revoke", { token: access }, basic(client.id, client.secret));
    expect((await inspect(access)).body).toEqual({ active: false });
  });

  it("is not for public clients, nor for nobody", async () => {
    const device = await app({ client_type: "public" });
    for (const fields of [{ token: "x", client_id: device.id }, { token: "x" }]) {
      expect(await form("/oauth/introspect", fields)).toMatchObject({
        status: 401,
        body: { error: "invalid_client" },
      });
    }
  });
});

describe("userinfo", () => {
  it("tells what the scopes allow, by GET and by POST", async () => {
    const ada = await visitor();
    const { access } = await tokens(ada, client);
    const claims = {
      sub: expect.stringMatching(/^[\da-f-]{36}$/),
      name: "Ada",
      email: ada.email,
      email_verified: false,
    };
    expect((await api(bearer(access)).get("/oauth/userinfo")).body).toEqual(claims);
    expect((await api(bearer(access)).post("/oauth/userinfo")).body).toEqual(claims);
    expect((await form("/oauth/userinfo", { access_token: access })).body).toEqual(claims);
    const { access: little } = await tokens(ada, client, { scope: "openid email" });
    expect(Object.keys((await api(bearer(little)).get("/oauth/userinfo")).body)).toEqual([
      "sub",
      "email",
      "email_verified",
    ]);
  });

  it("challenges who has no token, a bad one, or one without openid", async () => {
    const none = await api(nobody).get("/oauth/userinfo");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="gossamer"']);
    const bad = await api(bearer("bad")).get("/oauth/userinfo");
    expect([bad.status, bad.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    const { access } = await tokens(await visitor(), client, { scope: "agents:execute" });
    const little = await api(bearer(access)).get("/oauth/userinfo");
    expect([little.status, little.headers.get("www-authenticate")]).toEqual([
      403,
      expect.stringContaining('error="insufficient_scope"'),
    ]);
  });
});

describe("the user's apps", () => {
  it("are listed and withdrawn, by page and by API", async () => {
    const own = await app({ name: "Listed" });
    const ada = await visitor();
    await tokens(ada, own);
    const page = await ada.open("/account/apps");
    expect(page.text).toContain("Listed");
    expect(page.text).toContain("See your e-mail address");
    const listed = JSON.parse((await ada.open("/api/v2/apps?page_size=1")).text);
    expect(listed).toMatchObject({
      apps: [{ client_id: own.id, name: "Listed" }],
      pagination: { total: 1, page: 1, page_size: 1, total_pages: 1 },
    });
    const done = await ada.submit(page, {});
    expect(done.text).toContain("The app is shut out.");
    expect(engine.severed.map(({ credential }) => credential)).toContain(`app:${own.id}`);
    expect((await ada.open(authorizePath(own))).text).toContain("Allow Listed?");
    const bob = person("bob");
    const caller = await session(bob);
    await api(caller).get("/api/v2/apps");
    expect((await api(caller).get("/api/v2/apps")).body).toEqual({
      apps: [],
      pagination: { total: 0, page: 1, page_size: 20, total_pages: 0 },
    });
    expect((await api(caller).delete(`/api/v2/apps/${own.id}`)).status).toBe(404);
  });
});

describe("the developer's page", () => {
  it("registers, shows the secrets once, rotates, suspends and deletes", async () => {
    const dev = await visitor("Dev");
    const fields = {
      name: "By hand",
      client_type: "confidential",
      redirect_uris: "https://a.example/cb\nhttps://b.example/cb",
      webhook_domains: "",
    };
    const wrong = await dev.post("/developer", {
      ...fields,
      redirect_uris: "https://a.example/cb http://b.example/cb",
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Line 2 is neither https nor http on a loopback host");
    const created = await dev.post("/developer", fields);
    const [secret = ""] = /secret_[\w-]{43}/.exec(created.text) ?? [];
    const [id = ""] = /app_[\w-]{24}/.exec(created.text) ?? [];
    expect(secret).not.toBe("");
    expect((await dev.open("/developer")).text).not.toContain(secret);
    const rotated = await dev.post("/developer/rotate-secret", { client_id: id });
    expect(/secret_[\w-]{43}/.exec(rotated.text)?.[0]).not.toBe(secret);
    expect((await dev.post("/developer/suspend", { client_id: id })).text).toContain("suspended");
    expect((await dev.post("/developer/resume", { client_id: id })).text).not.toContain("suspended");
    const eve = await visitor("Eve");
    expect((await eve.post("/developer/delete", { client_id: id })).status).toBe(404);
    expect((await dev.post("/developer/delete", { client_id: id })).text).not.toContain(id);
    expect((await anonymous().open("/developer")).text).toContain("Sign in");
  });
});

describe("the live platform's JSON door", () => {
  it("goes from the dialog's data to tokens and their end", async () => {
    const user = await session(person("live"));
    const shown = await api(user).get(`/api/oauth/app/${client.id}`);
    expect(shown).toMatchObject({
      status: 200,
      body: { name: "Acme", description: null, logo_url: null, scopes: expect.any(Array) },
    });
    const request = {
      client_id: client.id,
      redirect_uri: CALLBACK,
      scopes: ["EXECUTE_GRAPH", "READ_GRAPH", "IDENTITY"],
      state: "s",
      response_type: "code",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
    };
    const approved = await api(user).post("/api/oauth/authorize", request);
    const answer = new URL(textOf(approved, "redirect_url")).searchParams;
    expect(answer.get("state")).toBe("s");
    const who = { client_id: client.id, client_secret: client.secret };
    const given = await api(nobody).post("/api/oauth/token", {
      grant_type: "authorization_code",
      code: answer.get("code"),
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...who,
    });
    expect(given).toMatchObject({ status: 200, body: { token_type: "Bearer", scopes: request.scopes } });
    for (const field of ["access_token_expires_at", "refresh_token_expires_at"]) {
      expect(textOf(given, field)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }
    const access = textOf(given, "access_token");
    expect((await api(bearer(access)).get(GRAPHS)).status).toBe(200);
    expect(await works(access)).toBe(true);
    const seen = await api(nobody).post("/api/oauth/introspect", {
      token: access,
      token_type_hint: "access_token",
      ...who,
    });
    expect(seen.body).toMatchObject({
      active: true,
      client_id: client.id,
      scopes: request.scopes,
      token_type: "access_token",
      user_id: expect.any(String),
      exp: expect.any(Number),
    });
    const renewed = await api(nobody).post("/api/oauth/token", {
      grant_type: "refresh_token",
      refresh_token: textOf(given, "refresh_token"),
      ...who,
    });
    expect(renewed.status).toBe(200);
    expect((await api(nobody).post("/api/oauth/revoke", { token: access, ...who })).status).toBe(200);
    expect(await works(access)).toBe(false);
  });

  it("refuses as the other door does", async () => {
    const user = await session(person("live"));
    const request = {
      client_id: client.id,
      redirect_uri: "https://evil.example",
      scopes: ["IDENTITY"],
      state: "s",
      code_challenge: CHALLENGE,
    };
    expect(await api(user).post("/api/oauth/authorize", request)).toMatchObject({
      status: 400,
      body: { error: "invalid_request", detail: expect.any(String) },
    });
    expect(await api(nobody).post("/api/oauth/authorize", request)).toMatchObject({ status: 401 });
    const unknown = await api(user).post("/api/oauth/authorize", {
      ...request,
      redirect_uri: CALLBACK,
      scopes: ["ROOT"],
    });
    expect(new URL(textOf(unknown, "redirect_url")).searchParams.get("error")).toBe("invalid_scope");
    expect(await api(nobody).post("/api/oauth/token", { grant_type: "password" })).toMatchObject({
      status: 422,
      body: { detail: expect.any(Array) },
    });
    const wrong = {
      grant_type: "refresh_token",
      refresh_token: "x",
      client_id: client.id,
      client_secret: "wrong",
    };
    expect(await api(nobody).post("/api/oauth/token", wrong)).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
  });
});

describe("signing out for an application", () => {
  it("asks, unless the application shows who is signed in, and goes only where it may", async () => {
    const own = await app({ post_logout_redirect_uris: ["https://app.example/bye"] });
    const ada = await visitor();
    const { body } = await redeem(own, (await grant(ada, own)).get("code") ?? "");
    const way = (parameters: Record<string, string>) => `/oauth/logout?${new URLSearchParams(parameters)}`;
    const asked = await ada.open(
      way({ client_id: own.id, post_logout_redirect_uri: "https://app.example/bye", state: "s" }),
    );
    expect(asked.text).toContain("Sign out?");
    expect((await ada.open("/account")).text).toContain("Your account");
    expect(
      await ada.submit(
        asked,
        { confirm: "yes" },
        { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      ),
    ).toMatchObject({ location: null });
    expect((await ada.open("/account")).text).toContain("Your account");
    const foreign = await ada.open(
      way({ client_id: own.id, post_logout_redirect_uri: "https://evil.example/" }),
    );
    expect(foreign).toMatchObject({ status: 400, location: null });
    const gone = await ada.open(
      way({
        id_token_hint: String(body["id_token"]),
        post_logout_redirect_uri: "https://app.example/bye",
        state: "s",
      }),
    );
    expect(gone.location?.href).toBe("https://app.example/bye?state=s");
    expect((await ada.open("/account")).text).toContain("Sign in");
  });
});

describe("what is over", () => {
  it("is swept away, and nothing else", async () => {
    const ada = await visitor();
    const { access } = await tokens(ada, client);
    await ada.open(authorizePath(client, { prompt: "consent" }));
    const here = await oauthCounts();
    expect(here.requests).toBeGreaterThan(0);
    const db = connectDb(databaseUrl, link.origin);
    await sweepOAuth({ db, now: () => Date.now() + clock.ahead });
    expect(await works(access)).toBe(true);
    await sweepOAuth({ db, now: () => Date.now() + 31 * 24 * 3_600_000 });
    expect(await oauthCounts()).toEqual({ requests: 0, authorizations: 0, tokens: 0 });
  });

  it("so are clients that introduced themselves and that nobody lets in", async () => {
    const register = async () =>
      textOf(
        await api(nobody).post("/oauth/register", {
          redirect_uris: [CALLBACK],
          token_endpoint_auth_method: "none",
        }),
        "client_id",
      );
    const [used, unused] = [await register(), await register()];
    await tokens(await visitor(), { id: used, secret: "", developer: nobody });
    const db = connectDb(databaseUrl, link.origin);
    await sweepOAuth({ db, now: () => Date.now() + 31 * 24 * 3_600_000 });
    const left = await sql<{ id: string }>("select id from oauth_clients");
    const ids = left.map(({ id }) => id);
    expect([ids.includes(used), ids.includes(unused), ids.includes(client.id)]).toEqual([true, false, true]);
  });

  const oauthCounts = async () => {
    const [row] = await sql<{ requests: number; authorizations: number; tokens: number }>(
      `select (select count(*)::int from oauth_requests) as requests,
        (select count(*)::int from oauth_authorizations) as authorizations,
        (select count(*)::int from oauth_tokens) as tokens`,
    );
    return row ?? { requests: -1, authorizations: -1, tokens: -1 };
  };
});
