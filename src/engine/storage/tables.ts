import type { LogEntry, Status } from "#kernel/log.ts";
import type { Json } from "#lib/json.ts";
import { type CapTable, openCaps } from "./cap-table.ts";
import { chunks } from "./chunks.ts";
import { type DeadLetters, openDeadLetters } from "./dead-letter-table.ts";
import { eachValue, sizeOfEntry } from "./entry-values.ts";
import { type Errands, openErrands } from "./errand-table.ts";
import { openHeard } from "./heard-table.ts";
import { type KeptTable, openKept } from "./kept-table.ts";
import { type NoteTable, openNotes } from "./note-table.ts";
import { RecentLog } from "./recent-log.ts";
import { openValues, type Values } from "./value-table.ts";

/** What one object keeps of the runs that it holds: rows of SQLite, written in one transaction a commit. */
export interface Tables {
  putPlan(key: string, body: string): void;
  plan(key: string): string | null;
  putRun(row: RunRow): void;
  run(id: string): RunRow | null;
  /** Runs to look after when the object wakes: those that live, and those that Postgres does not show as ended yet. */
  unsettled(): Pick<RunRow, "id" | "due" | "ended" | "projected">[];
  /** Rows of the runs that have not ended. */
  living(): Living[];
  /** Ids of those in a state, or of all. */
  livingIn(status?: Status): string[];
  /** Postgres shows this run up to `seq`, which is its end or not. */
  shown(id: string, seq: number, isOver: boolean): void;
  /** What `log` answers from; who commits entries adds them. */
  readonly recent: RecentLog;
  readonly kept: KeptTable;
  readonly notes: NoteTable;
  readonly deadLetters: DeadLetters;
  readonly errands: Errands;
  readonly caps: CapTable;
  /** Large values of logs and parts. */
  readonly values: Values;
  /** `isNew`: it has no row yet. */
  putPart(run: string, key: string, body: string, isNew: boolean): void;
  dropPart(run: string, key: string): void;
  dropParts(run: string): void;
  parts(run: string): [key: string, body: string][];
  /** Answers how many characters of JSON that was, large values not counted. */
  appendLog(run: string, entries: readonly LogEntry[]): number;
  /** Entries after a cursor: `most` of them or a little over, within `size` characters, but at least one. */
  log(run: string, after: number, most: number, size?: number): LogEntry[];
  /** Forgets settled runs that ended before a moment, and the plans that only they had. */
  forget(before: number): void;
  /** When the first of the settled runs ended, ms since the epoch; Infinity when there is none. */
  eldest(): number;
  /** When a worker was last heard of, ms since the epoch; 0 for never. */
  heardAt(): number;
  hear(at: number): void;
}

export interface RunRow {
  id: string;
  status: string;
  plan: string;
  /** JSON: plans of the graphs that its agents run. */
  agents: string;
  /** JSON: see run.ts. */
  head: string;
  /** When to look at it again, ms since the epoch; null for never. */
  due: number | null;
  /** When it ended, ms since the epoch; null while it lives. */
  ended: number | null;
  /** Number of the last log entry that Postgres shows. */
  projected: number;
}

export type Living = Pick<RunRow, "id" | "plan" | "head">;

/** Of an object whose schema is this code's: see schema.ts. */
export function openTables(sql: SqlStorage): Tables {
  const recent = new RecentLog();
  const values = openValues(sql);
  return {
    ...runTables(sql, recent),
    ...partTables(sql),
    ...logTables(sql, recent, values),
    recent,
    values,
    ...planTables(sql),
    kept: openKept(sql),
    notes: openNotes(sql),
    deadLetters: openDeadLetters(sql),
    errands: openErrands(sql),
    caps: openCaps(sql),
    ...openHeard(sql),
  };
}

function runTables(
  sql: SqlStorage,
  recent: RecentLog,
): Pick<Tables, "putRun" | "run" | "unsettled" | "living" | "livingIn" | "shown" | "forget" | "eldest"> {
  return {
    putRun: ({ id, status, plan, agents, head, due, ended, projected }) => {
      // Whoever sets `ended` writes the index as well: a row more for each commit of a run that goes on.
      sql.exec(
        `INSERT INTO runs (id, status, plan, agents, head, due, ended, settled, projected)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, head = excluded.head, due = excluded.due
           ${ended === null ? "" : ", ended = excluded.ended"}`,
        id,
        status,
        plan,
        agents,
        head,
        due,
        ended,
        projected,
      );
    },
    run: (id) =>
      runRow(
        sql.exec("SELECT id, status, plan, agents, head, due, ended, projected FROM runs WHERE id = ?", id),
      ),
    unsettled: () =>
      sql
        .exec<Pick<RunRow, "id" | "due" | "ended" | "projected">>(
          "SELECT id, due, ended, projected FROM runs WHERE settled = 0",
        )
        .toArray(),
    living: () =>
      sql
        .exec<{ [K in keyof Living]: string }>(
          "SELECT id, plan, head FROM runs WHERE settled = 0 AND ended IS NULL",
        )
        .toArray(),
    livingIn: (status) =>
      sql
        .exec<{ id: string }>(
          "SELECT id FROM runs WHERE settled = 0 AND ended IS NULL AND status = coalesce(?, status)",
          status ?? null,
        )
        .toArray()
        .map(({ id }) => id),
    shown: (id, seq, isOver) => {
      sql.exec("UPDATE runs SET projected = ?, settled = ? WHERE id = ?", seq, Number(isOver), id);
    },
    forget: (before) => {
      recent.clear();
      const old = "SELECT id FROM runs WHERE settled = 1 AND ended < ?";
      sql.exec(`DELETE FROM log WHERE run IN (${old})`, before);
      sql.exec(`DELETE FROM large_values WHERE run IN (${old})`, before);
      sql.exec(`DELETE FROM notes WHERE run IN (${old})`, before);
      sql.exec("DELETE FROM runs WHERE settled = 1 AND ended < ?", before);
      const used = "SELECT plan FROM runs UNION SELECT value FROM runs, json_each(runs.agents)";
      sql.exec(`DELETE FROM plans WHERE key NOT IN (${used})`);
    },
    eldest: () =>
      sql.exec<{ ended: number | null }>("SELECT min(ended) AS ended FROM runs WHERE settled = 1").one()
        .ended ?? Number.POSITIVE_INFINITY,
  };
}

