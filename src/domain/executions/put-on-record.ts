// What Postgres knows of runs before they begin: a run that it does not know never does.

import { sql } from "drizzle-orm";
import { isFinal, type Status } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { storable } from "#lib/storable.ts";
import type { Db } from "#store/db.ts";
import { prepared } from "#store/prepared.ts";
import { executions } from "#store/schema/executions.ts";
import { graphs, graphVersions } from "#store/schema/graphs.ts";
import { users } from "#store/schema/users.ts";
import type { Started, StartRun } from "./engine.ts";
import { noStats } from "./stats.ts";

/** A run that is to be put on record. `mustBeActive`: only while its version is the graph's active one. */
export interface Entry {
  id: string;
  userId: string;
  graphId: string;
  version: number;
  mustBeActive: boolean;
  trigger: string;
  inputs: JsonObject;
  tags: readonly string[];
  retryOf: string | null;
  createdAt: number;
}

/** A run on record: what it came to, if it was asked for before, and its user's time zone. */
export interface OnRecord {
  id: string;
  status: Status;
  seq: number;
  version: number;
  time_zone: string | null;
}

/**
 * Puts runs with ids of their own on record in one statement, which also sees to it that the graph is its user's, not
 * deleted, and has that version: what is left out of the answer is not on record. Who was before, is answered as it is.
 */
export async function putOnRecord(db: Db, entries: readonly Entry[]): Promise<OnRecord[]> {
  const rows = entries.map((entry) => ({
    id: entry.id,
    user_id: entry.userId,
    graph_id: entry.graphId,
    version: entry.version,
    must_be_active: entry.mustBeActive,
    trigger: entry.trigger,
    inputs: entry.inputs,
    tags: entry.tags,
    retry_of: entry.retryOf,
    created_at: new Date(entry.createdAt).toISOString(),
  }));
  const { rows: put } = await insert(db).execute({ rows: storable(rows) });
  if (put.length === entries.length) return put;
  const known = new Set(put.map(({ id }) => id));
  const others = rows.flatMap(({ id, user_id }) => (known.has(id) ? [] : [{ id, user_id }]));
  const { rows: before } = await select(db).execute({ rows: JSON.stringify(others) });
  return [...put, ...before];
}

const facts = sql`executions.id, executions.status, executions.seq, executions.graph_version as version,
    (select ${users.timezone} from ${users} where ${users.id} = executions.user_id) as time_zone`;

const insert = prepared<OnRecord>(sql`
  insert into ${executions}
    (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, tags, retry_of, seq, created_at)
  select entry.id, ${graphs.userId}, ${graphs.id}, ${graphVersions.version}, 'QUEUED', entry.trigger,
    entry.inputs, '{}'::jsonb, ${JSON.stringify(noStats)}::jsonb, entry.tags, entry.retry_of, 0, entry.created_at
  from jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as entry(
      id uuid, user_id uuid, graph_id uuid, version int, must_be_active boolean, trigger text, inputs jsonb, tags text[],
      retry_of uuid, created_at timestamptz)
    join ${graphs} on ${graphs.id} = entry.graph_id and ${graphs.userId} = entry.user_id
    join ${graphVersions} on ${graphVersions.graphId} = ${graphs.id} and ${graphVersions.version} = entry.version
  where ${graphs.deletedAt} is null
    and (not entry.must_be_active or ${graphs.activeVersion} = ${graphVersions.version})
  on conflict (id) do nothing
  returning ${facts}`);

/** By itself, since an update of nothing, which would tell as well, costs every start the triggers of updates. */
const select = prepared<OnRecord>(sql`
  select ${facts} from ${executions}
    join jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as entry(id uuid, user_id uuid)
      on entry.id = executions.id and entry.user_id = executions.user_id`);

/** What its record says of a run beyond what the engine goes by. */
export type Terms = Pick<Entry, "graphId" | "version" | "mustBeActive" | "tags">;

export const termsOf = ({ plan, mustBeActive = false, tags = [] }: StartRun): Terms => ({
  graphId: plan.graphId,
  version: plan.version,
  mustBeActive,
  tags,
});

export function entryOf(run: Omit<StartRun, "plan" | "agents">, terms: Terms): Entry {
  const { executionId: id, userId, trigger, inputs, createdAt, retryOf = null } = run;
  return { id, userId, trigger, inputs, createdAt, retryOf, ...terms };
}

/** Why a run does not begin by what is on record of it; null when it does. */
export function refusal(row: OnRecord | null, { version }: Terms): Started | null {
  if (row === null) return { state: "unknown" };
  if (row.seq === 0 && row.status === "FAILED") return { state: "swept" };
  if (isFinal(row.status)) return { state: "ended" };
  return row.version === version ? null : { state: "moved", version: row.version };
}
