import * as z from "zod";
import { credentialsInputSchema } from "#domain/graphs/credential-fields.ts";
import type { GraphDraft, GraphRecord, GraphSummary } from "#domain/graphs/graph.ts";
import { type GraphSettings, MOST, OVERLAPS } from "#domain/graphs/settings.ts";
import { iso } from "#lib/clock.ts";
import { CredentialType } from "../integrations/present.ts";
import { JsonDict } from "../json-values.ts";

export const graphParams = z.object({ graph_id: z.guid().toLowerCase() });

const NodeBody = z.object({
  id: z.string(),
  block_id: z.string(),
  input_default: JsonDict,
  metadata: JsonDict,
});

const LinkBody = z.object({
  id: z.string(),
  source_id: z.string(),
  sink_id: z.string(),
  source_name: z.string(),
  sink_name: z.string(),
  is_static: z.boolean(),
});

export const GraphSummaryBody = z.object({
  id: z.string(),
  version: z.int(),
  name: z.string(),
  description: z.string(),
  is_active: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});

const Dollars = z.number().nonnegative().max(1_000_000).nullable().default(null);
const atMost = (most: number) => z.int().min(1).max(most).nullable().default(null);

const Settings = z.object({
  max_concurrent: z
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe("Runs at once; null for any"),
  overlap: z.enum(OVERLAPS).default("allow").describe("What becomes of a run that would be one too many"),
  human_in_the_loop_safe_mode: z.boolean().default(true),
  sensitive_action_safe_mode: z.boolean().default(false),
  max_cost: Dollars.describe("US dollars that a run may cost, its child executions included; null for any"),
  max_node_cost: Dollars.describe("US dollars that a node may cost whose metadata has no max_cost"),
  max_node_executions: atMost(MOST.nodeExecutions).describe(
    "Node executions that a run may have, its child executions included; null for as many as any run may",
  ),
  max_seconds: atMost(MOST.seconds).describe(
    "How long a run may take from its start to its end, waits included; null for as long as any run may",
  ),
  max_characters: atMost(MOST.characters).describe(
    "Characters of JSON that all values of a run may have, its child executions not counted; null for as many as any run may",
  ),
});

export const GraphBody = GraphSummaryBody.extend({
  nodes: z.array(NodeBody),
  links: z.array(LinkBody),
  sub_graphs: z.array(JsonDict),
  settings: Settings,
  input_schema: JsonDict,
  output_schema: JsonDict,
  credentials_input_schema: JsonDict,
});

export const presentGraphSummary = (graph: GraphSummary): z.input<typeof GraphSummaryBody> => ({
  id: graph.id,
  version: graph.version,
  name: graph.name,
  description: graph.description,
  is_active: graph.isActive,
  created_at: iso(graph.createdAt),
  updated_at: iso(graph.updatedAt),
});

export const presentGraph = (graph: GraphRecord): z.input<typeof GraphBody> => ({
  ...presentGraphSummary(graph),
  nodes: graph.nodes.map(({ id, blockId, inputDefault, metadata }) => ({
    id,
    block_id: blockId,
    input_default: inputDefault,
    metadata,
  })),
  links: graph.links.map((link) => ({
    id: link.id,
    source_id: link.sourceId,
    sink_id: link.sinkId,
    source_name: link.sourceName,
    sink_name: link.sinkName,
    is_static: link.isStatic,
  })),
  sub_graphs: graph.subGraphs,
  settings: {
    max_concurrent: graph.settings.maxConcurrent,
    overlap: graph.settings.overlap,
    human_in_the_loop_safe_mode: graph.settings.humanInTheLoopSafeMode,
    sensitive_action_safe_mode: graph.settings.sensitiveActionSafeMode,
    max_cost: graph.settings.maxCost,
    max_node_cost: graph.settings.maxNodeCost,
    max_node_executions: graph.settings.maxNodeExecutions,
    max_seconds: graph.settings.maxSeconds,
    max_characters: graph.settings.maxCharacters,
  },
  input_schema: graph.inputSchema,
  output_schema: graph.outputSchema,
  credentials_input_schema: credentialsInputSchema(graph),
});

export const CredentialInputsBody = z
  .record(
    z.string(),
    z.object({
      id: z.string().min(1).max(200),
      provider: z.string().min(1).max(100),
      type: CredentialType,
      title: z.string().max(200).nullish(),
    }),
  )
  .describe("References to credentials by the keys of the graph's credentials_input_schema");

const id = z.string().min(1).max(200);
const pin = z.string().min(1).max(500);

const NodeInput = z.object({
  id: id.nullish(),
  block_id: id,
  input_default: JsonDict.nullish(),
  metadata: JsonDict.nullish(),
});

const LinkInput = z.object({
  id: id.nullish(),
  source_id: id,
  sink_id: id,
  source_name: pin,
  sink_name: pin,
  is_static: z.boolean().nullish(),
});

/** A graph as it is sent. Exports of other deployments carry more fields, which are passed over. */
export const GraphInput = z.object({
  id: z.guid().toLowerCase().nullish().describe("Kept when no graph has it"),
  name: z.string().min(1).max(500),
  description: z.string().max(20_000).nullish(),
  nodes: z.array(NodeInput),
  links: z.array(LinkInput),
  sub_graphs: z.array(JsonDict).nullish(),
  settings: Settings.nullish(),
});

export const draftOf = (input: z.output<typeof GraphInput>): GraphDraft => ({
  name: input.name,
  description: input.description ?? "",
  nodes: input.nodes.map((node) => ({
    id: node.id ?? crypto.randomUUID(),
    blockId: node.block_id,
    inputDefault: node.input_default ?? {},
    metadata: node.metadata ?? {},
  })),
  links: input.links.map((link) => ({
    id: link.id ?? crypto.randomUUID(),
    sourceId: link.source_id,
    sourceName: link.source_name,
    sinkId: link.sink_id,
    sinkName: link.sink_name,
    isStatic: link.is_static ?? false,
  })),
  subGraphs: input.sub_graphs ?? [],
  settings: settingsOf(input.settings ?? Settings.parse({})),
});

const settingsOf = (settings: z.output<typeof Settings>): GraphSettings => ({
  maxConcurrent: settings.max_concurrent,
  overlap: settings.overlap,
  humanInTheLoopSafeMode: settings.human_in_the_loop_safe_mode,
  sensitiveActionSafeMode: settings.sensitive_action_safe_mode,
  maxCost: settings.max_cost,
  maxNodeCost: settings.max_node_cost,
  maxNodeExecutions: settings.max_node_executions,
  maxSeconds: settings.max_seconds,
  maxCharacters: settings.max_characters,
});
