import type { NodeExecutionId } from "#kernel/execution.ts";
import type { Json } from "#lib/json.ts";
import { chunks } from "./chunks.ts";

/** What node executions under way have done for good, numbered from 0 each: their later attempts do not do it again. */
export interface NoteTable {
  /** Writes notes from number `from` on; what was there from that number on is not any more. */
  put(run: string, id: NodeExecutionId, from: number, notes: readonly Json[]): void;
  /** Notes from number `from` on: at least one if there is one, then as many as fit one answer. */
  read(run: string, id: NodeExecutionId, from: number): Json[];
  drop(run: string, id: NodeExecutionId): void;
}

/** In characters of JSON: a call between a Worker and its object carries up to 32 MiB. */
const STRETCH = 4_000_000;

export function openNotes(sql: SqlStorage): NoteTable {
  return {
    put: (run, id, from, notes) => {
      sql.exec("DELETE FROM notes WHERE run = ? AND id = ? AND n >= ?", run, id, from);
      for (const [index, note] of notes.entries()) {
        for (const [part, piece] of chunks(JSON.stringify(note)).entries()) {
          sql.exec(
            "INSERT INTO notes (run, id, n, part, body) VALUES (?, ?, ?, ?, ?)",
            run,
            id,
            from + index,
            part,
            piece,
          );
        }
      }
    },
    read: (run, id, from) => {
      const texts: string[] = [];
      let length = 0;
      for (const { n, body } of sql.exec<{ n: number; body: string }>(
        "SELECT n, body FROM notes WHERE run = ? AND id = ? AND n >= ? ORDER BY n, part",
        run,
        id,
        from,
      )) {
        if (n - from === texts.length && length > STRETCH) break;
        texts[n - from] = (texts[n - from] ?? "") + body;
        length += body.length;
      }
      return texts.map((text) => JSON.parse(text));
    },
    drop: (run, id) => {
      sql.exec("DELETE FROM notes WHERE run = ? AND id = ?", run, id);
    },
  };
}
