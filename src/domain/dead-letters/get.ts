import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";
import type { DeadLetterRecord } from "./dead-letter.ts";

export async function getDeadLetter(ctx: Ctx, id: string): Promise<DeadLetterRecord> {
  const letter = await ask(ctx.engine.deadLetter(ctx.principal.userId, id));
  if (letter === null) throw notFound("Dead letter");
  return letter;
}
