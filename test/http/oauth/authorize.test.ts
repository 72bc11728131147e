import { describe, expect, it } from "vitest";
import { formOf } from "../../browser.ts";
import { nobody } from "../../world.ts";
import {
  type AuthorizeParameters,
  answerOf,
  authorizePath,
  CALLBACK,
  ORIGIN,
  oauthWorld,
} from "./oauth-world.ts";

const { app, visitor, anonymous, grant, redeem, api, clock, sql, form } = await oauthWorld();
const client = await app();
const MINUTE = 60_000;

describe("a request whose client or redirect URI is not sure", async () => {
  const suspended = await app();
  await api(suspended.developer).patch(`/oauth/clients/${suspended.id}`, { status: "suspended" });

  it.each<[string, AuthorizeParameters]>([
    ["no client_id", { client_id: null }],
    ["a client_id that nobody has", { client_id: "app_nobody" }],
    ["two client_ids", { client_id: [client.id, client.id] }],
    ["a suspended client", { client_id: suspended.id }],
    ["no redirect_uri", { redirect_uri: null }],
    ["two redirect_uris", { redirect_uri: [CALLBACK, CALLBACK] }],
    ["another redirect_uri", { redirect_uri: "https://evil.example/callback" }],
    ["a redirect_uri with a slash more", { redirect_uri: `${CALLBACK}/` }],
    ["a redirect_uri in other letters", { redirect_uri: "https://APP.example/callback" }],
    ["a redirect_uri with a query", { redirect_uri: `${CALLBACK}?next=evil` }],
    ["a redirect_uri with a user", { redirect_uri: "https://app.example@evil.example/callback" }],
    ["a redirect_uri of another scheme", { redirect_uri: "javascript:alert(1)//app.example/callback" }],
    ["an empty redirect_uri", { redirect_uri: "" }],
  ])("is answered with a page for %s", async (_what, parameters) => {
    const view = await anonymous().open(authorizePath(client, parameters));
    expect(view).toMatchObject({ status: 400, location: null });
    expect(view.headers.get("content-type")).toContain("text/html");
    expect(view.text).not.toContain("<script");
  });

  it("shows nothing of what it was sent as markup", async () => {
    const view = await anonymous().open(authorizePath(client, { client_id: "<img src=x onerror=alert(1)>" }));
    expect(view.text).not.toContain("<img src=x");
  });
});

describe("any other fault", () => {
  it.each<[string, AuthorizeParameters, string]>([
    ["no response_type", { response_type: null }, "invalid_request"],
    ["the implicit flow", { response_type: "token" }, "unsupported_response_type"],
    ["a hybrid flow", { response_type: "code id_token" }, "unsupported_response_type"],
    ["no code_challenge", { code_challenge: null }, "invalid_request"],
    ["no code_challenge_method", { code_challenge_method: null }, "invalid_request"],
    ["the plain method", { code_challenge_method: "plain" }, "invalid_request"],
    ["a code_challenge that is no hash", { code_challenge: "short" }, "invalid_request"],
    ["a scope that does not exist", { scope: "openid root" }, "invalid_scope"],
    ["a prompt that does not exist", { prompt: "always" }, "invalid_request"],
    ["none beside another prompt", { prompt: "none login" }, "invalid_request"],
    ["a max_age that is no number", { max_age: "soon" }, "invalid_request"],
    ["a response_mode that does not exist", { response_mode: "fragment" }, "invalid_request"],
    ["a request object", { request: "e30.e30." }, "request_not_supported"],
    ["a request_uri", { request_uri: "https://app.example/request" }, "request_uri_not_supported"],
    ["a registration", { registration: "{}" }, "registration_not_supported"],
    ["a resource of somebody else", { resource: "https://other.example" }, "invalid_target"],
    ["a parameter twice", { scope: ["openid", "email"] }, "invalid_request"],
    ["an id_token_hint that is none", { id_token_hint: "e30.e30.x" }, "invalid_request"],
    ["nobody signed in, and silence", { prompt: "none" }, "login_required"],
  ])("is told to the client: %s", async (_what, parameters, error) => {
    const view = await anonymous().open(authorizePath(client, parameters));
    expect(view.status).toBeGreaterThanOrEqual(302);
    expect(view.status).toBeLessThanOrEqual(303);
    expect(`${view.location?.origin}${view.location?.pathname}`).toBe(CALLBACK);
    expect(Object.fromEntries(answerOf(view))).toMatchObject({ error, state: "the state", iss: ORIGIN });
    expect(answerOf(view).has("code")).toBe(false);
  });

  it("keeps the query that the redirect URI has", async () => {
    const tenant = await app({ redirect_uris: [`${CALLBACK}?tenant=7`] });
    const view = await anonymous().open(
      authorizePath(tenant, { redirect_uri: `${CALLBACK}?tenant=7`, response_type: "token" }),
    );
    expect(Object.fromEntries(answerOf(view))).toMatchObject({
      tenant: "7",
      error: "unsupported_response_type",
    });
  });

  it("is told without a state when there were two", async () => {
    const answer = answerOf(await anonymous().open(authorizePath(client, { state: ["a", "b"] })));
    expect(answer.get("error")).toBe("invalid_request");
    expect(answer.has("state")).toBe(false);
  });
});

