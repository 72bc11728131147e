import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { findApiKeyById } from "#domain/api-keys/find.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import { findLiveAccessToken } from "#domain/oauth/tokens/find-live.ts";
import type { Principal } from "#domain/principal.ts";
import { isLiveSession } from "#domain/sessions/find.ts";
import type { TicketBearer, Tickets } from "#domain/sockets/tickets.ts";
import type { Clock } from "#lib/clock.ts";
import { AppError } from "#lib/errors.ts";
import { holderOf } from "./api-key.ts";
import { granteeOf } from "./oauth-token.ts";

const LIFETIME_MS = 60_000;
const AUDIENCE = "socket";

/** Tickets as tokens under a key that is derived from the deployment's secret for this one use. */
export function signedTickets(deploymentSecret: string, now: Clock): Tickets {
  const key = deriveKey(deploymentSecret);
  return {
    async issue({ kind, userId, credentialId }) {
      const expiresAt = Math.floor((now() + LIFETIME_MS) / 1000) * 1000;
      const ticket = await new SignJWT({ kind, cid: credentialId })
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
        return bearerIn(payload);
      } catch {
        return null;
      }
    },
  };
}

/**
 * Who comes with a ticket: whoever made it, within what their key or token may do now. Null for what is no ticket, 401
 * when the session, key or token has ended. Where a token was made for is not asked again: it was when it made the ticket.
 */
export async function ticketPrincipal(
  ctx: Pick<OpenCtx, "db" | "now" | "tickets">,
  ticket: string,
): Promise<Principal | null> {
  const bearer = await ctx.tickets.redeem(ticket);
  if (bearer === null) return null;
  const principal = await principalOf(ctx, bearer);
  if (principal === null) throw new AppError("UNAUTHORIZED", "What the ticket was made with has ended");
  return principal;
}

async function principalOf(
  ctx: Pick<OpenCtx, "db" | "now">,
  { kind, userId, credentialId }: TicketBearer,
): Promise<Principal | null> {
  const person = { kind: "user", userId, email: null, scopes: "all", isAdmin: false } as const;
  if (kind === "user" && credentialId === null) return person;
  const id = credentialId ?? "";
  if (kind === "user") return (await isLiveSession(ctx, id)) ? { ...person, sessionId: id } : null;
  if (kind === "api-key") {
    const key = await findApiKeyById(ctx, id);
    return key === null ? null : holderOf(key, ctx.now());
  }
  const token = await findLiveAccessToken(ctx, id);
  return token === null ? null : granteeOf(token);
}

const KINDS = ["user", "api-key", "oauth"] as const;

/** Only `issue` signs tickets; one of another version of this code is none. */
function bearerIn({ sub, kind, cid }: JWTPayload): TicketBearer | null {
  const known = KINDS.find((word) => word === kind);
  if (sub === undefined || known === undefined) return null;
  if (typeof cid === "string") return { kind: known, userId: sub, credentialId: cid };
  return known === "user" ? { kind: known, userId: sub, credentialId: null } : null;
}

function deriveKey(secret: string): () => Promise<Uint8Array> {
  let derived: Uint8Array | undefined;
  return async () => {
    derived ??= await hkdf(secret, "gossamer socket ticket");
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
