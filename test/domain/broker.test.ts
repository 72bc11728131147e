import { describe, expect, it } from "vitest";
import type { CredentialRef, CredentialType } from "#blocks/credential-pin.ts";
import { isOnHost, readHostPattern } from "#domain/credentials/host-pattern.ts";
import { type Caller, type Person, person, session, textOf } from "../world.ts";
import { credentialWorld, providersServer, type Seen } from "./credential-world.ts";

const CREDENTIALS = "/api/v2/integrations/credentials";
const { api, blocksOf, clock, providers, sql } = await credentialWorld(answer);
const stranger = await providersServer(() => ({}));
const owner = person("ada");
const ada = await session(owner);

/** GitHub echoes; token endpoints renew, slowly, or refuse. */
async function answer({ url, headers, body }: Seen) {
  if (url === "/github/away") return { status: 302, headers: { location: `${elsewhere()}/stranger` } };
  if (url === "/away") return { status: 302, headers: { location: `${stranger.origin}/stranger` } };
  if (url === "/github/echo")
    return { body: { said: `You sent ${headers.authorization}`, [String(headers.authorization)]: 1 } };
  if (url.startsWith("/google/token")) return google(new URLSearchParams(body));
  if (url.startsWith("/notion/v1/oauth/token")) return { body: { access_token: "notion-renewed" } };
  return { body: { url } };
}

/** The same server under another name is another origin. */
const elsewhere = () => providers.origin.replace("127.0.0.1", "localhost");

async function google(fields: URLSearchParams) {
  await new Promise((resolve) => setTimeout(resolve, 300));
  if (fields.get("refresh_token") === "ended") return { status: 400, body: { error: "invalid_grant" } };
  if (fields.get("refresh_token") === "down") return { status: 503, body: "busy" };
  return {
    body: { access_token: "google-renewed", expires_in: 120, refresh_token: "rotated", scope: "a b" },
  };
}

async function stored(body: object, by: Caller = ada): Promise<CredentialRef> {
  const made = await api(by).post(CREDENTIALS, body);
  expect(made.status, made.text).toBe(201);
  return {
    id: textOf(made, "id"),
    provider: textOf(made, "provider"),
    type: textOf(made, "type") as CredentialType,
  };
}

const github = (apiKey = "ghp_sesame") => stored({ provider: "github", type: "api_key", api_key: apiKey });

const ended = (refreshToken: string) =>
  stored({
    provider: "google",
    type: "oauth2",
    access_token: "google-ended",
    refresh_token: refreshToken,
    access_token_expires_at: new Date(Date.now() - 1000).toISOString(),
  });

const last = (): Seen => {
  const seen = providers.seen.at(-1);
  if (seen === undefined) throw new Error("Nothing was asked");
  return seen;
};

const MAIL = "https://gmail.googleapis.com/gmail/v1/users/me/profile";
const refreshes = () => providers.seen.filter(({ url }) => url.startsWith("/google/token")).length;

