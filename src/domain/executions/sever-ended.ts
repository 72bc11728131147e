import { describeError, log } from "#lib/log.ts";
import { apiKeyFault, findApiKeyById } from "../api-keys/find.ts";
import type { OpenCtx } from "../ctx.ts";
import { findLiveAccessToken } from "../oauth/tokens/find-live.ts";
import { credentialOf, type Principal } from "../principal.ts";
import { isLiveSession } from "../sessions/find.ts";
import { sever } from "./sever.ts";

type FollowerCtx = Pick<OpenCtx, "db" | "now" | "engine">;

/**
 * Cuts off a follower whose credential ended while it was let in: whoever ended it did not see it yet. To be called
 * once it is connected, behind the answer; logs its own failure.
 */
export async function severIfEnded(ctx: FollowerCtx, principal: Principal): Promise<void> {
  const credential = credentialOf(principal);
  try {
    if (!(await isLive(ctx, principal))) await sever(ctx, principal.userId, credential);
  } catch (error) {
    log("error", "follower.unchecked", { user: principal.userId, credential, error: describeError(error) });
  }
}

async function isLive(ctx: FollowerCtx, principal: Principal): Promise<boolean> {
  switch (principal.kind) {
    case "user":
      return principal.sessionId === undefined || isLiveSession(ctx, principal.sessionId);
    case "api-key": {
      const key = await findApiKeyById(ctx, principal.keyId);
      return key !== null && apiKeyFault(key, ctx.now()) === null;
    }
    case "oauth":
      return (await findLiveAccessToken(ctx, principal.tokenId)) !== null;
  }
}
