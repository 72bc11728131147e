import { fromBase64Url, toBase64Url } from "#lib/base64.ts";
import { type Keyring, open, type Place, seal } from "#lib/envelope.ts";
import { signingKeys } from "#store/schema/signing-keys.ts";
import type { OpenCtx } from "../ctx.ts";
import { type PublicKey, RS256 } from "./issuer-keys.ts";

const NEW_KEY = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

/** Makes a key that signs from `activeAt` on, and stores it with its private part sealed. */
export async function makeKey(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  keyring: Keyring,
  activeAt: number,
): Promise<void> {
  const pair = await crypto.subtle.generateKey(NEW_KEY, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("An RSA key is a pair");
  const publicKey = await publicPart(pair.publicKey);
  const secret = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  if (!(secret instanceof ArrayBuffer)) throw new Error("PKCS #8 is bytes");
  await db.insert(signingKeys).values({
    id: publicKey.kid,
    publicKey: { ...publicKey },
    privateKey: await seal(keyring, placeOf(publicKey.kid), toBase64Url(new Uint8Array(secret))),
    createdAt: new Date(now()),
    activeAt: new Date(activeAt),
  });
}

/** The private part of a stored key, which can sign and not be taken out. */
export async function openKey(keyring: Keyring, id: string, sealed: string): Promise<CryptoKey> {
  const secret = fromBase64Url(await open(keyring, placeOf(id), sealed));
  if (secret === null) throw new Error("The sealed key is not base64");
  return crypto.subtle.importKey("pkcs8", secret, RS256, false, ["sign"]);
}

export const placeOf = (id: string): Place => ["signing_keys", id, "", "private_key"];

async function publicPart(key: CryptoKey): Promise<PublicKey> {
  const jwk = await crypto.subtle.exportKey("jwk", key);
  if (jwk instanceof ArrayBuffer || !jwk.n || !jwk.e)
    throw new Error("An RSA key has a modulus and an exponent");
  const { n, e } = jwk;
  // RFC 7638: the members that are needed, in the order of their names.
  const thumbprint = new TextEncoder().encode(JSON.stringify({ e, kty: "RSA", n }));
  const kid = toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", thumbprint)));
  return { kty: "RSA", n, e, kid, alg: "RS256", use: "sig" };
}
