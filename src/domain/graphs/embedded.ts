import * as z from "zod";
import type { Graph } from "#kernel/graph.ts";
import type { JsonObject } from "#lib/json.ts";
import { withCurrentPins } from "./current-pins.ts";
import { DEFAULT_SETTINGS, MOST, rulesOf } from "./settings.ts";

const Dict = z.custom<JsonObject>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const Dollars = z.number().nonnegative().nullable().catch(null);
const atMost = (most: number) => z.int().min(1).max(most).nullable().catch(null);

/** What cannot be read is as by default: exports of other deployments know other settings. */
const Settings = z
  .object({
    human_in_the_loop_safe_mode: z.boolean().catch(DEFAULT_SETTINGS.humanInTheLoopSafeMode),
    sensitive_action_safe_mode: z.boolean().catch(DEFAULT_SETTINGS.sensitiveActionSafeMode),
    max_cost: Dollars,
    max_node_cost: Dollars,
    max_node_executions: atMost(MOST.nodeExecutions),
    max_seconds: atMost(MOST.seconds),
    max_characters: atMost(MOST.characters),
  })
  .nullish()
  .catch(null);

/** A graph inside an export, as far as a run needs it. */
const Embedded = z.object({
  id: z.string().toLowerCase(),
  version: z.int(),
  settings: Settings,
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

const rulesIn = (settings: z.output<typeof Settings>) =>
  rulesOf({
    ...DEFAULT_SETTINGS,
    ...(settings && {
      humanInTheLoopSafeMode: settings.human_in_the_loop_safe_mode,
      sensitiveActionSafeMode: settings.sensitive_action_safe_mode,
      maxCost: settings.max_cost,
      maxNodeCost: settings.max_node_cost,
      maxNodeExecutions: settings.max_node_executions,
      maxSeconds: settings.max_seconds,
      maxCharacters: settings.max_characters,
    }),
  });

const graphOf = ({ id, version, settings, nodes, links }: z.output<typeof Embedded>): Graph => ({
  id,
  version,
  ...rulesIn(settings),
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
