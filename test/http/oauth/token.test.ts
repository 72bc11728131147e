import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { sha256LeftHalf } from "#lib/crypto.ts";
import { textOf } from "../../world.ts";
import { basic, bearer, CALLBACK, ORIGIN, oauthWorld, VERIFIER } from "./oauth-world.ts";

const { app, visitor, grant, redeem, refresh, tokens, token, works, clock, sql, api } = await oauthWorld();
const client = await app();
const other = await app({ name: "Other" });
const ada = await visitor();
const code = async () => (await grant(ada, client)).get("code") ?? "";

const MINUTE = 60_000;
const later = async <T>(ms: number, act: () => Promise<T>): Promise<T> => {
  clock.ahead += ms;
  try {
    return await act();
  } finally {
    clock.ahead -= ms;
  }
};

describe("an authorization code", () => {
  it("gives tokens, once", async () => {
    const answer = await redeem(client, await code());
    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 3600, scope: "openid profile email" },
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(textOf(answer, "access_token")).toMatch(/^agpt_xt_[\w-]{43}$/);
    expect(textOf(answer, "refresh_token")).toMatch(/^agpt_rt_[\w-]{43}$/);
    expect(await works(textOf(answer, "access_token"))).toBe(true);
  });

  it("leaves nothing of a secret in the database", async () => {
    const secret = await code();
    const { access, refresh: second } = await tokens(ada, client);
    const rows = await sql<{ text: string }>(
      `select row_to_json(t)::text as text from oauth_tokens t
       union all select row_to_json(a)::text from oauth_authorizations a
       union all select row_to_json(c)::text from oauth_clients c`,
    );
    const all = rows.map(({ text }) => text).join("\n");
    for (const planted of [secret, access, second, client.secret]) expect(all).not.toContain(planted);
  });

  it("that comes again is refused, and ends the tokens that it gave", async () => {
    const used = await code();
    const first = await redeem(client, used);
    expect(await works(textOf(first, "access_token"))).toBe(true);
    expect(await redeem(client, used)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect(await works(textOf(first, "access_token"))).toBe(false);
    expect(await refresh(client, textOf(first, "refresh_token"))).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
    const events = await sql("select 1 from audit_events where action = 'code.reused'");
    expect(events.length).toBeGreaterThan(0);
  });

  it("is redeemed by one of twenty who try at once", async () => {
    const wanted = await code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(client, wanted)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body["error"] === "invalid_grant")).toHaveLength(19);
  });

  it.each<[string, Parameters<typeof redeem>[2] & object, number, string]>([
    ["a wrong secret", { client_secret: "secret_wrong" }, 401, "invalid_client"],
    ["another client", { client_id: other.id, client_secret: other.secret }, 400, "invalid_grant"],
    ["another redirect URI", { redirect_uri: `${CALLBACK}/` }, 400, "invalid_grant"],
    ["a wrong verifier", { code_verifier: VERIFIER.replace(/^./, "~") }, 400, "invalid_grant"],
    ["a verifier that is too short", { code_verifier: "short" }, 400, "invalid_grant"],
    ["no verifier", { code_verifier: "" }, 400, "invalid_request"],
    ["no redirect URI", { redirect_uri: "" }, 400, "invalid_request"],
    ["a foreign resource", { resource: "https://other.example/" }, 400, "invalid_target"],
  ])("is not used up by %s", async (_what, wrong, status, error) => {
    const kept = await code();
    expect(await redeem(client, kept, wrong)).toMatchObject({ status, body: { error } });
    expect((await redeem(client, kept)).status).toBe(200);
  });

  it("expires after a minute", async () => {
    const old = await code();
    expect(await later(MINUTE, () => redeem(client, old))).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "The authorization code has expired" },
    });
  });

  it("that nobody has given is not valid", async () => {
    expect(await redeem(client, "made-up")).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });
});