describe("consent", () => {
  it("is asked after signing in, once, and the client gets what it sent", async () => {
    const ada = await visitor();
    const stranger = anonymous();
    const signIn = await stranger.open(authorizePath(client));
    expect(signIn.text).toContain("Sign in");
    const consent = await stranger.submit(signIn, { email: ada.email, password: ada.password });
    expect(consent.text).toContain("Allow Acme?");
    const view = await stranger.submit(consent, { decision: "allow" });
    expect(view.status).toBe(303);
    expect(Object.fromEntries(answerOf(view))).toEqual({
      code: expect.stringMatching(/^[\w-]{43}$/),
      state: "the state",
      iss: ORIGIN,
    });
    const again = await stranger.open(authorizePath(client));
    expect(answerOf(again).get("code")).not.toBeNull();
    const silent = await stranger.open(authorizePath(client, { prompt: "none", scope: "openid" }));
    expect(answerOf(silent).get("code")).not.toBeNull();
  });

  it("names the application, where it leads and every scope in plain words, and is never framed", async () => {
    const evil = await app({ name: "<b>Evil</b> & Sons", description: "<script>alert(1)</script>" });
    const ada = await visitor();
    const view = await ada.open(authorizePath(evil, { scope: "openid email agents:execute mcp:tools" }));
    expect(view.text).toContain("Allow &lt;b&gt;Evil&lt;/b&gt; &amp; Sons?");
    expect(view.text).not.toContain("<script");
    expect(view.text).toContain("<strong>app.example</strong>");
    for (const words of [
      "Know that it is you",
      "See your e-mail address",
      "Run your agents",
      "Use your agents as tools",
    ]) {
      expect(view.text).toContain(words);
    }
    expect(view.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(view.headers.get("x-frame-options")).toBe("DENY");
    expect(view.headers.get("cache-control")).toBe("no-store");
  });

  it.each(["offline_access", ""])("is asked about the least when the scope is %j", async (scope) => {
    const view = await (await visitor()).open(authorizePath(client, { scope }));
    expect(view.text).toContain("Know that it is you");
  });

  it("that is denied is told to the client, and grants nothing", async () => {
    const ada = await visitor();
    const view = await ada.submit(await ada.open(authorizePath(client)), { decision: "deny" });
    expect(Object.fromEntries(answerOf(view))).toMatchObject({
      error: "access_denied",
      state: "the state",
      iss: ORIGIN,
    });
    expect((await ada.open(authorizePath(client))).text).toContain("Allow Acme?");
  });

  it("is asked for what is new, and when the client wants it", async () => {
    const ada = await visitor();
    await grant(ada, client, { scope: "openid" });
    expect((await ada.open(authorizePath(client, { scope: "openid email" }))).text).toContain("Allow Acme?");
    expect((await ada.open(authorizePath(client, { scope: "openid", prompt: "consent" }))).text).toContain(
      "Allow Acme?",
    );
    const silent = await ada.open(authorizePath(client, { scope: "openid email", prompt: "none" }));
    expect(answerOf(silent).get("error")).toBe("consent_required");
  });

  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ["another site", {}, { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
    ["a sibling site", {}, { origin: "https://evil.gossamer.test", "sec-fetch-site": "same-site" }, 403],
    ["a site that hides", {}, { origin: "null", "sec-fetch-site": "cross-site" }, 403],
    ["another site in an old browser", {}, { origin: "https://evil.example", "sec-fetch-site": "none" }, 403],
    ["a form without its token", { csrf: "" }, {}, 400],
    ["a form with another token", { csrf: "x".repeat(43) }, {}, 400],
    ["a form without a request", { request: "" }, {}, 400],
    ["a form with another request", { request: crypto.randomUUID() }, {}, 400],
    ["a form with a request that is none", { request: "1' or '1'='1" }, {}, 400],
    ["a form without a decision", { decision: "" }, {}, 400],
    ["a form with another decision", { decision: "maybe" }, {}, 400],
  ])("is not given by %s", async (_what, fields, headers, status) => {
    const ada = await visitor();
    const view = await ada.open(authorizePath(client));
    const refused = await ada.submit(view, { decision: "allow", ...fields }, headers);
    expect(refused).toMatchObject({ status, location: null });
    expect(refused.text).not.toContain("code=");
  });

  it("is not given by somebody else, nor by nobody, nor twice, nor late", async () => {
    const ada = await visitor();
    const eve = await visitor("Eve");
    const view = await ada.open(authorizePath(client));
    const { values } = formOf(view.text);
    const decision = { ...values, decision: "allow" };
    expect(await eve.post("/oauth/consent", decision)).toMatchObject({ status: 400, location: null });
    expect(await anonymous().post("/oauth/consent", decision)).toMatchObject({ status: 400, location: null });
    expect((await ada.post("/oauth/consent", decision)).location).not.toBeNull();
    expect(await ada.post("/oauth/consent", decision)).toMatchObject({ status: 400, location: null });
    const late = await ada.open(authorizePath(client, { prompt: "consent" }));
    clock.ahead += 10 * MINUTE;
    const refused = await ada.submit(late, { decision: "allow" });
    clock.ahead -= 10 * MINUTE;
    expect(refused).toMatchObject({ status: 400, location: null });
  });

  it("is on record, with what was granted", async () => {
    const ada = await visitor();
    await grant(ada, client);
    const [event] = await sql<{ details: object }>(
      "select details from audit_events where action = 'consent.granted' order by at desc limit 1",
    );
    expect(event?.details).toEqual({ scopes: ["openid", "profile", "email"] });
  });
});

describe("signing in again", () => {
  it.each<[string, AuthorizeParameters]>([
    ["prompt=login", { prompt: "login" }],
    ["prompt=select_account", { prompt: "select_account" }],
    ["max_age=0", { max_age: "0" }],
  ])("is asked by %s of who is signed in already, once", async (_what, parameters) => {
    const ada = await visitor();
    await grant(ada, client);
    clock.ahead += 1000;
    const view = await ada.open(authorizePath(client, parameters));
    expect(view.text).toContain("Sign in");
    const back = await ada.submit(view, { email: ada.email, password: ada.password });
    clock.ahead -= 1000;
    expect(answerOf(back).get("code")).not.toBeNull();
  });

  it("cannot be skipped by opening the way back at once", async () => {
    const ada = await visitor();
    await grant(ada, client);
    const view = await ada.open(authorizePath(client, { prompt: "login" }));
    const wayBack = formOf(view.text).values["return_to"] ?? "";
    expect(wayBack).toContain("/oauth/authorize/resume");
    expect((await ada.open(wayBack)).text).toContain("Sign in");
  });

  it("is not asked within max_age, and is after it", async () => {
    const ada = await visitor();
    await grant(ada, client);
    expect(answerOf(await ada.open(authorizePath(client, { max_age: "60" }))).get("code")).not.toBeNull();
    clock.ahead += 2 * MINUTE;
    const old = await ada.open(authorizePath(client, { max_age: "60" }));
    const silent = await ada.open(authorizePath(client, { max_age: "60", prompt: "none" }));
    clock.ahead -= 2 * MINUTE;
    expect(old.text).toContain("Sign in");
    expect(answerOf(silent).get("error")).toBe("login_required");
  });

  it("loses nothing of a request that is too long to be carried along", async () => {
    const ada = await visitor();
    const stranger = anonymous();
    const state = "é".repeat(1000);
    const signIn = await stranger.open(authorizePath(client, { state }));
    const consent = await stranger.submit(signIn, { email: ada.email, password: ada.password });
    const view = await stranger.submit(consent, { decision: "allow" });
    expect(answerOf(view).get("state")).toBe(state);
  });

  it("proposes the address of login_hint", async () => {
    const view = await anonymous().open(authorizePath(client, { login_hint: "ada@example.com" }));
    expect(view.text).toContain('value="ada@example.com"');
  });

  it("is asked when the id_token_hint is of somebody else", async () => {
    const ada = await visitor();
    const eve = await visitor("Eve");
    const { body } = await redeem(client, (await grant(eve, client)).get("code") ?? "");
    const hint = String(body["id_token"]);
    await grant(ada, client);
    expect((await ada.open(authorizePath(client, { id_token_hint: hint }))).text).toContain("Sign in");
    const silent = await ada.open(authorizePath(client, { id_token_hint: hint, prompt: "none" }));
    expect(answerOf(silent).get("error")).toBe("login_required");
    const own = await eve.open(authorizePath(client, { id_token_hint: hint, prompt: "none" }));
    expect(answerOf(own).get("code")).not.toBeNull();
    const other = await app();
    const foreign = await eve.open(authorizePath(other, { id_token_hint: hint, prompt: "none" }));
    expect(answerOf(foreign).get("error")).toBe("invalid_request");
  });
});

describe("the answer", () => {
  it("may come as a form", async () => {
    const ada = await visitor();
    await grant(ada, client);
    const view = await ada.open(authorizePath(client, { response_mode: "form_post" }));
    expect(view.status).toBe(200);
    const { action, values } = formOf(view.text);
    expect(action).toBe(CALLBACK);
    expect(values).toMatchObject({ state: "the state", iss: ORIGIN });
    expect((await redeem(client, values["code"] ?? "")).status).toBe(200);
  });

  it("may be asked for by a form", async () => {
    const query = Object.fromEntries(new URL(authorizePath(client), ORIGIN).searchParams);
    const view = await form("/oauth/authorize", query, {
      origin: "https://app.example",
      "sec-fetch-site": "cross-site",
    });
    expect(view.status).toBe(303);
    expect(view.headers.get("location")).toContain("/sign-in?return_to=%2Foauth%2Fauthorize");
  });

  it("is for no script of another site", async () => {
    const answer = await api({ origin: "https://app.example" }).get(authorizePath(client));
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("comes to no other method", async () => {
    expect((await api(nobody).delete("/oauth/authorize")).status).toBe(405);
  });
});
