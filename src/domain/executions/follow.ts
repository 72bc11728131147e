import { isFinal } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Ctx } from "../ctx.ts";
import { credentialOf } from "../principal.ts";
import { ask } from "./ask.ts";
import { eventOf, type Wish } from "./events.ts";
import { ownExecution } from "./queries.ts";
import { severIfEnded } from "./sever-ended.ts";

export interface Events {
  events: JsonObject[];
  /** Nothing follows. */
  final: boolean;
}

/** Events as wished; waits up to `waitMs` for one. An ended run whose log is forgotten has none. */
export async function pollEvents(ctx: Ctx, id: string, wish: Wish, waitMs: number): Promise<Events> {
  const { userId, status } = await ownExecution(ctx, id);
  const stretch = await ask(ctx.engine.log({ userId, executionId: id }, wish, waitMs));
  if (stretch === null) return { events: [], final: isFinal(status) };
  return { events: stretch.entries.map((entry) => eventOf(id, entry)), final: stretch.final };
}

/** The same as server-sent events, until the run has ended. */
export async function streamEvents(ctx: Ctx, id: string, wish: Wish): Promise<Response> {
  const { userId } = await ownExecution(ctx, id);
  const ref = { userId, executionId: id };
  const stream = await ask(ctx.engine.stream(ref, wish, credentialOf(ctx.principal)));
  if (stream === null) return emptyStream();
  ctx.after(severIfEnded(ctx, ctx.principal));
  return stream;
}

/** 204 tells an EventSource not to come back. */
const emptyStream = () => new Response(null, { status: 204 });
