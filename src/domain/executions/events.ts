import type { LogEntry } from "#kernel/log.ts";
import { iso } from "#lib/clock.ts";
import type { JsonObject } from "#lib/json.ts";
import { chargedOf } from "./stats.ts";

/** What a follower wants of a run's log. */
export interface Wish {
  /** Only what has a higher number: the `seq` of the last event that was seen. */
  after: number;
  /** False for the run's own events alone, without those of its nodes: its start, its outputs, its end. */
  nodes?: boolean;
}

export const isWanted = ({ seq, type }: LogEntry, { after, nodes = true }: Wish): boolean =>
  seq > after && (nodes || type.startsWith("execution."));

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
    case "node.waiting":
      return { ...event, until: entry.until === null ? null : iso(entry.until) };
    case "node.charged": {
      const { spent: _, ...rest } = event;
      return { ...rest, ...chargedOf(entry.spent) };
    }
    default:
      return event;
  }
}

/**
 * `eventOf` as JSON text. Most of an event is its log entry as it stands, so that text is written and amended rather than
 * the entry copied: sockets get one of these for each entry.
 */
export function eventText(executionId: string, entry: LogEntry): string {
  const { seq, at } = entry;
  const text = JSON.stringify(entry);
  const dated = `{"seq":${seq},"at":${at},`;
  if (isReworded(entry) || !text.startsWith(dated)) return JSON.stringify(eventOf(executionId, entry));
  const moment = `"${iso(at)}"`;
  const said = `{"seq":${seq},${text.slice(dated.length, -1)}`;
  return `${said},"execution_id":"${executionId}","timestamp":${moment}${named(entry, moment)}}`;
}

/** What `eventOf` does not leave as the log has it. */
const isReworded = ({ type }: LogEntry): boolean => REWORDED.has(type);

const REWORDED = new Set<LogEntry["type"]>(["node.retried", "node.waiting", "node.charged"]);

function named({ type }: LogEntry, moment: string): string {
  if (type === "execution.started") return `,"started_at":${moment}`;
  return type === "execution.completed" || type === "execution.failed" ? `,"ended_at":${moment}` : "";
}

/** A log entry is JSON in its making; only its interface hides that from the compiler. */
const toJson = (entry: Omit<LogEntry, "at">): JsonObject => entry as unknown as JsonObject;