describe("a request that uses a credential", () => {
  it.each<[string, object, string, Record<string, string>, string]>([
    [
      "an API key as a bearer token",
      { provider: "github", type: "api_key", api_key: "ghp_1" },
      "https://api.github.com/user",
      { authorization: "Bearer ghp_1" },
      "/github/user",
    ],
    [
      "an access token as a bearer token",
      { provider: "google", type: "oauth2", access_token: "ya29" },
      MAIL,
      { authorization: "Bearer ya29" },
      "/gmail/gmail/v1/users/me/profile",
    ],
    [
      "a key in the query",
      { provider: "openweathermap", type: "api_key", api_key: "k&1" },
      "https://api.openweathermap.org/data?q=x",
      {},
      "/weather/data?q=x&appid=k%261",
    ],
    [
      "a key in the path",
      { provider: "telegram", type: "api_key", api_key: "12:AbC" },
      "https://api.telegram.org/bot{token}/getMe",
      {},
      "/telegram/bot12:AbC/getMe",
    ],
  ])("shows %s", async (_what, credential, url, headers, asked) => {
    const using = await stored(credential);
    const response = await blocksOf(owner).fetch(url, { using });
    expect(last()).toMatchObject({ url: asked, headers });
    expect(JSON.stringify([response.url, [...response.headers]])).not.toMatch(/k&1|k%261|AbC/);
  });

  it("overrules a header of the same name, and keeps the others", async () => {
    const headers = { Authorization: "Bearer mine", "X-A": "1" };
    await blocksOf(owner).fetch("https://api.github.com/user", { using: await github(), headers });
    expect(last().headers).toMatchObject({ authorization: "Bearer ghp_sesame", "x-a": "1" });
  });

  it("leaves the credential behind when it is redirected to another origin", async () => {
    const using = await github();
    const answered = blocksOf(owner).fetch("https://api.github.com/away", { using });
    await expect(answered).rejects.toThrow("not on the public internet");
    expect(providers.seen.some(({ url }) => url === "/stranger")).toBe(false);
  });

  it("is told nothing of the secret, whatever is answered", async () => {
    const blocks = blocksOf(owner);
    const response = await blocks.fetch("https://api.github.com/echo", { using: await github() });
    expect(blocks.hide(await response.json())).toEqual({
      said: "You sent Bearer [hidden]",
      "Bearer [hidden]": 1,
    });
  });

  it.each<[string, string, RegExp]>([
    ["another host", "https://example.com/", /GitHub credential is not meant for example\.com/],
    ["a host that ends like it", "https://evilapi.github.com.example.com/", /not meant for/],
    ["another port", "https://api.github.com:8443/", /not meant for/],
    ["http", "http://api.github.com/", /https only/],
    ["credentials in the URL", "https://a:b@api.github.com/", /credentials/],
    ["no URL", "github", /not meant for that address/],
  ])("is not sent to %s", async (_what, url, why) => {
    const count = providers.seen.length;
    await expect(blocksOf(owner).fetch(url, { using: await github() })).rejects.toThrow(why);
    expect(providers.seen).toHaveLength(count);
  });

  it.each<[string, (ref: CredentialRef) => [CredentialRef, Person]]>([
    ["of somebody else", (ref) => [ref, person("eve")]],
    ["of another provider", (ref) => [{ ...ref, provider: "slack" }, owner]],
    ["of another type", (ref) => [{ ...ref, type: "oauth2" }, owner]],
    ["that never was", (ref) => [{ ...ref, id: crypto.randomUUID() }, owner]],
    ["whose id is none", (ref) => [{ ...ref, id: "' or 1=1" }, owner]],
  ])("finds no credential %s", async (_what, change) => {
    const [using, by] = change(await github());
    const answered = blocksOf(by).fetch("https://api.github.com/user", { using });
    await expect(answered).rejects.toMatchObject({
      name: "BlockError",
      retryable: false,
      message: expect.stringMatching(/^You have no such (github|slack) credential$/),
    });
  });

  it("stops within a second of its deletion, in a worker that has used it", async () => {
    const using = await github();
    const blocks = blocksOf(owner);
    await blocks.fetch("https://api.github.com/user", { using });
    await api(ada).delete(`${CREDENTIALS}/${using.id}`);
    clock.ahead += 1000;
    await expect(blocks.fetch("https://api.github.com/user", { using })).rejects.toThrow("no such");
  });

  it("stops when the credential has expired", async () => {
    const expires_at = new Date(Date.now() + clock.ahead + 60_000).toISOString();
    const using = await stored({ provider: "github", type: "api_key", api_key: "brief-key", expires_at });
    await blocksOf(owner).fetch("https://api.github.com/user", { using });
    clock.ahead += 61_000;
    await expect(blocksOf(owner).fetch("https://api.github.com/user", { using })).rejects.toThrow(
      "has expired",
    );
  });
});

