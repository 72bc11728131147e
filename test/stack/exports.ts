import { BLOCKS } from "#blocks/registry.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** `node.pin -> node.pin`; the pin begins after the first dot. */
export type Wire = readonly [from: string, to: string, isStatic?: true];

export interface ExportParts {
  nodes: Record<string, readonly [block: string, defaults?: JsonObject, metadata?: JsonObject]>;
  wires: readonly Wire[];
  subGraphs?: JsonObject[];
}

/** Id of a block by its class name; a name that is none is taken for an id. */
export const blockId = (name: string): string => BLOCKS.find((block) => block.name === name)?.id ?? name;

/** A graph as the reference platform exports it, with all the fields that only it knows. */
export function exported(name: string, { nodes, wires, subGraphs = [] }: ExportParts): JsonObject {
  const id = crypto.randomUUID();
  const links = wires.map(([from, to, isStatic = false]): JsonObject => {
    const [source_id, source_name] = endOf(from);
    const [sink_id, sink_name] = endOf(to);
    return { id: crypto.randomUUID(), source_id, source_name, sink_id, sink_name, is_static: isStatic };
  });
  return {
    id,
    version: 12,
    is_active: true,
    name,
    description: `${name}, exported`,
    instructions: null,
    recommended_schedule_cron: null,
    forked_from_id: null,
    forked_from_version: null,
    created_at: "2025-11-02T09:30:00Z",
    user_id: "",
    input_schema: { type: "object", properties: {}, required: [] },
    output_schema: { type: "object", properties: {}, required: [] },
    has_external_trigger: false,
    has_human_in_the_loop: false,
    has_sensitive_action: false,
    trigger_setup_info: null,
    credentials_input_schema: { type: "object", properties: {}, required: [], title: "Credentials" },
    nodes: Object.entries(nodes).map(
      ([node, [block, defaults = {}, metadata = {}]], index): JsonObject => ({
        id: node,
        block_id: blockId(block),
        input_default: defaults,
        metadata: { position: { x: 400 * index, y: 0 }, ...metadata },
        input_links: links.filter(({ sink_id }) => sink_id === node),
        output_links: links.filter(({ source_id }) => source_id === node),
        graph_id: id,
        graph_version: 12,
        webhook_id: null,
        webhook: null,
      }),
    ),
    links,
    sub_graphs: subGraphs,
  };
}

function endOf(end: string): [node: string, pin: string] {
  const dot = end.indexOf(".");
  return [end.slice(0, dot), end.slice(dot + 1)];
}

/** A node for an input of the run, and one for an output. */
export const input = (name: string, value?: Json) =>
  ["AgentInputBlock", value === undefined ? { name } : { name, value }] as const;
export const output = (name: string, more: JsonObject = {}) =>
  ["AgentOutputBlock", { name, ...more }] as const;
