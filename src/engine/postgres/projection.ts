// What Postgres shows of runs: written here and nowhere else (E6), from the log, so it can be written again at any time.

import { sql } from "drizzle-orm";
import { statsOf } from "#domain/executions/stats.ts";
import type { History } from "#kernel/history.ts";
import { isFinal, type Status } from "#kernel/log.ts";
import { iso } from "#lib/clock.ts";
import { storable } from "#lib/storable.ts";
import type { Db } from "#store/db.ts";
import type { Run } from "../runs/run.ts";

/** A run as its row is to show it. A run that goes on shows no node executions yet. */
export interface View {
  id: string;
  seq: number;
  isOver: boolean;
  row: object;
}

/** `history` is that of all of its log for a run that ended, of its first entry for one that goes on. */
export function viewOf(run: Run, history: History): View {
  const { seq, status } = run.execution;
  const isOver = isFinal(status);
  const nodes = isOver ? [...history.nodes.values()] : null;
  return { id: run.id, seq, isOver, row: { ...runRow(run, history), nodes } };
}

/** Brings the rows of runs up to their logs, in one statement. */
export async function project(db: Db, views: readonly View[]): Promise<void> {
  await db.execute(runsFrom(storable(views.map(({ row }) => row))));
}

export function runRow(run: Run, history: History): object {
  const { status, seq } = run.execution;
  const ended = isFinal(status);
  return {
    id: run.id,
    user_id: run.facts.userId,
    graph_id: run.plan.graphId,
    graph_version: run.plan.version,
    status,
    trigger: run.facts.trigger,
    inputs: history.inputs,
    outputs: history.outputs,
    stats: ended ? { ...statsOf(history), size: run.execution.used.size } : {},
    error: history.error,
    retry_of: run.facts.retryOf ?? null,
    parent_execution_id: run.facts.parent?.executionId ?? null,
    seq,
    created_at: iso(run.facts.createdAt),
    started_at: history.startedAt === null ? null : iso(history.startedAt),
    ended_at: history.endedAt === null ? null : iso(history.endedAt),
  };
}

const FINAL: Status[] = ["COMPLETED", "FAILED", "TERMINATED"];

/**
 * A compare-and-set: a final row never changes, and an older view never replaces a newer one. A row that was ended
 * without a run (its seq is 0) gives way: the run began all the same, and its object knows. What is written down as it
 * comes, node executions, is json: jsonb is taken apart first.
 */
export const runsFrom = (rows: string) => sql`
  insert into executions
    (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, error, nodes, retry_of,
     parent_execution_id, seq, created_at, started_at, ended_at)
  select id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, error, nodes, retry_of,
    parent_execution_id, seq, created_at, started_at, ended_at
  from json_to_recordset(${rows}::json) as row(
    id uuid, user_id uuid, graph_id uuid, graph_version int, status text, trigger text, inputs jsonb, outputs jsonb,
    stats jsonb, error jsonb, nodes json, retry_of uuid, parent_execution_id uuid, seq int, created_at timestamptz,
    started_at timestamptz, ended_at timestamptz)
  on conflict (id) do update set
    status = excluded.status, outputs = excluded.outputs, stats = excluded.stats, error = excluded.error,
    nodes = excluded.nodes, seq = excluded.seq, started_at = excluded.started_at, ended_at = excluded.ended_at
  where (executions.status <> all (${sql.raw(`'{${FINAL.join(",")}}'::text[]`)}) or executions.seq = 0)
    and executions.seq < excluded.seq`;
