import type { Ctx, OpenCtx } from "../ctx.ts";

/** What somebody does who has proven to be a user is recorded as that user's act. */
export const asUser = (ctx: OpenCtx, { userId, email }: { userId: string; email: string }): Ctx => ({
  ...ctx,
  principal: { kind: "user", userId, email, scopes: "all", isAdmin: false },
});