/** The columns are ours, so their types are those that we wrote. */
const runRow = (cursor: SqlStorageCursor<Record<string, SqlStorageValue>>): RunRow | null =>
  (cursor.toArray()[0] as RunRow | undefined) ?? null;

function partTables(sql: SqlStorage): Pick<Tables, "putPart" | "dropPart" | "dropParts" | "parts"> {
  const dropPart = (run: string, key: string) => {
    sql.exec("DELETE FROM parts WHERE run = ? AND key = ?", run, key);
  };
  return {
    putPart: (run, key, body, isNew) => {
      const pieces = chunks(body);
      if (pieces.length > 1 && !isNew) dropPart(run, key);
      for (const [part, piece] of pieces.entries()) {
        sql.exec(
          "INSERT OR REPLACE INTO parts (run, key, part, body) VALUES (?, ?, ?, ?)",
          run,
          key,
          part,
          piece,
        );
      }
      if (pieces.length > 1 || isNew) return;
      sql.exec("DELETE FROM parts WHERE run = ? AND key = ? AND part > 0", run, key);
    },
    dropPart,
    dropParts: (run) => {
      sql.exec("DELETE FROM parts WHERE run = ?", run);
    },
    parts: (run) => {
      const bodies = new Map<string, string>();
      for (const { key, body } of sql.exec<{ key: string; body: string }>(
        "SELECT key, body FROM parts WHERE run = ? ORDER BY key, part",
        run,
      )) {
        bodies.set(key, (bodies.get(key) ?? "") + body);
      }
      return [...bodies];
    },
  };
}

/** Packs from the one that holds an entry on: found by key, however long the log is. */
const PACKS = `SELECT first, body FROM log
  WHERE run = ? AND first >= coalesce((SELECT max(first) FROM log WHERE run = ? AND first <= ?), 0) AND last > ?
  ORDER BY first, part`;

function logTables(sql: SqlStorage, recent: RecentLog, values: Values): Pick<Tables, "appendLog" | "log"> {
  return {
    appendLog: (run, entries) => {
      const [first] = entries;
      const last = entries.at(-1);
      if (first === undefined || last === undefined) return 0;
      const light = (value: Json) => values.light(run, value);
      const text = JSON.stringify(entries.map((entry) => eachValue(entry, light)));
      for (const [part, piece] of chunks(text).entries()) {
        sql.exec(
          "INSERT INTO log (run, first, part, last, body) VALUES (?, ?, ?, ?, ?)",
          run,
          first.seq,
          part,
          last.seq,
          piece,
        );
      }
      return text.length;
    },
    log: (run, after, most, size = Number.POSITIVE_INFINITY) => {
      const known = recent.read(run, after, most);
      if (known !== null) return Number.isFinite(size) ? firstOf(known, size) : known;
      const whole = values.reading(run);
      const taking = taker(after, size);
      for (const pack of packs(sql, run, after)) {
        taking.take(parsePack(pack), whole);
        if (taking.isFull || taking.entries.length >= most) break;
      }
      return taking.entries;
    },
  };
}

/** Texts of packs, from the one that holds the entry after a cursor. */
function* packs(sql: SqlStorage, run: string, after: number): Generator<string> {
  let text = "";
  let pack: number | null = null;
  const rows = sql.exec<{ first: number; body: string }>(PACKS, run, run, after + 1, after);
  for (const { first, body } of rows) {
    if (pack !== null && first !== pack) {
      yield text;
      text = "";
    }
    pack = first;
    text += body;
  }
  if (pack !== null) yield text;
}

/** Only `appendLog` writes packs. Large values are still apart. */
const parsePack = (text: string): LogEntry[] => JSON.parse(text) as LogEntry[];

/** Makes entries whole one by one, so that no more large values are read than are asked for. */
function taker(after: number, size: number) {
  const entries: LogEntry[] = [];
  let left = size;
  const add = (entry: LogEntry) => {
    if (Number.isFinite(left)) left -= sizeOfEntry(entry);
    if (left >= 0 || entries.length === 0) entries.push(entry);
  };
  return {
    entries,
    get isFull(): boolean {
      return left <= 0;
    },
    take(light: readonly LogEntry[], whole: (value: Json) => Json): void {
      for (const entry of light) {
        if (left <= 0) return;
        if (entry.seq > after) add(eachValue(entry, whole));
      }
    },
  };
}

function firstOf(entries: readonly LogEntry[], size: number): LogEntry[] {
  const taking = taker(0, size);
  taking.take(entries, (value) => value);
  return taking.entries;
}

function planTables(sql: SqlStorage): Pick<Tables, "putPlan" | "plan"> {
  return {
    putPlan: (key, body) => {
      for (const [part, piece] of chunks(body).entries()) {
        sql.exec("INSERT OR IGNORE INTO plans (key, part, body) VALUES (?, ?, ?)", key, part, piece);
      }
    },
    plan: (key) => {
      const pieces = sql
        .exec<{ body: string }>("SELECT body FROM plans WHERE key = ? ORDER BY part", key)
        .toArray();
      return pieces.length === 0 ? null : pieces.map(({ body }) => body).join("");
    },
  };
}
