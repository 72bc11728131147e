import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { verifyUserToken } from "#auth/user-token.ts";

const now = new Date("2026-11-22T10:00:00Z");
const sub = crypto.randomUUID();
const other = crypto.randomUUID();
const secret = new TextEncoder().encode("a shared secret of more than 32 characters");
const rsa = await generateKeyPair("RS256", { extractable: true });
const ec = await generateKeyPair("ES256");
const published = createLocalJWKSet({
  keys: [
    { ...(await exportJWK(rsa.publicKey)), kid: "rsa", alg: "RS256" },
    { ...(await exportJWK(ec.publicKey)), kid: "ec", alg: "ES256" },
  ],
});
const both = { secret, published };

const claims = { sub, aud: "authenticated", email: "ada@example.com", exp: now.getTime() / 1000 + 60 };
type Claims = Record<string, unknown>;
type Key = Parameters<SignJWT["sign"]>[0];

const sign = (payload: Claims, alg: string, key: Key, kid?: string) =>
  new SignJWT(payload).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key);
const shared = (changes: Claims = {}) => sign({ ...claims, ...changes }, "HS256", secret);
/** Our own keys are of no interest here: nothing names us as the issuer. */
const own = { issuer: "https://gossamer.test", keys: createLocalJWKSet({ keys: [] }) };
const verify = async (token: string | Promise<string>, keys: Parameters<typeof verifyUserToken>[0] = both) =>
  verifyUserToken(keys, own, await token, now);

describe("a user token is good", () => {
  const good = { userId: sub, email: "ada@example.com", emailVerified: null, role: null, sessionId: null };

  it.each<[string, () => Promise<string>]>([
    ["by the shared secret", () => shared()],
    ["by a published RSA key", () => sign(claims, "RS256", rsa.privateKey, "rsa")],
    ["by a published elliptic key", () => sign(claims, "ES256", ec.privateKey, "ec")],
    ["with several audiences", () => shared({ aud: ["other", "authenticated"] })],
  ])("%s", async (_what, token) => {
    expect(await verify(token())).toEqual(good);
  });

  it("and carries the role that its issuer gave, not the one that the user could write", async () => {
    expect(await verify(shared({ app_metadata: { role: "admin" } }))).toMatchObject({ role: "admin" });
    expect(await verify(shared({ role: "admin", user_metadata: { role: "admin" } }))).toMatchObject({
      role: null,
    });
  });

  it("and names the user in lower case, as rows do", async () => {
    expect(await verify(shared({ sub: sub.toUpperCase() }))).toEqual(good);
  });

  it("and needs no address", async () => {
    expect(await verify(shared({ email: undefined }))).toEqual({ ...good, email: null });
    expect(await verify(shared({ email: "" }))).toEqual({ ...good, email: null });
  });
});

describe("a user token is refused", () => {
  it.each<[string, () => string | Promise<string>]>([
    ["without a signature", () => new UnsecuredJWT(claims).encode()],
    ["by another secret", () => sign(claims, "HS256", new TextEncoder().encode("x".repeat(40)))],
    [
      "when the public key was used as the secret",
      async () => sign(claims, "HS256", new TextEncoder().encode(await exportSPKI(rsa.publicKey)), "rsa"),
    ],
    ["with the secret and another HMAC", () => sign(claims, "HS512", secret)],
    [
      "by an RSA key that is not published",
      async () => sign(claims, "RS256", (await generateKeyPair("RS256")).privateKey, "rsa"),
    ],
    ["under the name of another key", () => sign(claims, "RS256", rsa.privateKey, "ec")],
    ["for another audience", () => shared({ aud: "anon" })],
    ["without an audience", () => shared({ aud: undefined })],
    ["that has expired", () => shared({ exp: now.getTime() / 1000 - 1 })],
    ["without an end", () => shared({ exp: undefined })],
    ["that is not valid yet", () => shared({ nbf: now.getTime() / 1000 + 60 })],
    ["without a user", () => shared({ sub: undefined })],
    ["whose user is no uuid", () => shared({ sub: "ada" })],
    [
      "that was changed",
      async () =>
        (await shared()).replace(/\.[^.]+\./, `.${btoa(JSON.stringify({ ...claims, sub: other }))}.`),
    ],
    ["that is no token", () => "nonsense"],
    ["that is empty", () => ""],
  ])("%s", async (_what, token) => {
    expect(await verify(token())).toBeNull();
  });

  it("when its kind of key is not configured", async () => {
    expect(await verify(shared(), { secret: null, published })).toBeNull();
    expect(
      await verify(sign(claims, "RS256", rsa.privateKey, "rsa"), { secret, published: null }),
    ).toBeNull();
  });
});
