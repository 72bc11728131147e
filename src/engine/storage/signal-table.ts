import type { Json } from "#lib/json.ts";

/** Who waits for an event: a node execution of a run. */
export interface Ear {
  executionId: string;
  nodeExecutionId: string;
}

export interface Signals {
  /** Keeps an event for waits that begin later; false when it came before. */
  put(id: string, name: string, payload: Json, at: number): boolean;
  /** The first event of a name that came at or after a moment. No two of a name come at the same one. */
  since(name: string, at: number): { payload: Json; at: number } | null;
  listen(name: string, ear: Ear): void;
  deafen(ear: Ear): void;
  ears(name: string): Ear[];
  forget(before: number): void;
  /** When the first event that is kept came, ms since the epoch; Infinity when there is none. */
  eldest(): number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Events that were sent, and who waits for which. */
export function openSignals(sql: SqlStorage): Signals {
  let eldest: number | null = null;
  return {
    put: (id, name, payload, at) => {
      if (sql.exec("SELECT 1 FROM signals WHERE id = ?", id).toArray().length > 0) return false;
      const body = JSON.stringify({ payload });
      const [last] = sql
        .exec<{ at: number }>("SELECT at FROM signals WHERE name = ? ORDER BY at DESC LIMIT 1", name)
        .toArray();
      const moment = Math.max(at, (last?.at ?? 0) + 1);
      sql.exec("INSERT INTO signals (id, name, at, body) VALUES (?, ?, ?, ?)", id, name, moment, body);
      if (eldest !== null) eldest = Math.min(eldest, moment);
      return true;
    },
    since: (name, at) => {
      const [first] = sql
        .exec<{ body: string; at: number }>(
          "SELECT body, at FROM signals WHERE name = ? AND at >= ? ORDER BY at LIMIT 1",
          name,
          at,
        )
        .toArray();
      return first === undefined ? null : { ...(JSON.parse(first.body) as { payload: Json }), at: first.at };
    },
    listen: (name, { executionId, nodeExecutionId }) => {
      sql.exec(
        "INSERT OR REPLACE INTO ears (run, node, name) VALUES (?, ?, ?)",
        executionId,
        nodeExecutionId,
        name,
      );
    },
    deafen: ({ executionId, nodeExecutionId }) => {
      sql.exec("DELETE FROM ears WHERE run = ? AND node = ?", executionId, nodeExecutionId);
    },
    ears: (name) =>
      sql
        .exec<{ run: string; node: string }>("SELECT run, node FROM ears WHERE name = ?", name)
        .toArray()
        .map(({ run, node }) => ({ executionId: run, nodeExecutionId: node })),
    forget: (before) => {
      sql.exec("DELETE FROM signals WHERE at < ?", before);
      eldest = null;
    },
    eldest: () => {
      eldest ??= sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM signals").one().at ?? NEVER;
      return eldest;
    },
  };
}
