import { describeError, log } from "#lib/log.ts";
import type { OpenCtx } from "../ctx.ts";

/** Cuts off who follows a user's executions by a credential that has ended. Where it fails, they hear until they close. */
export async function sever(
  { engine }: Pick<OpenCtx, "engine">,
  userId: string,
  credential: string,
): Promise<void> {
  try {
    await engine.sever(userId, credential);
  } catch (error) {
    log("error", "followers.not_severed", { user: userId, credential, error: describeError(error) });
  }
}
