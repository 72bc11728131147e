import { and, eq } from "drizzle-orm";
import { describeError, log } from "#lib/log.ts";
import { idempotencyKeys } from "#store/schema/idempotency-keys.ts";
import type { Ctx } from "../ctx.ts";
import type { StoredAnswer } from "./answer.ts";
import type { Claim } from "./take.ts";

/** Keeps the answer for whoever asks again. Should that fail, the next request starts the same run once more. */
export const keepAnswer = (ctx: Ctx, claim: Claim, answer: StoredAnswer): Promise<void> =>
  quietly(() =>
    ctx.db
      .update(idempotencyKeys)
      .set({ answer: JSON.stringify(answer) })
      .where(heldBy(ctx, claim)),
  );

/** Frees a key under which nothing began: it may stand for another request. */
export const dropKey = (ctx: Ctx, claim: Claim): Promise<void> =>
  quietly(() => ctx.db.delete(idempotencyKeys).where(heldBy(ctx, claim)));

/** Frees a key under which something may have begun: only the same request may go on with it, and it may at once. */
export const releaseKey = (ctx: Ctx, claim: Claim): Promise<void> =>
  quietly(() =>
    ctx.db
      .update(idempotencyKeys)
      .set({ takenAt: new Date(0) })
      .where(heldBy(ctx, claim)),
  );

/** Whoever was taken for dead and is not has nothing to say any more. */
const heldBy = ({ principal }: Ctx, { key, taker }: Claim) =>
  and(
    eq(idempotencyKeys.userId, principal.userId),
    eq(idempotencyKeys.key, key),
    eq(idempotencyKeys.taker, taker),
  );

/** What was asked is done by now: a key that cannot be settled must not change the answer. */
async function quietly(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    log("warn", "idempotency.unsettled", { error: describeError(error) });
  }
}
