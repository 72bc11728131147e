import type { Context } from "hono";
import { authenticate, mayUse } from "#auth/authenticate.ts";
import { credentialsFrom, readCredentials } from "#auth/credentials.ts";
import type { Principal } from "#domain/principal.ts";
import { AppError } from "#lib/errors.ts";
import { takeAllowance } from "./allowance.ts";
import type { AppDeps, HttpEnv } from "./app-deps.ts";

/** Close codes of the socket contract: a browser cannot see the status of a refused upgrade. */
const NO_TOKEN = 4001;
const BAD_TOKEN = 4003;

/** `GET /ws`: a socket of the user whose token, API key or ticket is in `?token=`, a subprotocol or a header. */
export async function openSocket(c: Context<HttpEnv>): Promise<Response> {
  c.set("route", "/ws");
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new AppError("BAD_REQUEST", "This path speaks WebSocket only");
  }
  const deps = c.get("deps");
  const { secret, protocol } = readOffer(c);
  const headers = readCredentials(c.req.raw.headers);
  if (secret === null && headers.apiKey === null && headers.token === null) {
    return deps.refuseSocket(NO_TOKEN, "A token is required", protocol);
  }
  const principal = secret === null ? await known(deps, headers) : await holderOf(deps, secret);
  await takeAllowance(c, deps, "general", principal);
  const claimed = c.req.query("user_id") ?? principal?.userId;
  if (principal === null || claimed !== principal.userId || !mayUse(principal, "runs:read")) {
    return deps.refuseSocket(BAD_TOKEN, "The token is not valid", protocol);
  }
  c.set("principal", principal);
  return deps.ctx.engine.connect(principal.userId, protocol);
}

interface Offer {
  secret: string | null;
  /** What to echo: a browser gives up when none of the protocols that it offered comes back. */
  protocol: string | null;
}

/** `Sec-WebSocket-Protocol` is either the secret alone or a name followed by the secret. */
function readOffer(c: Context<HttpEnv>): Offer {
  const offered = (c.req.header("sec-websocket-protocol") ?? "")
    .split(",")
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== "");
  const query = c.req.query("token");
  const protocol = offered[0] ?? null;
  if (query !== undefined && query !== "") return { secret: query, protocol };
  return { secret: offered.at(-1) ?? null, protocol };
}

/** A ticket, a user token or an API key; which one it is shows in its form. */
async function holderOf(deps: AppDeps, secret: string): Promise<Principal | null> {
  const userId = await deps.ctx.tickets.redeem(secret);
  if (userId !== null) return { kind: "user", userId, email: null, scopes: "all", isAdmin: false };
  return known(deps, credentialsFrom(secret));
}

async function known(
  { ctx, identity }: AppDeps,
  credentials: Parameters<typeof authenticate>[2],
): Promise<Principal | null> {
  try {
    return await authenticate(ctx, identity, credentials);
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAUTHORIZED") return null;
    throw error;
  }
}
