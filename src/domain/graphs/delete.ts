import { notFound } from "#lib/errors.ts";
import { graphs } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import { ownedBy } from "./queries.ts";

/** Takes the graph out of sight. Its executions stay readable, and those under way go on. */
export async function deleteGraph(ctx: Ctx, id: string): Promise<void> {
  const deleted = await ctx.db
    .update(graphs)
    .set({ deletedAt: new Date(ctx.now()) })
    .where(ownedBy(ctx, id))
    .returning({ id: graphs.id });
  if (deleted.length === 0) throw notFound("Graph");
}
