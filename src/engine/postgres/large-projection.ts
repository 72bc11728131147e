// Rows of an ended run that is too large to be written in one piece: what it came to without its values, a row for each
// node execution, then the values piece by piece, and last that it has ended. Any of it may be written twice, and by two
// at once.

import { sql } from "drizzle-orm";
import { LARGE_RUN } from "#domain/executions/large-run.ts";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import { iso } from "#lib/clock.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { storable } from "#lib/storable.ts";
import type { Db } from "#store/db.ts";
import type { Run } from "../runs/run.ts";
import { eachValue, sizeOfEntry } from "../storage/entry-values.ts";
import { runRow, runsFrom, type View } from "./projection.ts";

/** Reads a stretch of the run's log, as much as may be held in memory at once; empty at its end. */
export type ReadLog = (after: number) => readonly LogEntry[];

/** Brings the rows of an ended run up to its log, by statements of about as many characters. */
export async function projectLarge(
  db: Db,
  run: Run,
  readLog: ReadLog,
  statementSize = LARGE_RUN,
): Promise<View> {
  const { history, inputs } = outlineOf(readLog);
  const row = runRow(run, history);
  const begun = {
    status: "RUNNING",
    seq: 1,
    inputs: inputsOf(readLog),
    stats: {},
    error: null,
    ended_at: null,
  };
  await db.execute(beginning(storable([{ ...row, ...begun }]), storable(nodeRows(run.id, history))));
  let filling = new Filling(run.id);
  for (const entry of entriesOf(readLog)) {
    filling.take(entry, inputs);
    if (filling.size < statementSize) continue;
    await filling.write(db);
    filling = filling.next();
  }
  await filling.write(db);
  await db.execute(ending(storable(row)));
  return { id: run.id, seq: run.execution.seq, isOver: true, row };
}

function* entriesOf(readLog: ReadLog): Generator<LogEntry> {
  for (let entries = readLog(0); entries.length > 0; entries = readLog(entries.at(-1)?.seq ?? 0))
    yield* entries;
}

/** The history without its values, and which entry has the input of each node execution in the end. */
function outlineOf(readLog: ReadLog): { history: History; inputs: Map<string, number> } {
  const history = emptyHistory();
  const inputs = new Map<string, number>();
  for (const entry of entriesOf(readLog)) {
    if (entry.type === "node.output" || entry.type === "execution.output") continue;
    read(history, [eachValue(entry, () => null)]);
    if ("input" in entry && entry.input !== undefined) inputs.set(idOf(entry), entry.seq);
  }
  for (const record of history.nodes.values()) record.input = {};
  return { history, inputs };
}

function inputsOf(readLog: ReadLog): JsonObject {
  const [first] = readLog(0);
  return first?.type === "execution.started" ? first.inputs : {};
}

type OfNode = Extract<LogEntry, { ordinal: number }>;

const idOf = ({ node_id, ordinal }: OfNode): string => `${node_id}#${ordinal}`;

/** Values of one name, the first of which is number `start`. */
interface Piece {
  pin: string;
  start: number;
  items: Json[];
}

interface Fill {
  node_id: string;
  ordinal: number;
  input: JsonObject | null;
  output: Map<string, Piece>;
}

/** Values on their way into the rows of a run. */
class Filling {
  /** About how much it holds, in characters of JSON. */
  size = 0;
  readonly #id: string;
  /** How many values of each name came before. */
  readonly #counts: Map<string, number>;
  readonly #nodes = new Map<string, Fill>();
  readonly #outputs = new Map<string, Piece>();

  constructor(id: string, counts = new Map<string, number>()) {
    this.#id = id;
    this.#counts = counts;
  }

