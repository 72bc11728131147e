import { compile } from "#kernel/compile.ts";
import { DEFAULT_LIMITS, type Limits, type Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { factsOf } from "./simulation/plans.ts";

interface PlanNodes {
  [id: string]: { blockId: string; defaults?: JsonObject; feeds?: { [pin: string]: string[] } };
}

/** A plan in short: nodes by id, each with its links as `pin: ["sink.pin", …]`. */
export function planOf(graphId: string, nodes: PlanNodes, limits: Partial<Limits> = {}): Plan {
  const links = Object.entries(nodes).flatMap(([sourceId, { feeds = {} }]) =>
    Object.entries(feeds).flatMap(([sourceName, ends]) =>
      ends.map((end) => {
        const [sinkId = "", sinkName = ""] = end.split(".");
        return { id: `${sourceId} ${end}`, sourceId, sourceName, sinkId, sinkName, isStatic: false };
      }),
    ),
  );
  const graph = {
    id: graphId,
    version: 1,
    nodes: Object.entries(nodes).map(([id, { blockId, defaults = {} }]) => ({
      id,
      blockId,
      inputDefault: defaults,
      metadata: {},
    })),
    links,
  };
  const compiled = compile(graph, factsOf, { ...DEFAULT_LIMITS, ...limits });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.plan;
}
