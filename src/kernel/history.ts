import type { Json, JsonObject } from "#lib/json.ts";
import { type FinalStatus, isFinal, type LogEntry, type RunError, type Status } from "./log.ts";
import { NOTHING_SPENT, plus, type Spent } from "./spent.ts";

/** What a log tells so far: the run's record and those of its node executions, in order of appearance. */
export interface History {
  status: Status;
  seq: number;
  inputs: JsonObject;
  outputs: Record<string, Json[]>;
  startedAt: number | null;
  endedAt: number | null;
  error: RunError | null;
  nodes: Map<string, NodeRecord>;
}

export interface NodeRecord {
  nodeId: string;
  ordinal: number;
  blockId: string;
  status: Status;
  attempt: number;
  input: JsonObject;
  output: Record<string, Json[]>;
  error: string | null;
  /** Null when it was charged nothing. */
  spent: Spent | null;
  startedAt: number | null;
  endedAt: number | null;
}

export const emptyHistory = (): History => ({
  status: "QUEUED",
  seq: 0,
  inputs: {},
  outputs: {},
  startedAt: null,
  endedAt: null,
  error: null,
  nodes: new Map(),
});

/** Reads entries into a history, which it changes. Entries that were read already are passed over. */
export function read(history: History, entries: readonly LogEntry[]): History {
  for (const entry of entries) {
    if (entry.seq <= history.seq) continue;
    history.seq = entry.seq;
    if ("ordinal" in entry && entry.type !== "execution.output") readNode(history, entry);
    else readRun(history, entry);
  }
  return history;
}

type RunEntry = Exclude<LogEntry, NodeEntry>;
type NodeEntry = Exclude<Extract<LogEntry, { ordinal: number }>, { type: "execution.output" }>;

function readRun(history: History, entry: RunEntry): void {
  switch (entry.type) {
    case "execution.started":
      history.status = "RUNNING";
      history.startedAt = entry.at;
      history.inputs = entry.inputs;
      return;
    case "execution.output":
      append(history.outputs, entry.output_name, entry.output_data);
      return;
    case "execution.review":
    case "execution.resumed":
      history.status = entry.status;
      return;
    case "execution.completed":
      end(history, entry.status, entry.at, null);
      return;
    case "execution.failed":
      end(history, entry.status, entry.at, entry.error);
  }
}

function end(history: History, status: FinalStatus, at: number, error: RunError | null): void {
  history.status = status;
  history.endedAt = at;
  history.error = error;
  for (const record of history.nodes.values()) {
    if (isFinal(record.status) || record.status === "INCOMPLETE") continue;
    record.status = "TERMINATED";
    record.endedAt = at;
  }
}

function readNode(history: History, entry: NodeEntry): void {
  const record = recordOf(history, entry);
  switch (entry.type) {
    case "node.queued":
    case "node.approved":
      record.status = "QUEUED";
      record.input = entry.input;
      return;
    case "node.started":
      record.status = "RUNNING";
      record.attempt = entry.attempt;
      record.input = entry.input ?? record.input;
      record.startedAt ??= entry.at;
      return;
    case "node.waiting":
      record.status = entry.waits_for === "review" ? "REVIEW" : "RUNNING";
      record.startedAt ??= entry.at;
      return;
    case "node.output":
      append(record.output, entry.output_name, entry.output_data);
      return;
    case "node.charged":
      record.spent = plus(record.spent ?? NOTHING_SPENT, entry.spent);
      return;
    case "node.completed":
      endNode(record, "COMPLETED", null, entry.at);
      return;
    case "node.failed":
      endNode(record, "FAILED", entry.error, entry.at);
      return;
    case "node.retried":
      record.status = "QUEUED";
      record.error = entry.error;
      return;
    case "node.incomplete":
      record.status = "INCOMPLETE";
      record.input = entry.input;
      return;
    case "node.refused":
      return;
  }
}

function endNode(record: NodeRecord, status: FinalStatus, error: string | null, at: number): void {
  record.status = status;
  record.error = error;
  record.endedAt = at;
}

function recordOf(history: History, entry: NodeEntry): NodeRecord {
  const id = `${entry.node_id}#${entry.ordinal}`;
  let record = history.nodes.get(id);
  if (record === undefined) {
    record = {
      nodeId: entry.node_id,
      ordinal: entry.ordinal,
      blockId: "",
      status: "QUEUED",
      attempt: 0,
      input: {},
      output: {},
      error: null,
      spent: null,
      startedAt: null,
      endedAt: null,
    };
    history.nodes.set(id, record);
  }
  if ("block_id" in entry) record.blockId = entry.block_id;
  return record;
}

function append(outputs: Record<string, Json[]>, name: string, value: Json): void {
  if (Object.hasOwn(outputs, name)) outputs[name]?.push(value);
  else if (name !== "__proto__") outputs[name] = [value];
  else {
    // People name their outputs: to assign this one would set the prototype.
    const field = { value: [value], enumerable: true, configurable: true, writable: true };
    Object.defineProperty(outputs, name, field);
  }
}
