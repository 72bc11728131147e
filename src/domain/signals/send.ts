import type { Json } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "../executions/ask.ts";

export interface Signal {
  name: string;
  payload: Json;
  /** The sender's own id: the same one twice is one event. */
  id?: string;
}

/**
 * Sends an event to the caller's executions that wait for its name, now or shortly after. Answers its id. A
 * request that may come again sends the same event again, which is one.
 */
export async function sendSignal(ctx: Ctx, { name, payload, id }: Signal): Promise<string> {
  const known = id ?? ctx.runId ?? crypto.randomUUID();
  await ask(ctx.engine.signal(ctx.principal.userId, { id: known, name, payload }));
  return known;
}
