import * as z from "zod";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import { query } from "../database.ts";
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
  const live = "select id from executions where status not in ('COMPLETED', 'FAILED', 'TERMINATED')";
  return (await query<{ id: string }>(databaseUrl, live)).map(({ id }) => id);
}

async function rowsOf(databaseUrl: string, ids: readonly string[]): Promise<Map<string, unknown>> {
  const rows = await query<{ id: string; run: unknown }>(
    databaseUrl,
    "select id, json_build_array(status, seq, outputs, nodes) as run from executions where id = any ($1)",
    [ids],
  );
  return new Map(rows.map(({ id, run }) => [id, sorted(run)]));
}

const shown = ({ status, seq, outputs, nodes }: History): unknown =>
  sorted([status, seq, outputs, [...nodes.values()]]);

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
