import type { Context } from "hono";
import type { Allowance, LimitName } from "#auth/rate-limit.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { Principal } from "#domain/principal.ts";
import { AppError } from "#lib/errors.ts";
import type { AppDeps, HttpEnv } from "./app-deps.ts";

interface Counting {
  limiter: AppDeps["limiter"];
  ctx: Pick<OpenCtx, "source">;
}

/**
 * Counts the request and says in headers how many are left, whatever the answer will be. Where plenty is left, the
 * count goes on beside the work, and only the answer waits for it.
 */
export async function takeAllowance(
  c: Context<HttpEnv>,
  { limiter, ctx }: Counting,
  limit: LimitName,
  caller: Principal | null,
): Promise<void> {
  if (limiter === null) return;
  const key = caller === null ? addressKey(ctx.source.address) : callerKey(caller);
  const isPlenty = limiter.isPlenty(limit, key);
  const taking = limiter.take(limit, key);
  if (!isPlenty) return spend(c, await taking);
  c.set(
    "counting",
    taking.then((allowance) => say(c, allowance)),
  );
}

/**
 * The same before anybody is known, for endpoints that clients (RFC 6749) call: per client and address, so that nobody
 * can use up what another client, or the same one elsewhere, is allowed. Made-up clients add up under their address.
 */
export async function takeClientAllowance(
  c: Context<HttpEnv>,
  { limiter, ctx }: Counting,
  limit: LimitName,
  clientId: string | null,
): Promise<void> {
  if (limiter === null) return;
  const { address } = ctx.source;
  const key = addressKey(address);
  if (clientId === null) return spend(c, await limiter.take(limit, key));
  const client = `client:${clientId}:${address ?? "nowhere"}`;
  const [own, all] = await Promise.all([limiter.take(limit, client), limiter.take("general", key)]);
  spend(c, all.allowed ? own : all);
}

function say(c: Context<HttpEnv>, { limit, remaining, resetsAt }: Allowance): void {
  const headers = c.get("answerHeaders");
  headers.set("x-ratelimit-limit", String(limit));
  headers.set("x-ratelimit-remaining", String(remaining));
  headers.set("x-ratelimit-reset", String(resetsAt));
}

function spend(c: Context<HttpEnv>, allowance: Allowance): void {
  say(c, allowance);
  const { allowed, resetsAt } = allowance;
  if (allowed) return;
  const retryAfterSeconds = Math.max(1, resetsAt - Math.floor(Date.now() / 1000));
  throw new AppError("RATE_LIMITED", "Too many requests", { retryAfterSeconds });
}

/** Without an address those who are nobody are all one, and one must not lock out the others. */
const addressKey = (address: string | null): string | null =>
  address === null ? null : `address:${address}`;

function callerKey(caller: Principal): string {
  switch (caller.kind) {
    case "api-key":
      return `key:${caller.keyId}`;
    case "user":
      return `user:${caller.userId}`;
    case "oauth":
      return `app:${caller.clientId}:${caller.userId}`;
  }
}
