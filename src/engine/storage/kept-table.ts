import type { NodeExecutionId } from "#kernel/execution.ts";
import { chunks } from "./chunks.ts";

/** What runs took over from earlier ones and have not used up, by run and node execution. */
export interface KeptTable {
  put(run: string, id: NodeExecutionId, body: string): void;
  get(run: string, id: NodeExecutionId): string | null;
  ids(run: string): NodeExecutionId[];
  /** What came for runs that never began. */
  forget(): void;
  /** Of a run, or of one node execution of it. */
  drop(run: string, id?: NodeExecutionId): void;
}

export function openKept(sql: SqlStorage): KeptTable {
  return {
    put: (run, id, body) => {
      for (const [part, piece] of chunks(body).entries()) {
        sql.exec(
          "INSERT OR REPLACE INTO kept (run, id, part, body) VALUES (?, ?, ?, ?)",
          run,
          id,
          part,
          piece,
        );
      }
    },
    get: (run, id) => {
      const pieces = sql
        .exec<{ body: string }>("SELECT body FROM kept WHERE run = ? AND id = ? ORDER BY part", run, id)
        .toArray();
      return pieces.length === 0 ? null : pieces.map(({ body }) => body).join("");
    },
    ids: (run) =>
      sql
        .exec<{ id: string }>("SELECT id FROM kept WHERE run = ? AND part = 0", run)
        .toArray()
        .map(({ id }) => id),
    forget: () => {
      sql.exec("DELETE FROM kept WHERE run NOT IN (SELECT id FROM runs)");
    },
    drop: (run, id) => {
      if (id === undefined) sql.exec("DELETE FROM kept WHERE run = ?", run);
      else sql.exec("DELETE FROM kept WHERE run = ? AND id = ?", run, id);
    },
  };
}