describe("a refresh token", () => {
  it("gives a new pair, and no more than was granted", async () => {
    const first = await tokens(ada, client);
    const second = await refresh(client, first.refresh);
    expect(second).toMatchObject({ status: 200, body: { scope: "openid profile email" } });
    expect(textOf(second, "refresh_token")).not.toBe(first.refresh);
    expect(await works(textOf(second, "access_token"))).toBe(true);
    expect(await works(first.access)).toBe(true);
  });

  it("works again until one that follows it is used: an answer may get lost", async () => {
    const first = await tokens(ada, client);
    const lost = await refresh(client, first.refresh);
    const again = await refresh(client, first.refresh);
    expect([lost.status, again.status]).toEqual([200, 200]);
    expect((await refresh(client, textOf(again, "refresh_token"))).status).toBe(200);
  });

  it("that comes after its follower was used ends the family", async () => {
    const first = await tokens(ada, client);
    const second = await refresh(client, first.refresh);
    const third = await refresh(client, textOf(second, "refresh_token"));
    expect(third.status).toBe(200);
    expect(await refresh(client, first.refresh)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
    expect(await refresh(client, textOf(third, "refresh_token"))).toMatchObject({ status: 400 });
    for (const access of [first.access, textOf(second, "access_token"), textOf(third, "access_token")]) {
      expect(await works(access)).toBe(false);
    }
    const events = await sql("select 1 from audit_events where action = 'token.reused'");
    expect(events.length).toBeGreaterThan(0);
  });

  it("that was stolen and used beside its owner's is found out", async () => {
    const first = await tokens(ada, client);
    const owners = await refresh(client, first.refresh);
    const thiefs = await refresh(client, first.refresh);
    expect((await refresh(client, textOf(owners, "refresh_token"))).status).toBe(200);
    expect(await refresh(client, textOf(thiefs, "refresh_token"))).toMatchObject({ status: 400 });
    expect(await works(textOf(thiefs, "access_token"))).toBe(false);
  });

  it("serves twenty who use it at once, and the family lives on", async () => {
    const first = await tokens(ada, client);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(client, first.refresh)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const [one] = answers;
    expect(one && (await refresh(client, textOf(one, "refresh_token"))).status).toBe(200);
  });

  it("ends thirty days after the authorization, however often it was used", async () => {
    const DAY = 24 * 60 * MINUTE;
    const first = await tokens(ada, client);
    const second = await later(29 * DAY, () => refresh(client, first.refresh));
    expect(second.status).toBe(200);
    expect(await later(30 * DAY, () => refresh(client, textOf(second, "refresh_token")))).toMatchObject({
      status: 400,
      body: { error: "invalid_grant" },
    });
  });

  it("gives less when less is asked for, and still knows the whole", async () => {
    const first = await tokens(ada, client);
    const less = await refresh(client, first.refresh, { scope: "openid" });
    expect(less).toMatchObject({ status: 200, body: { scope: "openid" } });
    const info = await api(bearer(textOf(less, "access_token"))).get("/oauth/userinfo");
    expect(Object.keys(info.body)).toEqual(["sub"]);
    const whole = await refresh(client, textOf(less, "refresh_token"));
    expect(whole).toMatchObject({ status: 200, body: { scope: "openid profile email" } });
  });

  it.each<[string, Record<string, string>, number, string]>([
    ["more than was granted", { scope: "openid agents:execute" }, 400, "invalid_scope"],
    ["a scope that does not exist", { scope: "openid root" }, 400, "invalid_scope"],
    ["another client", { client_id: other.id, client_secret: other.secret }, 400, "invalid_grant"],
    ["a wrong secret", { client_secret: "secret_wrong" }, 401, "invalid_client"],
    ["a resource of somebody else", { resource: "https://other.example" }, 400, "invalid_target"],
  ])("is refused for %s, and stays good", async (_what, wrong, status, error) => {
    const { refresh: kept } = await tokens(ada, client);
    expect(await refresh(client, kept, wrong)).toMatchObject({ status, body: { error } });
    expect((await refresh(client, kept)).status).toBe(200);
  });

  it("is not an access token, nor the other way round", async () => {
    const { access, refresh: second } = await tokens(ada, client);
    expect(await works(second)).toBe(false);
    expect(await refresh(client, access)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });
});

describe("an access token", () => {
  it("ends after an hour", async () => {
    const { access } = await tokens(ada, client);
    expect(await later(59 * MINUTE, () => works(access))).toBe(true);
    expect(await later(60 * MINUTE, () => works(access))).toBe(false);
  });
});

describe("a client", () => {
  const asked = async (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    token(
      {
        grant_type: "authorization_code",
        redirect_uri: CALLBACK,
        code_verifier: VERIFIER,
        code: await code(),
        ...fields,
      },
      headers,
    );

  it("may authenticate by the header", async () => {
    expect((await asked({}, basic(client.id, client.secret))).status).toBe(200);
    expect((await asked({ client_id: client.id }, basic(client.id, client.secret))).status).toBe(200);
  });

  it("is form-encoded in the header, whichever way", async () => {
    const encoded = {
      authorization: `Basic ${btoa(`${client.id.replace("_", "%5F")}:${client.secret.replace("_", "%5f")}`)}`,
    };
    expect((await asked({}, encoded)).status).toBe(200);
  });

  it("that is public needs no secret, only its id", async () => {
    const device = await app({ client_type: "public" });
    expect(device.secret).toBe("");
    const given = (await grant(ada, device)).get("code") ?? "";
    expect((await redeem(device, given)).status).toBe(200);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    [
      "both ways at once",
      { client_secret: client.secret },
      basic(client.id, client.secret),
      400,
      "invalid_request",
    ],
    ["two ids", { client_id: other.id }, basic(client.id, client.secret), 400, "invalid_request"],
    ["no way", {}, {}, 401, "invalid_client"],
    ["its id alone, though it has a secret", { client_id: client.id }, {}, 401, "invalid_client"],
    ["a wrong secret in the header", {}, basic(client.id, "wrong"), 401, "invalid_client"],
    ["an id that nobody has", {}, basic("app_nobody", "wrong"), 401, "invalid_client"],
    ["a header that is no base64", {}, { authorization: "Basic %%%" }, 401, "invalid_client"],
    ["a header without a colon", {}, { authorization: `Basic ${btoa("alone")}` }, 401, "invalid_client"],
    ["another scheme", {}, { authorization: "Bearer x" }, 401, "invalid_client"],
  ])("is refused that authenticates by %s", async (_what, fields, headers, status, error) => {
    const answer = await asked(fields, headers);
    expect(answer).toMatchObject({ status, body: { error } });
    if (status === 401) {
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
      expect(answer.body["error_description"]).toBe("Client authentication failed");
    }
  });

  it.each<[string, Record<string, string>, string]>([
    ["no grant type", { grant_type: "" }, "invalid_request"],
    ["the password grant", { grant_type: "password" }, "unsupported_grant_type"],
    ["the client's own grant", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["the implicit grant", { grant_type: "implicit" }, "unsupported_grant_type"],
    ["no code", { code: "" }, "invalid_request"],
  ])("is refused with %s", async (_what, fields, error) => {
    expect(await asked({ client_id: client.id, client_secret: client.secret, ...fields })).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  it("may not repeat a parameter, nor send JSON, nor ask by GET", async () => {
    const twice = await api({ "content-type": "application/x-www-form-urlencoded" }).post(
      "/oauth/token",
      "grant_type=refresh_token&grant_type=refresh_token&client_id=x",
    );
    expect(twice).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    const json = await api({ "content-type": "application/json" }).post("/oauth/token", { grant_type: "x" });
    expect(json).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await api({}).get("/oauth/token")).toMatchObject({
      status: 405,
      body: { error: "invalid_request" },
    });
  });
});

describe("an ID token", () => {
  const idToken = async (parameters: Record<string, string>) => {
    const given = await grant(ada, client, parameters);
    return redeem(client, given.get("code") ?? "");
  };

  it("says who it is, for whom, when and with what", async () => {
    const answer = await idToken({ nonce: "once" });
    const text = textOf(answer, "id_token");
    expect(decodeProtectedHeader(text)).toMatchObject({ alg: "RS256" });
    const claims = decodeJwt(text);
    const { sub } = (await api(bearer(textOf(answer, "access_token"))).get("/oauth/userinfo")).body;
    expect(claims).toMatchObject({
      iss: ORIGIN,
      aud: client.id,
      sub,
      nonce: "once",
      name: "Ada",
      email: ada.email,
      at_hash: await sha256LeftHalf(textOf(answer, "access_token")),
    });
    expect(claims["auth_time"]).toBeTypeOf("number");
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3600);
    const renewed = await refresh(client, textOf(answer, "refresh_token"));
    const again = decodeJwt(textOf(renewed, "id_token"));
    expect(again).toMatchObject({ sub, auth_time: claims["auth_time"] });
    expect(again["nonce"]).toBeUndefined();
  });

  it("comes with openid only", async () => {
    const answer = await idToken({ scope: "agents:execute" });
    expect(answer.status).toBe(200);
    expect(answer.body["id_token"]).toBeUndefined();
  });
});
