import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { describe, expect, it } from "vitest";
import { signToken } from "#auth/issuer.ts";
import { AHEAD_MS, KEPT_MS, rotateKeys, SIGNS_FOR_MS } from "#domain/keys/rotate.ts";
import { noKeysYet, storedKeys } from "#domain/keys/stored-keys.ts";
import { parseKeyring } from "#lib/envelope.ts";
import { connectDb } from "#store/db.ts";
import { JWT_SECRET, KEYRING, nobody, person, textOf, world } from "../world.ts";

const ISSUER = "https://gossamer.test";
const { api, sql, clock, link, isolate, databaseUrl } = await world({ admins: ["root@example.com"] });

async function member(email = `${crypto.randomUUID()}@example.com`) {
  const body = { email, password: "correct horse battery", name: "Ada" };
  const answer = await api(nobody).post("/api/auth/sign-up/email", body);
  const caller = { cookie: answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "" };
  const token = async () => textOf(await api(caller).get("/api/auth/token"), "token");
  return { email, caller, token };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const me = (token: string) => api(bearer(token)).get("/api/v2/me");
const jwks = async () => JSON.parse((await api(nobody).get("/.well-known/jwks.json")).text) as JSONWebKeySet;

describe("a token of our own", () => {
  it("is a user's everywhere, and says for whom, by whom and how long", async () => {
    const { token, email } = await member();
    const text = await token();
    const { sub, iat = 0, exp = 0, ...claims } = decodeJwt(text);
    expect(claims).toMatchObject({ iss: ISSUER, aud: "authenticated", email, email_verified: false });
    expect(exp - iat).toBe(900);
    expect(await me(text)).toMatchObject({ status: 200, body: { id: sub, email } });
  });

  it("can be checked by anybody with the published keys", async () => {
    const { token } = await member();
    const { payload } = await jwtVerify(await token(), createLocalJWKSet(await jwks()), {
      issuer: ISSUER,
      audience: "authenticated",
      algorithms: ["RS256"],
    });
    expect(payload.exp).toBeGreaterThan(0);
  });

  it("costs no round trip to check", async () => {
    const { token } = await member();
    const text = await token();
    await me(text);
    const before = link.requests;
    await me(text);
    expect(link.requests - before).toBe(1);
  });

  it("ends soon after its session, and not with another", async () => {
    const { caller, token } = await member();
    const other = await member();
    const [text, others] = [await token(), await other.token()];
    expect([(await me(text)).status, (await me(others)).status]).toEqual([200, 200]);
    await api(caller).post("/api/auth/sign-out");
    clock.ahead = 11_000;
    await me(text);
    await expect.poll(async () => (await me(text)).status).toBe(401);
    expect((await me(others)).status).toBe(200);
    clock.ahead = 0;
  });

  it("ends after a quarter of an hour", async () => {
    const { token } = await member();
    const text = await token();
    clock.ahead = 16 * 60_000;
    expect((await me(text)).status).toBe(401);
    clock.ahead = 0;
  });

  it("makes an administrator only of who has confirmed that address", async () => {
    const { token } = await member("root@example.com");
    const invariants = async () => (await api(bearer(await token())).get("/internal/invariants")).status;
    expect(await invariants()).toBe(403);
    await sql("update accounts set email_verified_at = now() where email = 'root@example.com'");
    expect(await invariants()).toBe(200);
  });

  it("is given to nobody without a session", async () => {
    expect((await api(nobody).get("/api/auth/token")).status).toBe(401);
  });
});

describe("a forged token is refused", async () => {
  const { token, email } = await member();
  const genuine = await token();
  const claims = decodeJwt(genuine);
  const { kid = "" } = decodeProtectedHeader(genuine);
  const [published] = (await jwks()).keys;
  const stranger = await generateKeyPair("RS256", { extractable: true });
  const strangersJwk = { ...(await exportJWK(stranger.publicKey)), kid, alg: "RS256" };
  const publicPem = await exportSPKI(
    (await importJWK({ ...published, ext: true }, "RS256", { extractable: true })) as CryptoKey,
  );
  const [, body = "", signature = ""] = genuine.split(".");
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const sign = (header: JWTHeaderParameters, key: CryptoKey | Uint8Array, changes = {}) =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader(header).sign(key);
  const text = (pem: string) => new TextEncoder().encode(pem);

  it("while the genuine one is good", async () => {
    expect((await me(genuine)).body["email"]).toBe(email);
  });

  it.each<[string, () => string | Promise<string>]>([
    ["with alg none", () => new UnsecuredJWT(claims).encode()],
    ["with alg none and the genuine signature", () => `${base64({ alg: "none", kid })}.${body}.${signature}`],
    ["with alg None, and no signature", () => `${base64({ alg: "None", kid })}.${body}.`],
    ["by HMAC with the public key as PEM", () => sign({ alg: "HS256", kid }, text(publicPem))],
    ["by HMAC with the public key's modulus", () => sign({ alg: "HS256", kid }, text(String(published?.n)))],
    ["by HMAC with the secret of another issuer", () => sign({ alg: "HS256" }, JWT_SECRET)],
    ["by a stranger under our key's id", () => sign({ alg: "RS256", kid }, stranger.privateKey)],
    [
      "by a stranger under an id of their own",
      () => sign({ alg: "RS256", kid: "theirs" }, stranger.privateKey),
    ],
    ["by a stranger without an id", () => sign({ alg: "RS256" }, stranger.privateKey)],
    ["that brings its key", () => sign({ alg: "RS256", kid, jwk: strangersJwk }, stranger.privateKey)],
    [
      "that points to its keys",
      () => sign({ alg: "RS256", kid, jku: "https://evil.example/jwks" }, stranger.privateKey),
    ],
    [
      "that points to its certificate",
      () => sign({ alg: "RS256", kid, x5u: "https://evil.example/x" }, stranger.privateKey),
    ],
    ["with an id that is a path", () => sign({ alg: "RS256", kid: "../../dev/null" }, stranger.privateKey)],
    [
      "by PS256 under our key's id",
      async () => {
        const pss = await generateKeyPair("PS256");
        return sign({ alg: "PS256", kid }, pss.privateKey);
      },
    ],
    [
      "with other claims under the genuine signature",
      () => `${genuine.split(".")[0]}.${base64({ ...claims, sub: crypto.randomUUID() })}.${signature}`,
    ],
    ["without its signature", () => `${genuine.split(".")[0]}.${body}.`],
  ])("%s", async (_what, forge) => {
    expect((await me(await forge())).status).toBe(401);
  });

  it("when another issuer signs in our name", async () => {
    const supabase = await new SignJWT({ email: "x@example.com" })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(ISSUER)
      .setSubject(person("x").id)
      .setAudience("authenticated")
      .setExpirationTime("1h")
      .sign(JWT_SECRET);
    expect((await me(supabase)).status).toBe(401);
  });

  it("when it is an ID token of ours, for a client", async () => {
    const [row] = await sql<{ id: string }>("select id from signing_keys");
    expect(row?.id).toBe(kid);
    const keys = storedKeys({ db: connectDb(databaseUrl, link.origin), now: Date.now }, KEYRING, noKeysYet());
    const idToken = await signToken(keys, { ...claims, aud: "app_123" });
    expect((await me(idToken)).status).toBe(401);
    expect((await me(await signToken(keys, { ...claims }))).status).toBe(200);
  });
});

describe("the keys", () => {
  const rotate = (keyring = KEYRING) =>
    rotateKeys({
      db: connectDb(databaseUrl, link.origin),
      now: () => Date.now() + clock.ahead,
      vault: { keyring },
    });
  const kids = async () => {
    isolate();
    return (await jwks()).keys.map(({ kid }) => kid);
  };

  it("are published without their private parts, under their thumbprint", async () => {
    const { keys } = await jwks();
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
      expect(await calculateJwkThumbprint(key)).toBe(key.kid);
    }
    const answer = await api(nobody).get("/.well-known/jwks.json", { origin: "https://client.example" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("are stored sealed", async () => {
    const [row] = await sql<{ private_key: string }>("select private_key from signing_keys");
    expect(row?.private_key).toMatch(/^v1\.test\./);
  });

  it("rotate: the next is published before it signs, the last until its tokens have ended", async () => {
    const [first] = await kids();
    await rotate();
    expect(await kids()).toEqual([first]);

    clock.ahead = SIGNS_FOR_MS - AHEAD_MS + 60_000;
    await rotate();
    const both = await kids();
    expect(both).toHaveLength(2);
    expect(decodeProtectedHeader(await (await member()).token()).kid).toBe(first);

    clock.ahead += AHEAD_MS;
    isolate();
    expect(decodeProtectedHeader(await (await member()).token()).kid).toBe(both[1]);
    await rotate();
    expect(await kids()).toEqual(both);

    clock.ahead += KEPT_MS;
    await rotate();
    expect(await kids()).toEqual([both[1]]);
    clock.ahead = 0;
  });

  it("are sealed again by the current key-encryption key", async () => {
    const next = Buffer.alloc(32, 9).toString("base64url");
    const ring = parseKeyring(`next:${next},test:${Buffer.alloc(32, 7).toString("base64url")}`);
    await rotate(ring);
    const [row] = await sql<{ private_key: string }>("select private_key from signing_keys");
    expect(row?.private_key).toMatch(/^v1\.next\./);
  });
});
