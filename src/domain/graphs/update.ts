import { sql } from "drizzle-orm";
import { findBlock } from "#blocks/registry.ts";
import { notFound } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { graphs } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import { withCurrentPins } from "./current-pins.ts";
import type { GraphDraft, GraphRecord } from "./graph.ts";
import { ioSchemas } from "./io-schemas.ts";
import { millis, ownedBy } from "./queries.ts";
import { refuseMalformed } from "./rules.ts";
import { concurrencyOf, type GraphSettings } from "./settings.ts";
import { versionFrom } from "./version-insert.ts";

/** Saves the next version and makes it the active one. The row lock gives concurrent savers different numbers. */
export async function updateGraph(ctx: Ctx, id: string, draft: GraphDraft): Promise<GraphRecord> {
  refuseMalformed(draft);
  const current = withCurrentPins(draft);
  const content = { ...current, ...ioSchemas(current, findBlock) };
  const { rows } = await ctx.db.execute<{ version: number; created_at: number; updated_at: number }>(sql`
    with graph as (
      update ${graphs}
      set latest_version = latest_version + 1, active_version = latest_version + 1, updated_at = now()
      where ${ownedBy(ctx, id)}
      returning id, latest_version as version, created_at, updated_at
    ),
    saved as (${versionFrom("graph", content)})
    select version, ${millis("created_at")} as created_at, ${millis("updated_at")} as updated_at from graph`);
  const [row] = rows;
  if (row === undefined) throw notFound("Graph");
  const { version, created_at: createdAt, updated_at: updatedAt } = row;
  await tellEngine(ctx, id, version, content.settings);
  return { id, version, ...content, isActive: true, createdAt, updatedAt };
}

/** Runs in line go by the new settings at once. Where this fails they do so from the next start of the graph on. */
async function tellEngine(
  { engine, principal }: Ctx,
  graphId: string,
  version: number,
  settings: GraphSettings,
) {
  try {
    await engine.setConcurrency(principal.userId, { graphId, version, concurrency: concurrencyOf(settings) });
  } catch (error) {
    log("warn", "settings_not_told", { graph: graphId, version, error: describeError(error) });
  }
}
