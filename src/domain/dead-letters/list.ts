import type { Page, PageRequest } from "#lib/page.ts";
import { offsetOf } from "#lib/page.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import type { DeadLetter } from "./dead-letter.ts";

/** The caller's dead letters, newest first. */
export async function listDeadLetters(ctx: Ctx, page: PageRequest): Promise<Page<DeadLetter>> {
  const asked = ctx.engine.deadLetters(ctx.principal.userId, page.pageSize, offsetOf(page));
  const { letters, total } = await ask(asked);
  return { items: letters, total, ...page };
}
