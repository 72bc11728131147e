import { type SQL, sql } from "drizzle-orm";
import type { JsonObject } from "#lib/json.ts";
import { graphVersions } from "#store/schema/graphs.ts";
import type { GraphDraft } from "./graph.ts";

export interface VersionContent extends GraphDraft {
  inputSchema: JsonObject;
  outputSchema: JsonObject;
}

/** Inserts a version for each row (id, version) of the common table expression `source`. */
export function versionFrom(source: "graph", content: VersionContent): SQL {
  return sql`
    insert into ${graphVersions}
      (graph_id, version, name, description, nodes, links, sub_graphs, settings, input_schema, output_schema)
    select id, version, ${content.name}::text, ${content.description}::text,
      ${json(content.nodes)}, ${json(content.links)}, ${json(content.subGraphs)}, ${json(content.settings)},
      ${json(content.inputSchema)}, ${json(content.outputSchema)}
    from ${sql.identifier(source)}`;
}

const json = (value: unknown): SQL => sql`${JSON.stringify(value)}::jsonb`;
