// What node executions have done for good: their workers note it, so that a later attempt goes on from there.

import { type NodeExecutionId, unchanged } from "#kernel/execution.ts";
import type { Json } from "#lib/json.ts";
import type { Report } from "../messages.ts";
import type { NoteTable } from "../storage/note-table.ts";
import type { Change, Run } from "./run.ts";

/** Takes the notes of a report in, unless it comes late; `write` belongs to the commit. */
export function noting(
  table: NoteTable,
  { id, attempt, notes }: Report,
): { take: Change; write(run: Run): void } {
  let fresh: { from: number; entries: Json[] } | null = null;
  return {
    take: (run) => {
      const live = run.execution.live.get(id);
      const count = run.notes.get(id) ?? 0;
      const isWanted = live?.state === "RUNNING" && live.attempt === attempt;
      if (isWanted && notes !== undefined && notes.from <= count) {
        fresh = { from: count, entries: notes.entries.slice(count - notes.from) };
        run.notes.set(id, count + fresh.entries.length);
      }
      return unchanged(run.execution);
    },
    write: (run) => {
      if (fresh !== null && run.notes.has(id)) table.put(run.id, id, fresh.from, fresh.entries);
    },
  };
}

/** Drops the notes of node executions that are over. Call in the transaction of the commit. */
export function dropNotes(table: NoteTable, run: Run, before: ReadonlyMap<NodeExecutionId, number>): void {
  for (const id of before.keys()) if (!run.notes.has(id)) table.drop(run.id, id);
}
