import type { LogEntry } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";

/** A node execution that failed after all its tries. Times are milliseconds since the epoch. */
export interface DeadLetter {
  /** `<execution>.<number of the log entry that says so>` */
  id: string;
  executionId: string;
  graphId: string;
  nodeId: string;
  ordinal: number;
  blockId: string;
  error: string;
  attempts: number;
  failedAt: number;
}

export interface Attempt {
  attempt: number;
  startedAt: number;
  endedAt: number | null;
  error: string | null;
}

export interface DeadLetterRecord extends DeadLetter {
  input: JsonObject;
  history: Attempt[];
}

/** With all that its run's log tells of it. */
export function recordOf(letter: DeadLetter, log: Iterable<LogEntry>): DeadLetterRecord {
  const record: DeadLetterRecord = { ...letter, input: {}, history: [] };
  for (const entry of log) {
    const isOurs = "ordinal" in entry && entry.node_id === letter.nodeId && entry.ordinal === letter.ordinal;
    if (isOurs) readEntry(record, entry);
  }
  return record;
}

function readEntry(record: DeadLetterRecord, entry: LogEntry): void {
  const { at } = entry;
  switch (entry.type) {
    case "node.queued":
    case "node.approved":
      record.input = entry.input;
      return;
    case "node.started":
      record.history.push({ attempt: entry.attempt, startedAt: at, endedAt: null, error: null });
      return;
    case "node.retried":
    case "node.failed": {
      const last = record.history.at(-1);
      if (last !== undefined) Object.assign(last, { endedAt: at, error: entry.error });
      return;
    }
    default:
      return;
  }
}
