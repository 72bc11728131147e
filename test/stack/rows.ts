import { Client } from "pg";
import * as z from "zod";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Platform } from "./platform.ts";

type Asked = Pick<Platform, "call" | "stack">;

const Stretch = z.object({ log: z.array(z.custom<LogEntry>()) });

/** The whole log of an ended run. */
export async function logOf({ call }: Pick<Platform, "call">, id: string): Promise<LogEntry[]> {
  return Stretch.parse((await call("GET", `/api/v2/executions/${id}/bundle`)).body).log;
}

/**
 * What the rows of ended runs say otherwise than their logs, or logs that have a gap; empty when Postgres shows all of
 * them as they are.
 */
export async function rowProblems(platform: Asked, ids: readonly string[]): Promise<string[]> {
  const rows = await rowsOf(platform.stack.databaseUrl, ids);
  const problems: string[] = [];
  for (const id of ids) {
    const log = await logOf(platform, id);
    if (log.some(({ seq }, index) => seq !== index + 1)) problems.push(`the log of ${id} has a gap`);
    const said = JSON.stringify(shown(read(emptyHistory(), log)));
    const row = JSON.stringify(rows.get(id) ?? null);
    if (row !== said) problems.push(`${id} is shown as ${row}, its log says ${said}`);
  }
  return problems;
}

/** Asks until Postgres has caught up; answers what still differs then. */
export async function lastingRowProblems(
  platform: Asked,
  ids: readonly string[],
  withinMs = 30_000,
): Promise<string[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const problems = await rowProblems(platform, ids);
    if (problems.length === 0 || Date.now() > until) return problems;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Runs of all users that are not final. */
export async function liveRows(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "SELECT id FROM executions WHERE status NOT IN ('COMPLETED', 'FAILED', 'TERMINATED')",
    );
    return rows.map(({ id }) => id);
  });
}

export async function withClient<T>(databaseUrl: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}

function rowsOf(databaseUrl: string, ids: readonly string[]): Promise<Map<string, unknown>> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string; run: unknown }>(
      `SELECT e.id, jsonb_build_array(e.status, e.seq, e.outputs, (
         SELECT coalesce(jsonb_agg(jsonb_build_array(n.node_id, n.ordinal, n.status, n.attempt, n.input, n.output, n.error)
           ORDER BY n.position), '[]'::jsonb)
         FROM node_executions n WHERE n.execution_id = e.id)) AS run
       FROM executions e WHERE e.id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, run }) => [id, sorted(run)]));
  });
}

const shown = ({ status, seq, outputs, nodes }: History): unknown =>
  sorted([
    status,
    seq,
    outputs,
    [...nodes.values()].map((node) => [
      node.nodeId,
      node.ordinal,
      node.status,
      node.attempt,
      node.input,
      node.output,
      node.error,
    ]),
  ]);

/** With the keys of objects in one order: jsonb has its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
