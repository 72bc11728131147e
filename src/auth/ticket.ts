import { jwtVerify, SignJWT } from "jose";
import type { Tickets } from "#domain/sockets/tickets.ts";
import type { Clock } from "#lib/clock.ts";

const LIFETIME_MS = 60_000;
const AUDIENCE = "socket";

/** Tickets as tokens under a key that is derived from the deployment's secret for this one use. */
export function signedTickets(deploymentSecret: string, now: Clock): Tickets {
  const key = deriveKey(deploymentSecret);
  return {
    async issue(userId) {
      const expiresAt = Math.floor((now() + LIFETIME_MS) / 1000) * 1000;
      const ticket = await new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "ticket" })
        .setSubject(userId)
        .setAudience(AUDIENCE)
        .setExpirationTime(new Date(expiresAt))
        .sign(await key());
      return { ticket, expiresAt };
    },
    async redeem(ticket) {
      try {
        const { payload } = await jwtVerify(ticket, await key(), {
          algorithms: ["HS256"],
          typ: "ticket",
          audience: AUDIENCE,
          requiredClaims: ["exp", "sub"],
          currentDate: new Date(now()),
        });
        return payload.sub ?? null;
      } catch {
        return null;
      }
    },
  };
}

function deriveKey(secret: string): () => Promise<Uint8Array> {
  let derived: Promise<Uint8Array> | undefined;
  return () => {
    derived ??= hkdf(secret, "gossamer socket ticket");
    return derived;
  };
}

/** HKDF-SHA-256 (RFC 5869) without salt: 256 bits of key material for the use that `info` names. */
async function hkdf(secret: string, info: string): Promise<Uint8Array> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const material = await crypto.subtle.importKey("raw", encode(secret), "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256));
}
