import { and, eq, ilike, inArray, isNotNull, isNull, type Placeholder, sql } from "drizzle-orm";
import { notFound } from "#lib/errors.ts";
import type { Db } from "#store/db.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import type { GraphRecord } from "./graph.ts";
import { readSettings } from "./settings.ts";

/** One version of a graph of the caller, the active one when none is named; 404 for anybody else's. */
export async function ownGraph(ctx: Ctx, id: string, version?: number): Promise<GraphRecord> {
  const [row] = await ctx.db
    .select({
      id: graphs.id,
      version: graphVersions.version,
      activeVersion: graphs.activeVersion,
      name: graphVersions.name,
      description: graphVersions.description,
      nodes: graphVersions.nodes,
      links: graphVersions.links,
      subGraphs: graphVersions.subGraphs,
      settings: graphVersions.settings,
      inputSchema: graphVersions.inputSchema,
      outputSchema: graphVersions.outputSchema,
      createdAt: graphs.createdAt,
      updatedAt: graphs.updatedAt,
    })
    .from(graphs)
    .innerJoin(
      graphVersions,
      and(
        eq(graphVersions.graphId, graphs.id),
        version === undefined
          ? eq(graphVersions.version, graphs.activeVersion)
          : eq(graphVersions.version, version),
      ),
    )
    .where(ownedBy(ctx, id));
  if (row === undefined) throw notFound(version === undefined ? "Graph" : `Graph version ${version}`);
  const { activeVersion, createdAt, updatedAt, ...content } = row;
  return {
    ...content,
    settings: readSettings(content.settings),
    isActive: content.version === activeVersion,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}

export const ownedBy = ({ principal }: Ctx, id: string) =>
  and(eq(graphs.id, id), eq(graphs.userId, principal.userId), isNull(graphs.deletedAt));

/** Whether the caller has deleted one of these graphs. */
export async function isAnyDeleted({ db, principal }: Ctx, ids: readonly string[]): Promise<boolean> {
  const deleted = and(eq(graphs.userId, principal.userId), isNotNull(graphs.deletedAt));
  const rows = await db
    .select({ id: graphs.id })
    .from(graphs)
    .where(and(inArray(graphs.id, [...new Set(ids)]), deleted))
    .limit(1);
  return rows.length > 0;
}

/** Ids of the caller's graphs whose name holds a text, in any case. */
export const graphsNamed = (
  { db, principal }: { db: Db; principal: { userId: string | Placeholder } },
  text: string,
) =>
  db
    .select({ id: graphs.id })
    .from(graphs)
    .innerJoin(
      graphVersions,
      and(eq(graphVersions.graphId, graphs.id), eq(graphVersions.version, graphs.activeVersion)),
    )
    .where(
      and(
        eq(graphs.userId, principal.userId),
        ilike(graphVersions.name, `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`),
      ),
    );

/** A timestamp in milliseconds, for statements whose rows drizzle does not map. */
export const millis = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::float8`);
