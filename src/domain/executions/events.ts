import type { LogEntry } from "#kernel/log.ts";
import { iso } from "#lib/clock.ts";
import type { JsonObject } from "#lib/json.ts";
import { chargedOf } from "./stats.ts";

/** A log entry as every client reads it, on a socket, in a stream or polling. `seq` is its cursor. */
export function eventOf(executionId: string, { at, ...entry }: LogEntry): JsonObject {
  const event: JsonObject = { ...toJson(entry), execution_id: executionId, timestamp: iso(at) };
  switch (entry.type) {
    case "execution.started":
      return { ...event, started_at: iso(at) };
    case "execution.completed":
    case "execution.failed":
      return { ...event, ended_at: iso(at) };
    case "node.retried":
      return { ...event, not_before: iso(entry.not_before) };
    case "node.charged": {
      const { spent: _, ...rest } = event;
      return { ...rest, ...chargedOf(entry.spent) };
    }
    default:
      return event;
  }
}

/** A log entry is JSON in its making; only its interface hides that from the compiler. */
const toJson = (entry: Omit<LogEntry, "at">): JsonObject => entry as unknown as JsonObject;
