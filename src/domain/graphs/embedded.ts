import * as z from "zod";
import type { Graph } from "#kernel/graph.ts";
import type { JsonObject } from "#lib/json.ts";
import { withCurrentPins } from "./current-pins.ts";

const Dict = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** A graph inside an export, as far as a run needs it. */
const Embedded = z.object({
  id: z.string().toLowerCase(),
  version: z.int(),
  nodes: z.array(
    z.object({
      id: z.string(),
      block_id: z.string(),
      input_default: Dict.nullish(),
      metadata: Dict.nullish(),
    }),
  ),
  links: z.array(
    z.object({
      id: z.string().nullish(),
      source_id: z.string(),
      source_name: z.string(),
      sink_id: z.string(),
      sink_name: z.string(),
      is_static: z.boolean().nullish(),
    }),
  ),
});

/** The graphs that came inside an export; what is no graph is passed over. */
export function embeddedGraphs(subGraphs: readonly JsonObject[]): Graph[] {
  return subGraphs.flatMap((exported) => {
    const parsed = Embedded.safeParse(exported);
    return parsed.success ? [withCurrentPins(graphOf(parsed.data))] : [];
  });
}

const graphOf = ({ id, version, nodes, links }: z.output<typeof Embedded>): Graph => ({
  id,
  version,
  nodes: nodes.map((node) => ({
    id: node.id,
    blockId: node.block_id,
    inputDefault: node.input_default ?? {},
    metadata: node.metadata ?? {},
  })),
  links: links.map((link, index) => ({
    id: link.id ?? String(index),
    sourceId: link.source_id,
    sourceName: link.source_name,
    sinkId: link.sink_id,
    sinkName: link.sink_name,
    isStatic: link.is_static ?? false,
  })),
});