  /** One that goes on where this one ends. */
  next(): Filling {
    return new Filling(this.#id, this.#counts);
  }

  take(entry: LogEntry, inputs: ReadonlyMap<string, number>): void {
    if (entry.type === "execution.output") {
      this.#add(this.#outputs, null, entry.output_name, entry.output_data);
    } else if (entry.type === "node.output") {
      this.#add(this.#fillOf(entry).output, idOf(entry), entry.output_name, entry.output_data);
    } else if ("input" in entry && inputs.get(idOf(entry)) === entry.seq) {
      this.#fillOf(entry).input = entry.input ?? null;
    } else return;
    this.size += sizeOfEntry(entry);
  }

  async write(db: Db): Promise<void> {
    const nodes = [...this.#nodes.values()].map((fill) => ({
      ...fill,
      output: [...fill.output.values()],
    }));
    if (nodes.length > 0) await db.execute(filledNodes(this.#id, storable(nodes)));
    if (this.#outputs.size > 0) await db.execute(filledRun(this.#id, storable([...this.#outputs.values()])));
  }

  #fillOf({ node_id, ordinal }: OfNode): Fill {
    const id = `${node_id}#${ordinal}`;
    const known = this.#nodes.get(id) ?? { node_id, ordinal, input: null, output: new Map() };
    this.#nodes.set(id, known);
    return known;
  }

  #add(pieces: Map<string, Piece>, of: string | null, pin: string, value: Json): void {
    const key = JSON.stringify([of, pin]);
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    const known = pieces.get(pin) ?? { pin, start: count, items: [] };
    known.items.push(value);
    pieces.set(pin, known);
  }
}

function nodeRows(executionId: string, history: History): object[] {
  return [...history.nodes.values()].map((node, position) => ({
    execution_id: executionId,
    node_id: node.nodeId,
    ordinal: node.ordinal,
    position,
    block_id: node.blockId,
    status: node.status,
    attempt: node.attempt,
    input: node.input,
    output: node.output,
    error: node.error,
    spent: node.spent,
    started_at: node.startedAt === null ? null : iso(node.startedAt),
    ended_at: node.endedAt === null ? null : iso(node.endedAt),
  }));
}

/** In one statement: node executions refer to the row of their run. */
const beginning = (run: string, nodes: string) => sql`
  with written as (
    insert into node_executions
      (execution_id, node_id, ordinal, position, block_id, status, attempt, input, output, error, spent, started_at,
       ended_at)
    select execution_id, node_id, ordinal, position, block_id, status, attempt, input, output, error, spent, started_at,
      ended_at
    from jsonb_to_recordset(${nodes}::jsonb) as row(
      execution_id uuid, node_id text, ordinal int, position int, block_id text, status text, attempt int, input jsonb,
      output jsonb, error text, spent jsonb, started_at timestamptz, ended_at timestamptz)
    on conflict do nothing)
  ${runsFrom(run)}`;

/** What `pieces` add to lists by name: of each those items that its list does not have yet. */
const filled = (lists: ReturnType<typeof sql>, pieces: ReturnType<typeof sql>) => sql`
  ${lists} || coalesce((
    select jsonb_object_agg(piece.pin, had.items || (
      select coalesce(jsonb_agg(each.item order by each.number), '[]')
      from jsonb_array_elements(piece.items) with ordinality as each(item, number)
      where each.number > jsonb_array_length(had.items) - piece.start))
    from jsonb_to_recordset(${pieces}) as piece(pin text, start int, items jsonb),
      lateral (select coalesce(${lists} -> piece.pin, '[]') as items) as had), '{}')`;

/** Takes the run's row first, so that two who write the same rows wait for each other in that order alone. */
const filledNodes = (id: string, fills: string) => sql`
  with run as (select id from executions where id = ${id} for update)
  update node_executions set
    input = coalesce(fill.input, node_executions.input),
    output = ${filled(sql`node_executions.output`, sql`fill.output`)}
  from run, jsonb_to_recordset(${fills}::jsonb) as fill(node_id text, ordinal int, input jsonb, output jsonb)
  where node_executions.execution_id = run.id and node_executions.node_id = fill.node_id
    and node_executions.ordinal = fill.ordinal`;

const GOES_ON = sql`status in ('INCOMPLETE', 'QUEUED', 'RUNNING', 'REVIEW')`;

const filledRun = (id: string, pieces: string) => sql`
  update executions set outputs = ${filled(sql`outputs`, sql`${pieces}::jsonb`)} where id = ${id} and ${GOES_ON}`;

const ending = (row: string) => sql`
  update executions set
    status = ended.status, stats = ended.stats, error = ended.error, seq = ended.seq, started_at = ended.started_at,
    ended_at = ended.ended_at
  from jsonb_to_record(${row}::jsonb) as ended(
    id uuid, status text, stats jsonb, error jsonb, seq int, started_at timestamptz, ended_at timestamptz)
  where executions.id = ended.id and executions.${GOES_ON}`;
