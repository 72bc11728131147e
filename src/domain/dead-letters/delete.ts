import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";

export async function deleteDeadLetter(ctx: Ctx, id: string): Promise<void> {
  if (!(await ask(ctx.engine.dropDeadLetter(ctx.principal.userId, id)))) throw notFound("Dead letter");
}
