import { and, count, desc, eq, isNull } from "drizzle-orm";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import type { Ctx } from "../ctx.ts";
import type { GraphSummary } from "./graph.ts";

/** The caller's graphs with the name of their active version, last saved first. */
export async function listGraphs({ db, principal }: Ctx, page: PageRequest): Promise<Page<GraphSummary>> {
  const own = and(eq(graphs.userId, principal.userId), isNull(graphs.deletedAt));
  const [[counted], rows] = await db.batch([
    db.select({ total: count() }).from(graphs).where(own),
    db
      .select({
        id: graphs.id,
        version: graphs.activeVersion,
        name: graphVersions.name,
        description: graphVersions.description,
        createdAt: graphs.createdAt,
        updatedAt: graphs.updatedAt,
      })
      .from(graphs)
      .innerJoin(
        graphVersions,
        and(eq(graphVersions.graphId, graphs.id), eq(graphVersions.version, graphs.activeVersion)),
      )
      .where(own)
      .orderBy(desc(graphs.updatedAt), desc(graphs.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
  ]);
  const items = rows.map((row) => ({
    ...row,
    isActive: true,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  }));
  return { items, total: counted?.total ?? 0, ...page };
}
