import * as z from "zod";
import {
  EXECUTION_STATUSES,
  type ExecutionRecord,
  type ExecutionSummary,
} from "#domain/executions/record.ts";
import { chargedOf } from "#domain/executions/stats.ts";
import { iso } from "#lib/clock.ts";
import { StoredDict, StoredValuesByName } from "../json-values.ts";

export const executionParams = z.object({ execution_id: z.guid().toLowerCase() });

/** Without control characters, which no one can see and PostgreSQL cannot all hold. */
export const Label = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}+$/u, "Holds a control character");

export const Tags = z
  .array(Label)
  .max(20)
  .transform((tags) => [...new Set(tags)]);

export const StatusWord = z.enum(EXECUTION_STATUSES);

export const ChargedBody = z.object({
  cost: z.number().describe("US dollars"),
  input_token_count: z.int(),
  output_token_count: z.int(),
  llm_call_count: z.int(),
});

const Stats = ChargedBody.extend({
  total_nodes: z.int().describe("These and the other figures count those of child executions too"),
  completed_nodes: z.int(),
  failed_nodes: z.int(),
  total_run_time: z.number().describe("Seconds"),
  node_error_count: z.int(),
});

export const ExecutionSummaryBody = z.object({
  id: z.string(),
  graph_id: z.string(),
  graph_version: z.int(),
  status: StatusWord,
  trigger: z.string(),
  tags: z.array(z.string()),
  retry_of: z.string().nullable(),
  parent_execution_id: z.string().nullable(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  stats: Stats,
});

const WaitingBody = z
  .object({
    for: z
      .enum(["timer", "event", "review", "child", "retry", "worker"])
      .describe("retry: its next attempt; worker: somebody to run it, who has been sent for"),
    on: z
      .string()
      .nullable()
      .describe("The name of the event, the id of the review or of the child execution"),
    until: z.string().nullable().describe("When it ends at the latest; null when only others can end it"),
  })
  .describe("What it waits for, when it is neither done nor under way");

const NodeExecutionBody = z.object({
  id: z.string(),
  node_id: z.string(),
  ordinal: z.int().describe("Which activation of the node, from 1"),
  block_id: z.string(),
  status: StatusWord,
  attempt: z.int(),
  input_data: StoredDict,
  output_data: StoredValuesByName,
  error: z.string().nullable(),
  waiting: WaitingBody.nullable(),
  stats: ChargedBody,
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});

export const ExecutionBody = ExecutionSummaryBody.extend({
  inputs: StoredDict,
  outputs: StoredValuesByName,
  error: StoredDict.nullable(),
  node_executions: z.array(NodeExecutionBody),
  values_omitted: z
    .boolean()
    .describe(
      "It is so large that inputs and outputs of its nodes, and its own outputs, are left out: its events have them, page by page",
    ),
  queued: z
    .object({
      position: z.int().describe("Among those that wait for the same limit, from 1"),
      blocked_by: z
        .enum(["user_limit", "graph_limit", "failed_start"])
        .describe("failed_start: it could not be begun, and steps aside until it is tried again"),
      limit: z.int().describe("Runs that there may be at once; of failed_start: tries until it fails"),
    })
    .nullable()
    .describe("Why it waits in line, when it does"),
});

export const presentExecutionSummary = (run: ExecutionSummary): z.input<typeof ExecutionSummaryBody> => ({
  id: run.id,
  graph_id: run.graphId,
  graph_version: run.graphVersion,
  status: run.status,
  trigger: run.trigger,
  tags: run.tags,
  retry_of: run.retryOf,
  parent_execution_id: run.parentExecutionId,
  created_at: iso(run.createdAt),
  started_at: isoOrNull(run.startedAt),
  ended_at: isoOrNull(run.endedAt),
  stats: run.stats,
});

export const presentExecution = (run: ExecutionRecord): z.input<typeof ExecutionBody> => ({
  ...presentExecutionSummary(run),
  inputs: run.inputs,
  outputs: run.outputs,
  error: run.error,
  queued: run.queued && {
    position: run.queued.position,
    blocked_by: run.queued.blockedBy,
    limit: run.queued.limit,
  },
  values_omitted: run.valuesOmitted,
  node_executions: run.nodes.map((node) => ({
    id: `${node.nodeId}#${node.ordinal}`,
    node_id: node.nodeId,
    ordinal: node.ordinal,
    block_id: node.blockId,
    status: node.status,
    attempt: node.attempt,
    input_data: node.input,
    output_data: node.output,
    error: node.error,
    waiting: node.waiting && { ...node.waiting, until: isoOrNull(node.waiting.until) },
    stats: chargedOf(node.spent),
    started_at: isoOrNull(node.startedAt),
    ended_at: isoOrNull(node.endedAt),
  })),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
