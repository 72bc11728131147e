import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Db } from "#store/db.ts";

const FINAL = ["COMPLETED", "FAILED", "TERMINATED"];

/** What the engine wrote to Postgres, by the rules of its own statements. */
export class RecordedRows {
  readonly executions = new Map<string, JsonObject>();
  readonly nodes = new Map<string, JsonObject>();
  statements = 0;

  /** As the verb that starts a run does. */
  insert(id: string): void {
    this.executions.set(id, { id, status: "QUEUED", seq: 0 });
  }

  /** The row of a run with its node executions, also where these have rows of their own, in words of its own. */
  whole(id: string): JsonObject | undefined {
    const row = this.executions.get(id);
    const own = [...this.nodes.values()].filter((node) => node["execution_id"] === id);
    if (row === undefined || own.length === 0) return row;
    const inOrder = own.toSorted((a, b) => Number(a["position"]) - Number(b["position"]));
    return { ...row, nodes: inOrder.map(asInRun) };
  }

  apply(query: SQL): void {
    this.statements += 1;
    const { sql: text, params } = dialect.sqlToQuery(query);
    if (text.includes("update node_executions")) this.#fillNodes(String(params[0]), parsed(params[1]));
    else if (text.includes("update executions set outputs")) this.#fill(String(params[1]), parsed(params[0]));
    else if (text.includes("update executions")) this.#end(parsed(params[0]));
    else
      this.#write(
        params.map((param) => parsed<JsonObject[]>(param)),
        text,
      );
  }

  #write(lists: JsonObject[][], text: string): void {
    const runs = text.includes("insert into executions") ? (lists.pop() ?? []) : [];
    for (const row of lists.flat()) if (!this.nodes.has(keyOf(row))) this.nodes.set(keyOf(row), row);
    for (const row of runs) {
      const id = String(row["id"]);
      const known = this.executions.get(id);
      if ((isFinal(known) && known?.["seq"] !== 0) || Number(known?.["seq"] ?? -1) >= Number(row["seq"]))
        continue;
      this.executions.set(id, row);
    }
  }

  #fillNodes(id: string, fills: (JsonObject & { output: Piece[] })[]): void {
    for (const { output: pieces, ...fill } of fills) {
      const row = this.nodes.get(keyOf({ ...fill, execution_id: id }));
      if (row === undefined) continue;
      const output = filled(row["output"], pieces);
      this.nodes.set(keyOf(row), { ...row, input: fill["input"] ?? row["input"] ?? null, output });
    }
  }

  #fill(id: string, pieces: Piece[]): void {
    const row = this.executions.get(id);
    if (row === undefined || isFinal(row)) return;
    this.executions.set(id, { ...row, outputs: filled(row["outputs"], pieces) });
  }

  #end(row: JsonObject): void {
    const known = this.executions.get(String(row["id"]));
    if (known === undefined || isFinal(known)) return;
    const names = ["status", "stats", "error", "seq", "started_at", "ended_at"];
    const ended = Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
    this.executions.set(String(row["id"]), { ...known, ...ended });
  }
}

/** Values of one name, the first of which is number `start`. */
interface Piece {
  pin: string;
  start: number;
  items: Json[];
}

/** Lists by name, with those items of pieces that they do not have yet. */
function filled(lists: Json | undefined, pieces: readonly Piece[]): JsonObject {
  const known = { ...(lists as Record<string, Json[]>) };
  for (const { pin, start, items } of pieces) {
    const had = known[pin] ?? [];
    known[pin] = [...had, ...items.slice(had.length - start)];
  }
  return known;
}

/** What the engine's statements carry is theirs to say. */
const parsed = <T>(param: unknown): T => JSON.parse(String(param)) as T;

const keyOf = (row: JsonObject): string => `${row["execution_id"]} ${row["node_id"]} ${row["ordinal"]}`;

/** A node execution as the row of its run would hold it. */
const asInRun = (row: JsonObject): JsonObject => ({
  nodeId: row["node_id"] ?? null,
  ordinal: row["ordinal"] ?? null,
  blockId: row["block_id"] ?? null,
  status: row["status"] ?? null,
  attempt: row["attempt"] ?? null,
  input: row["input"] ?? null,
  output: row["output"] ?? null,
  error: row["error"] ?? null,
  spent: row["spent"] ?? null,
  startedAt: momentOf(row["started_at"]),
  endedAt: momentOf(row["ended_at"]),
});

const momentOf = (iso: Json | undefined): number | null => (typeof iso === "string" ? Date.parse(iso) : null);

const isFinal = (row: JsonObject | undefined): boolean => FINAL.includes(String(row?.["status"]));

const dialect = new PgDialect();

/** The engine asks its database for nothing but `execute`. */
export const dbOf = (execute: (query: SQL) => Promise<void>): Db =>
  ({
    execute: async (query: SQL | string) => {
      await execute(typeof query === "string" ? sql.raw(query) : query);
      return { rows: [] };
    },
  }) as unknown as Db;
