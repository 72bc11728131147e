import { emptyHistory, type History, read } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { objectWorld } from "../object-world.ts";
import { planOf } from "../plan-of.ts";
import { EFFECT, perform } from "../simulation/effects.ts";
import { sqlStorage, type VirtualStorage } from "../sql.ts";
import { VirtualTime } from "../virtual-time.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";
const HUMAN = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d";
const AGENT = "e189baac-8c20-45a1-94a7-55177ea42565";
const EVENT = "7ecad40f-7ce2-45d7-8a68-54e4b8d42779";

export type World = ReturnType<typeof objectWorld>;

const works: JsonObject = { habit: "works", yields: 1, padding: 0 };
const output = { blockId: OUTPUT, defaults: { name: "y" } };

const effect = planOf("effect", {
  a: { blockId: EFFECT.id, defaults: works, feeds: { out: ["out.value"] } },
  out: output,
});

const PLANS: Record<string, Plan> = {
  effect,
  chain: planOf("chain", {
    in: { blockId: INPUT, defaults: { name: "x" }, feeds: { result: ["a.a"] } },
    // Too large for the head of the run, and for one row.
    a: { blockId: EFFECT.id, defaults: { ...works, padding: 600_000 }, feeds: { out: ["b.a", "b.b"] } },
    b: { blockId: EFFECT.id, defaults: works, feeds: { out: ["out.value"] } },
    out: output,
  }),
  flaky: planOf("flaky", {
    a: {
      blockId: EFFECT.id,
      defaults: { ...works, habit: "fails until its last attempt" },
      feeds: { out: ["out.value"] },
    },
    out: output,
  }),
  timer: planOf("timer", {
    wait: {
      blockId: TIMER,
      defaults: { minutes: 10, input_message: "tick", repeat: 2 },
      feeds: { output_message: ["out.value"] },
    },
    out: output,
  }),
  event: planOf("event", {
    wait: {
      blockId: EVENT,
      defaults: { event: "paid", timeout_seconds: 86_400 },
      feeds: { payload: ["out.value"] },
    },
    out: output,
  }),
  review: planOf("review", {
    ask: {
      blockId: HUMAN,
      defaults: { name: "Mail", data: "hello" },
      feeds: { approved_data: ["out.value"] },
    },
    out: output,
  }),
  parent: planOf("parent", {
    agent: {
      blockId: AGENT,
      defaults: { graph_id: "effect", graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} },
      feeds: { y: ["out.value"] },
    },
    out: output,
  }),
};

/** An object in which runs stand at every place where a run can stand. */
export async function midway(): Promise<World> {
  const world = objectWorld();
  const plan = (name: string): Plan => PLANS[name] ?? effect;
  const [step] = begin(world, world.start(plan("chain"), { x: 1 }));
  carry(world, step, 0);
  noting(world, begin(world, world.start(plan("chain"), { x: 2 }))[0]); // lent to a worker, which has noted something
  world.start(plan("chain"), { x: 3 }); // a message is on its way
  carry(world, begin(world, world.start(plan("flaky")))[0], 0); // its second try is due in a while
  for (const name of ["timer", "event", "review"]) world.start(plan(name));
  world.start(plan("parent"), {}, { "effect@1": effect });
  const alone = { concurrency: { max: 1, overlap: "queue" } } as const;
  for (let line = 0; line < 3; line += 1) world.start({ ...effect, graphId: "alone" }, {}, {}, alone);
  const kept = [{ id: "in#1", input: { name: "x", value: 4 }, outputs: [{ name: "result", data: 4 }] }];
  world.start(plan("chain"), { x: 4 }, {}, { retryOf: "00000000-0000-4000-8000-0000000000ff", kept });
  await world.time.passes(3000);
  world.answers.postgres = () => Promise.reject(new Error("It is away"));
  carry(world, begin(world, world.start(effect))[0], 0); // ended, and Postgres does not show it
  return world;
}

interface Lent {
  id: string;
  step: ReturnType<World["object"]["executor"]["take"]>[number];
}

