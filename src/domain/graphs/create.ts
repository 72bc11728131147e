import { sql } from "drizzle-orm";
import { findBlock } from "#blocks/registry.ts";
import { graphs } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import { withCurrentPins } from "./current-pins.ts";
import type { GraphDraft, GraphRecord } from "./graph.ts";
import { ioSchemas } from "./io-schemas.ts";
import { millis } from "./queries.ts";
import { refuseMalformed } from "./rules.ts";
import { type VersionContent, versionFrom } from "./version-insert.ts";

/** Saves version 1 of a new graph. It keeps `wishedId` unless a graph has that id already. */
export async function createGraph(ctx: Ctx, draft: GraphDraft, wishedId?: string): Promise<GraphRecord> {
  refuseMalformed(draft);
  const current = withCurrentPins(draft);
  const content = { ...current, ...ioSchemas(current, findBlock) };
  const kept = wishedId === undefined ? null : await insertGraph(ctx, wishedId, content);
  const created = kept ?? (await insertGraph(ctx, crypto.randomUUID(), content));
  if (created === null) throw new Error("A random id was taken");
  return created;
}

async function insertGraph(ctx: Ctx, id: string, content: VersionContent): Promise<GraphRecord | null> {
  const { rows } = await ctx.db.execute<{ created_at: number }>(sql`
    with graph as (
      insert into ${graphs} (id, user_id, active_version, latest_version)
      values (${id}, ${ctx.principal.userId}, 1, 1)
      on conflict (id) do nothing
      returning id, 1 as version, created_at
    ),
    saved as (${versionFrom("graph", content)})
    select ${millis("created_at")} as created_at from graph`);
  const [row] = rows;
  if (row === undefined) return null;
  return { id, version: 1, ...content, isActive: true, createdAt: row.created_at, updatedAt: row.created_at };
}
