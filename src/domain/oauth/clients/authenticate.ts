import { equalInConstantTime, sha256Hex } from "#lib/crypto.ts";
import type { OpenCtx } from "../../ctx.ts";
import { OAuthError } from "../error.ts";
import type { OAuthClient } from "./client.ts";
import { findClient } from "./queries.ts";

export interface ClientCredentials {
  clientId: string;
  /** Null for a client that has none. */
  secret: string | null;
}

const NO_HASH = "0".repeat(64);

/** The active client that these credentials are of (RFC 6749 section 2.3); one error, in one time, for all else. */
export async function authenticateClient(
  ctx: Pick<OpenCtx, "db">,
  { clientId, secret }: ClientCredentials,
): Promise<OAuthClient> {
  const found = await findClient(ctx, clientId);
  const hash = await sha256Hex(secret ?? "");
  const fits = equalInConstantTime(hash, found?.secretHash ?? NO_HASH);
  const isPublic = found?.client.type === "public" && secret === null;
  if (found !== null && found.client.status === "active" && (fits || isPublic)) return found.client;
  throw new OAuthError("invalid_client", "Client authentication failed", reasonOf(found?.client, clientId));
}

/** For the log alone. */
function reasonOf(client: OAuthClient | undefined, clientId: string): string {
  if (client === undefined) return "there is no such client";
  return `client ${clientId} ${client.status === "active" ? "did not show its secret" : `is ${client.status}`}`;
}
