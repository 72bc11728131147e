import type { DeadLetter } from "#domain/dead-letters/dead-letter.ts";
import type { Event, NodeExecutionId } from "#kernel/execution.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";

export interface DeadLetters {
  put(letter: DeadLetter): void;
  get(id: string): DeadLetter | null;
  /** Newest first. */
  list(limit: number, offset: number): { letters: DeadLetter[]; total: number };
  /** False when there is none. */
  drop(id: string): boolean;
  /** Forgets those whose runs are forgotten. */
  forget(): void;
}

export function openDeadLetters(sql: SqlStorage): DeadLetters {
  return {
    put: (letter) => {
      const { id, executionId, failedAt } = letter;
      sql.exec(
        "INSERT OR REPLACE INTO dead_letters (id, run, failed, body) VALUES (?, ?, ?, ?)",
        id,
        executionId,
        failedAt,
        JSON.stringify(letter),
      );
    },
    get: (id) => read(sql.exec<Body>("SELECT body FROM dead_letters WHERE id = ?", id))[0] ?? null,
    list: (limit, offset) => ({
      letters: read(
        sql.exec<Body>(
          "SELECT body FROM dead_letters ORDER BY failed DESC, id LIMIT ? OFFSET ?",
          limit,
          offset,
        ),
      ),
      total: sql.exec<{ total: number }>("SELECT count(*) AS total FROM dead_letters").one().total,
    }),
    drop: (id) => sql.exec("DELETE FROM dead_letters WHERE id = ? RETURNING id", id).toArray().length > 0,
    forget: () => {
      sql.exec("DELETE FROM dead_letters WHERE run NOT IN (SELECT id FROM runs)");
    },
  };
}

type Body = { body: string };

/** Only `put` writes bodies. */
const read = (cursor: SqlStorageCursor<Body>): DeadLetter[] =>
  cursor.toArray().map(({ body }) => JSON.parse(body) as DeadLetter);

/** Node executions that these events gave up although they might have been tried again: no try was left. */
export function deadLettersOf(
  { id: executionId, plan }: { readonly id: string; readonly plan: Plan },
  events: readonly Event[],
  log: readonly LogEntry[],
): DeadLetter[] {
  const attempts = new Map(events.flatMap(triedAgain));
  if (attempts.size === 0) return [];
  return log.flatMap((entry) => {
    if (entry.type !== "node.failed") return [];
    const { node_id: nodeId, ordinal, error, seq, at: failedAt } = entry;
    const attempt = attempts.get(`${nodeId}#${ordinal}`);
    if (attempt === undefined) return [];
    const id = `${executionId}.${seq}`;
    const blockId = plan.nodes[nodeId]?.blockId ?? "";
    const of = { executionId, graphId: plan.graphId, nodeId, ordinal, blockId };
    return [{ id, ...of, error, attempts: attempt, failedAt }];
  });
}

function triedAgain(event: Event): [NodeExecutionId, number][] {
  const isFailure = event.type === "report" && event.end?.type === "failed" && event.end.retryable;
  return event.type === "lost" || (event.type === "report" && isFailure) ? [[event.id, event.attempt]] : [];
}