const begin = (world: World, id: string): Lent[] =>
  world.object.executor.take(id, 1, 6).map((step) => ({ id, step }));

function noting(world: World, lent: Lent | undefined): void {
  if (lent === undefined) throw new Error("Nothing was lent");
  const { id, attempt } = lent.step;
  const notes = { from: 0, entries: ["done"] };
  world.object.executor.report(lent.id, { id, attempt, from: 0, outputs: [], notes }, 0);
}

function carry(world: World, lent: Lent | undefined, most: number): Lent[] {
  if (lent === undefined) throw new Error("Nothing was lent");
  const { id, step } = lent;
  const { outputs, end } = perform(step.input, step.lastAttempt);
  const report = { id: step.id, attempt: step.attempt, from: 0, outputs, end };
  return (world.object.executor.report(id, report, most) ?? []).map((more) => ({ id, step: more }));
}

/** An object over rows that were kept, some time after they were written; its runs are those in the rows. */
export function reopened(sql: VirtualStorage, at: number): { world: World; ids: string[] } {
  const world = objectWorld({ sql, time: new VirtualTime(at + 60_000) });

  const ids = sql
    .exec<{ id: string }>("SELECT id FROM runs ORDER BY id")
    .toArray()
    .map(({ id }) => id);
  for (const id of ids) world.rows.insert(id);
  return { world, ids };
}

/** Workers come, the event is sent, people approve and time passes until every run has ended, or a day is over. */
export async function finish(world: World, ids: readonly string[]): Promise<void> {
  const { executor } = world.object;
  executor.signal("event-1", "paid", "7 euros");
  for (const { id, status } of executor.reviews({ limit: 100, offset: 0 }).reviews) {
    if (status === "WAITING") executor.decide(id, { approved: true, data: "hello", message: "" });
  }
  const isOver = () => ids.every((id) => isFinal(executor.find(id)?.execution.status ?? "FAILED"));
  for (let minute = 0; minute < 1440 && !isOver(); minute += 1) {
    await world.time.passes(60_000);
    for (const { executionId, wake } of world.sent.splice(0)) {
      const lent = executor.take(executionId, wake, 6).map((step) => ({ id: executionId, step }));
      for (let next = lent.shift(); next !== undefined; next = lent.shift())
        lent.push(...carry(world, next, 6));
    }
  }
  await world.time.passes(60_000);
}

export const historyOf = (world: World, id: string): History => read(emptyHistory(), world.log(id));

/** What its runs come to, by graph; a run's large values by their length. */
export function outcomes(world: World, ids: readonly string[]): Record<string, Json[]> {
  const found: Record<string, Json[]> = {};
  for (const id of ids) {
    const run = world.object.executor.find(id);
    const { status, outputs } = historyOf(world, id);
    const values = Object.values(outputs).flat();
    const graph = run?.plan.graphId ?? "lost";
    found[graph] = [...(found[graph] ?? []), [status, ...values]];
  }
  return found;
}

/** All rows of an object, and how they are laid out, as statements. */
export function dump(sql: VirtualStorage): string {
  const made = sql.exec<{ name: string; type: string; sql: string }>(
    "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name",
  );
  const statements: string[] = [];
  for (const { name, type, sql: text } of made.toArray()) {
    statements.push(`${text};`);
    if (type !== "table") continue;
    for (const row of sql.exec<Record<string, SqlStorageValue>>(`SELECT * FROM ${name}`).toArray()) {
      statements.push(`INSERT INTO ${name} VALUES (${Object.values(row).map(literal).join(", ")});`);
    }
  }
  return `${statements.join("\n")}\n`;
}

/** A long run of one character is written as what makes it. */
const literal = (value: SqlStorageValue): string => {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "NULL";
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return quoted.replace(
    /x{1000,}/g,
    ({ length }) => `' || replace(hex(zeroblob(${length})), '00', 'x') || '`,
  );
};

export function restored(text: string): VirtualStorage {
  const sql = sqlStorage();
  sql.exec(text);
  return sql;
}
