import type { NodeExecutionId } from "#kernel/execution.ts";

/**
 * What a commit of one run asks of another: written with it and done after it, until it is done (E1). Each can be done
 * twice, and in any order.
 */
export interface Errand {
  /** `start` the child of a node execution, `tell` it what its child's log says, or that its event came; `stop` a run. */
  type: "start" | "tell" | "event" | "stop";
  run: string;
  /** The node execution of `run` that waits; none for `stop`. */
  of: NodeExecutionId | "";
}

export interface DueErrand extends Errand {
  /** How often it failed. */
  tries: number;
}

export interface Errands {
  put(errand: Errand, due: number): void;
  /** The one that has been due for longest, or null. */
  next(at: number): DueErrand | null;
  postpone(errand: Errand, due: number): void;
  done(errand: Errand): void;
  all(): Errand[];
  /** When the next one is due, ms since the epoch; Infinity when there is none. */
  dueAt(): number;
}

export function openErrands(sql: SqlStorage): Errands {
  return {
    put: ({ type, run, of }, due) => {
      sql.exec(
        "INSERT OR IGNORE INTO errands (type, run, node, due, tries) VALUES (?, ?, ?, ?, 0)",
        type,
        run,
        of,
        due,
      );
    },
    next: (at) => {
      const query = "SELECT type, run, node AS of, tries FROM errands WHERE due <= ? ORDER BY due, n LIMIT 1";
      return readErrands(sql.exec(query, at))[0] ?? null;
    },
    postpone: ({ type, run, of }, due) => {
      const query = "UPDATE errands SET due = ?, tries = tries + 1 WHERE type = ? AND run = ? AND node = ?";
      sql.exec(query, due, type, run, of);
    },
    done: ({ type, run, of }) => {
      sql.exec("DELETE FROM errands WHERE type = ? AND run = ? AND node = ?", type, run, of);
    },
    all: () => readErrands(sql.exec("SELECT type, run, node AS of, tries FROM errands")),
    dueAt: () =>
      sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM errands").one().due ??
      Number.POSITIVE_INFINITY,
  };
}

/** Only `put` writes rows. */
const readErrands = (cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): DueErrand[] =>
  cursor.toArray() as unknown as DueErrand[];