describe("headers for a host", () => {
  const scoped = (host: string) =>
    stored({ provider: "http", type: "host_scoped", host, headers: { "X-Api": "abcdefgh", Accept: "a/b" } });

  it("are added where the request has none of its own", async () => {
    const using = await scoped(new URL(providers.origin).host);
    await blocksOf(owner).fetch(`${providers.origin}/own`, { using, headers: { accept: "mine/x" } });
    expect(last()).toMatchObject({ url: "/own", headers: { "x-api": "abcdefgh", accept: "mine/x" } });
  });

  it("stay behind when the host redirects to another", async () => {
    const { host } = new URL(providers.origin);
    const using = await stored({
      provider: "http",
      type: "host_scoped",
      host,
      headers: { "X-Api": "abcdefgh", Authorization: "Bearer abcdefgh", Cookie: "a=abcdefgh" },
    });
    await blocksOf(owner).fetch(`${providers.origin}/away`, { using, headers: { accept: "mine/x" } });
    expect(last()).toMatchObject({ headers: { "x-api": "abcdefgh", cookie: "a=abcdefgh" } });
    const away = stranger.seen.at(-1);
    expect(away).toMatchObject({ url: "/stranger", headers: { accept: "mine/x" } });
    expect(JSON.stringify(away?.headers)).not.toContain("abcdefgh");
  });

  it.each<[pattern: string, host: string | null]>([
    ["API.Example.com", "api.example.com"],
    ["api.example.com:443", "api.example.com"],
    ["api.example.com:8443", "api.example.com:8443"],
    ["*.example.com:8443", "*.example.com:8443"],
    [" [::1]:80 ", "[::1]:80"],
    ["api.example.com/v1", null],
    ["https://api.example.com", null],
    ["ada@api.example.com", null],
    ["*.com", null],
    ["*", null],
    ["api.*.com", null],
    ["", null],
  ])("are kept for the host %j as %j", (pattern, host) => {
    expect(readHostPattern(pattern)).toBe(host);
  });

  it.each<[pattern: string, url: string, isMeant: boolean]>([
    ["api.example.com", "https://api.example.com/any/path?q=1", true],
    ["api.example.com", "https://API.example.COM/", true],
    ["api.example.com", "https://api.example.com:8443/", false],
    ["api.example.com", "https://v1.api.example.com/", false],
    ["api.example.com:8443", "https://api.example.com:8443/", true],
    ["api.example.com:8443", "https://api.example.com/", false],
    ["*.example.com", "https://api.example.com/", true],
    ["*.example.com", "https://a.b.example.com/", true],
    ["*.example.com", "https://example.com/", false],
    ["*.example.com", "https://example.com.evil.net/", false],
    ["*.example.com", "https://api.example.com:8443/", false],
    ["*.example.com:8443", "https://api.example.com:8443/", true],
  ])("for %s go to %s: %j", (pattern, url, isMeant) => {
    expect(isOnHost(pattern, new URL(url))).toBe(isMeant);
  });

  it("are sent nowhere else", async () => {
    const using = await scoped("*.example.com");
    const ask = (url: string) => blocksOf(owner).fetch(url, { using });
    await expect(ask(`${providers.origin}/own`)).rejects.toThrow("not meant for");
    await expect(ask("https://example.com/")).rejects.toThrow("not meant for");
    await expect(ask("https://notexample.com/")).rejects.toThrow("not meant for");
  });
});

describe("an access token that has ended", () => {
  it("is renewed once for fifty runs at the same time, and what is rotated is kept", async () => {
    const using = await ended("good");
    const before = refreshes();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => blocksOf(owner).fetch(MAIL, { using })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(refreshes() - before).toBe(1);
    const sent = providers.seen.filter(({ url }) => url.startsWith("/gmail/")).slice(-50);
    expect(new Set(sent.map(({ headers }) => headers.authorization))).toEqual(
      new Set(["Bearer google-renewed"]),
    );
    const token = providers.seen.find(({ url }) => url.startsWith("/google/token"));
    expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: "good",
      client_id: "client-of-google",
      client_secret: "client-secret-of-google",
    });
    clock.ahead += 100_000;
    await blocksOf(owner).fetch(MAIL, { using });
    const [again] = providers.seen.filter(({ url }) => url.startsWith("/google/token")).slice(-1);
    expect(new URLSearchParams(again?.body).get("refresh_token")).toBe("rotated");
    expect((await api(ada).get(`${CREDENTIALS}/${using.id}`)).body).toMatchObject({ scopes: ["a", "b"] });
  });

  it("is not asked for again once the provider has ended the access, and the owner sees why", async () => {
    const using = await ended("ended");
    const asked = () => blocksOf(owner).fetch(MAIL, { using });
    await expect(asked()).rejects.toMatchObject({
      retryable: false,
      message: expect.stringContaining("Connect the account again"),
    });
    const before = refreshes();
    await expect(asked()).rejects.toThrow("google has ended its access");
    expect(refreshes()).toBe(before);
    expect((await api(ada).get(`${CREDENTIALS}/${using.id}`)).body).toMatchObject({
      failure: "google has ended its access",
    });
  });

  it("may be renewed later when the provider is down", async () => {
    const using = await ended("down");
    await expect(blocksOf(owner).fetch(MAIL, { using })).rejects.toMatchObject({ retryable: true });
    const [row] = await sql<{ claimed: boolean }>(
      "select refreshing_until is not null as claimed from credentials where id = $1",
      [using.id],
    );
    expect(row).toEqual({ claimed: false });
  });

  it("is asked for as the provider wants it: Notion takes JSON and Basic", async () => {
    const using = await stored({
      provider: "notion",
      type: "oauth2",
      access_token: "notion-ended",
      refresh_token: "again",
      access_token_expires_at: new Date(0).toISOString(),
    });
    await blocksOf(owner).fetch("https://api.notion.com/v1/users/me", { using });
    const asked = providers.seen.find(({ url }) => url.startsWith("/notion/v1/oauth"));
    expect(asked?.headers.authorization).toBe(`Basic ${btoa("client-of-notion:client-secret-of-notion")}`);
    expect(JSON.parse(asked?.body ?? "")).toEqual({ grant_type: "refresh_token", refresh_token: "again" });
    expect(last().headers.authorization).toBe("Bearer notion-renewed");
  });
});
