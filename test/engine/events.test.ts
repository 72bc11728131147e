import { describe, expect, it } from "vitest";
import { eventOf, eventText } from "#domain/executions/events.ts";
import type { LogEntry } from "#kernel/log.ts";

const EXECUTION = "00000000-0000-4000-8000-000000000001";
const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
const node = { node_id: 'a "quoted" node', ordinal: 2 };
const block_id = "1ff065e9-88e8-4358-9d82-8dc91f622ba9";
const spent = { cost: 5, inputTokens: 1, outputTokens: 2, calls: 1, nodes: 0, completed: 0, failed: 0 };
const error = { code: "BUDGET_EXCEEDED", message: "Too much" } as const;

const ENTRIES: LogEntry[] = [
  { seq: 1, at, type: "execution.started", graph_id: "g", graph_version: 3, inputs: { at: 1, "": null } },
  { seq: 2, at, type: "node.queued", ...node, block_id, input: { text: "\u2028 é \ud83d" } },
  { seq: 3, at, type: "node.started", ...node, block_id, attempt: 1 },
  { seq: 4, at, type: "node.waiting", ...node, block_id, waits_for: "timer", until: at },
  { seq: 5, at, type: "node.output", ...node, output_name: "o", output_data: { seq: 9, at: 9 } },
  { seq: 6, at, type: "node.charged", ...node, attempt: 1, spent },
  { seq: 7, at, type: "node.completed", ...node, kept: true },
  { seq: 8, at, type: "node.failed", ...node, error: "no" },
  { seq: 9, at, type: "node.retried", ...node, attempt: 1, error: "not yet", not_before: at + 1000 },
  { seq: 10, at, type: "execution.output", ...node, output_name: "o", output_data: [] },
  { seq: 11, at, type: "execution.completed", status: "COMPLETED" },
  { seq: 12, at: at + 1, type: "execution.failed", status: "FAILED", error },
];

describe("an event", () => {
  it.each(ENTRIES.map((entry) => [entry.type, entry] as const))(
    "%s has one text, however it is made",
    (_, entry) => {
      expect(eventText(EXECUTION, entry)).toBe(JSON.stringify(eventOf(EXECUTION, entry)));
    },
  );

  it("has the same text when the fields of its entry come in another order", () => {
    const entry: LogEntry = { type: "execution.completed", status: "COMPLETED", at, seq: 3 };
    expect(JSON.parse(eventText(EXECUTION, entry))).toEqual(eventOf(EXECUTION, entry));
  });
});
