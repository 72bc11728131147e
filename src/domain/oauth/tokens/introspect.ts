import type { OpenCtx } from "../../ctx.ts";
import type { OAuthClient } from "../clients/client.ts";
import { OAuthError } from "../error.ts";
import { findToken } from "./authorizations.ts";

export interface ActiveToken {
  kind: "access" | "refresh";
  clientId: string;
  userId: string;
  scopes: string[];
  resources: string[];
  createdAt: number;
  expiresAt: number;
}

/**
 * What a token of this client is worth (RFC 7662); null when it has ended, or is none of the client's. Only for clients
 * that can keep a secret: through a public one anybody could try tokens.
 */
export async function introspectToken(
  ctx: Pick<OpenCtx, "db" | "now">,
  client: OAuthClient,
  value: string,
): Promise<ActiveToken | null> {
  if (client.type === "public") throw new OAuthError("invalid_client", "Client authentication failed");
  const presented = await findToken(ctx, value);
  if (presented === null) return null;
  const { token, authorization } = presented;
  const isAlive =
    authorization.clientId === client.id &&
    authorization.revokedAt === null &&
    token.revokedAt === null &&
    token.expiresAt.getTime() > ctx.now();
  if (!isAlive) return null;
  return {
    kind: token.kind,
    clientId: authorization.clientId,
    userId: authorization.userId,
    scopes: token.scopes,
    resources: token.resources,
    createdAt: token.createdAt.getTime(),
    expiresAt: token.expiresAt.getTime(),
  };
}
