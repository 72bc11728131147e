import { and, eq, gt, isNull } from "drizzle-orm";
import { randomToken, sha256Hex } from "#lib/crypto.ts";
import { oauthRequests } from "#store/schema/oauth.ts";
import type { OpenCtx } from "../../ctx.ts";
import { findClient } from "../clients/queries.ts";
import { OAuthError } from "../error.ts";
import { isRegisteredRedirect } from "../rules/redirect-uri.ts";
import type { ReadRequest } from "./read-request.ts";
import type { AuthorizationRequest } from "./request.ts";

/** How long a person may take. */
const WAITS_MS = 10 * 60_000;

type Store = Pick<OpenCtx, "db" | "now">;

/** Keeps a request while its person signs in anew; the id to come back with. */
export async function awaitSignIn(ctx: Store, request: AuthorizationRequest): Promise<string> {
  return keep(ctx, request, { userId: null, csrfHash: null });
}

export interface OpenQuestion {
  requestId: string;
  csrf: string;
}

/** Keeps a request while one person, and nobody else, decides about it. */
export async function awaitDecision(
  ctx: Store,
  request: AuthorizationRequest,
  userId: string,
): Promise<OpenQuestion> {
  const csrf = randomToken(32);
  const requestId = await keep(ctx, request, { userId, csrfHash: await sha256Hex(csrf) });
  return { requestId, csrf };
}

/** A request whose person comes back from signing in, and when they were sent there. */
export async function resumeRequest(ctx: Store, id: string): Promise<ReadRequest & { sentAt: number }> {
  const [row] = await ctx.db
    .select({ request: oauthRequests.request, createdAt: oauthRequests.createdAt })
    .from(oauthRequests)
    .where(and(isCurrent(ctx, id), isNull(oauthRequests.userId)));
  return { ...(await revived(ctx, row)), sentAt: row?.createdAt.getTime() ?? 0 };
}

/** Takes the request that a person decides about; it can be decided once. */
export async function takeDecided(
  ctx: Store,
  { requestId, csrf }: OpenQuestion,
  userId: string,
): Promise<ReadRequest> {
  const isTheirs = and(
    isCurrent(ctx, requestId),
    eq(oauthRequests.userId, userId),
    eq(oauthRequests.csrfHash, await sha256Hex(csrf)),
  );
  const [row] = await ctx.db
    .delete(oauthRequests)
    .where(isTheirs)
    .returning({ request: oauthRequests.request });
  return revived(ctx, row);
}

async function keep(
  { db, now }: Store,
  request: AuthorizationRequest,
  asked: { userId: string | null; csrfHash: string | null },
): Promise<string> {
  const id = crypto.randomUUID();
  await db.insert(oauthRequests).values({
    id,
    clientId: request.clientId,
    request,
    ...asked,
    createdAt: new Date(now()),
    expiresAt: new Date(now() + WAITS_MS),
  });
  return id;
}

const isCurrent = ({ now }: Store, id: string) =>
  and(eq(oauthRequests.id, isUuid(id) ? id : NO_REQUEST), gt(oauthRequests.expiresAt, new Date(now())));

/** The client may have changed while the person was away. */
async function revived(ctx: Store, row: { request: unknown } | undefined): Promise<ReadRequest> {
  if (row === undefined)
    throw new OAuthError("invalid_request", "This request has been answered, or took too long");
  const request = ownRequest(row.request);
  const found = await findClient(ctx, request.clientId);
  const mayGoOn =
    found?.client.status === "active" && isRegisteredRedirect(found.client.redirectUris, request.redirectUri);
  if (!mayGoOn) throw new OAuthError("unauthorized_client", "The application cannot be authorized any more");
  return { client: found.client, request };
}

/** Only `keep` writes this column, and it writes requests. */
const ownRequest = (json: unknown): AuthorizationRequest => json as AuthorizationRequest;

/** What a browser sends as an id may be anything, and PostgreSQL compares UUIDs with UUIDs only. */
const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

const NO_REQUEST = "00000000-0000-0000-0000-000000000000";
