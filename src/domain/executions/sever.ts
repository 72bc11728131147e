import { describeError, log } from "#lib/log.ts";
import type { OpenCtx } from "../ctx.ts";

type SeverCtx = Pick<OpenCtx, "engine">;

/**
 * Cuts off who follows a user's executions by a credential that has ended; whether that went well. Where it fails, they
 * hear until they close.
 */
export async function sever({ engine }: SeverCtx, userId: string, credential: string): Promise<boolean> {
  try {
    await engine.sever(userId, credential);
    return true;
  } catch (error) {
    log("error", "followers.not_severed", { user: userId, credential, error: describeError(error) });
    return false;
  }
}

/** An invocation may call few more objects than this (1,000 on Cloudflare). */
export const MOST_SEVERED = 900;
const AT_ONCE = 30;

/** The same for as many users of one credential, some at a time; how many are cut off. */
export async function severAll(
  ctx: SeverCtx,
  userIds: readonly string[],
  credential: string,
): Promise<number> {
  const left = userIds.slice(0, MOST_SEVERED);
  let cut = 0;
  const work = async () => {
    for (let userId = left.pop(); userId !== undefined; userId = left.pop()) {
      if (await sever(ctx, userId, credential)) cut += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return cut;
}
