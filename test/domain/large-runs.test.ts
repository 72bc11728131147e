import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { projectLarge } from "#engine/postgres/large-projection.ts";
import { runRow } from "#engine/postgres/projection.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { JsonObject } from "#lib/json.ts";
import { connectDb, type Db } from "#store/db.ts";
import { objectWorld, USER } from "../engine/object-world.ts";
import { planOf } from "../engine/plan-of.ts";
import { session, world } from "../world.ts";

const { api, databaseUrl, link, sql } = await world();
const ada = await session({ id: USER, email: "ada@example.com" });
const db = connectDb(databaseUrl, link.origin);

/** In characters. */
const PIECE = 60_000;

const plan = planOf("11111111-1111-4111-8111-111111111111", {
  ask: {
    blockId: sendWebRequest.id,
    defaults: { url: "https://api.example.com/" },
    feeds: { response: ["out.value"], error: ["failures.value"] },
  },
  out: { blockId: agentOutput.id, defaults: { name: "__proto__" } },
  failures: { blockId: agentOutput.id, defaults: { name: "failures" } },
});

/** An ended run, of which one node gave ten values of 10,000 characters each, one after another. */
async function largeRun() {
  const { object, start, time, sent } = objectWorld();
  const id = crypto.randomUUID();
  start(plan);
  await time.passes(10);
  const [step] = object.executor.take(sent[0]?.executionId ?? "", sent[0]?.wake ?? 0, 1);
  if (step === undefined) throw new Error("Nothing is lent");
  const values = [
    ...Array.from({ length: 10 }, (_, index) => `${index}"ü€`.repeat(2_500)),
    null,
    [[]],
    "\u0000",
  ];
  for (const [from, data] of values.entries()) {
    const outputs = [{ name: "response", data }];
    const isLast = from === values.length - 1;
    const end = isLast && ({ type: "failed", message: "No more", retryable: false } as const);
    object.executor.report(
      sent[0]?.executionId ?? "",
      { id: step.id, attempt: step.attempt, from, outputs, ...(end && { end }) },
      0,
    );
  }
  const known = object.executor.find(sent[0]?.executionId ?? "");
  if (known === null) throw new Error("The run is lost");
  const run = { ...known, id };
  const readLog = (after: number) => object.tables.log(known.id, after, 5, 50_000);
  const history = read(emptyHistory(), object.tables.log(known.id, 0, Number.POSITIVE_INFINITY));
  return { run, readLog, history };
}

/** What Postgres has of a run, and of its node executions as its history has them. */
async function rowsOf(id: string) {
  const [row] = await sql<JsonObject>(
    "select status, inputs, outputs, stats, error, seq from executions where id = $1",
    [id],
  );
  const nodes = await sql<JsonObject>(
    `select node_id as "nodeId", ordinal, block_id as "blockId", status, attempt, input, output, error
     from node_executions where execution_id = $1 order by position`,
    [id],
  );
  return { row, nodes };
}

/** PostgreSQL has no text with U+0000. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "\ufffd"));

/** A database that tells how large what it was sent was, and goes away before a statement. */
function watched(goesAwayBefore = Number.POSITIVE_INFINITY) {
  const sizes: number[] = [];
  const watching = {
    execute: async (query: Parameters<Db["execute"]>[0]) => {
      if (sizes.length + 1 === goesAwayBefore) throw new Error("Away");
      sizes.push(JSON.stringify(query).length);
      return db.execute(query);
    },
  } as unknown as Db;
  return { watching, sizes };
}

describe("a large run", async () => {
  const { run, readLog, history } = await largeRun();
  const again = () => ({ ...run, id: crypto.randomUUID() });
  const expected = { row: stored(runRow(run, history)), nodes: stored([...history.nodes.values()]) };

  async function isThere(id: string) {
    const { row, nodes } = await rowsOf(id);
    expect(expected.row).toMatchObject(row ?? {});
    expect(nodes).toHaveLength(expected.nodes.length);
    for (const [index, node] of nodes.entries()) expect(expected.nodes[index]).toMatchObject(node);
    expect(row).toMatchObject({ status: "COMPLETED" });
    expect(nodes).toHaveLength(15);
  }

  it("is written in statements of a bounded size, its values in their order", async () => {
    const { watching, sizes } = watched();
    const one = again();
    await projectLarge(watching, one, readLog, PIECE);
    await isThere(one.id);
    expect(sizes.length).toBeGreaterThan(4);
    // A quote in a value is as many as eight characters of a statement, and the last value may be one too much.
    expect(Math.max(...sizes)).toBeLessThan(4 * PIECE);
    expect((await api(ada).get(`/api/v2/executions/${one.id}`)).body).toMatchObject({ status: "COMPLETED" });
    expect((await api(ada).get("/api/v2/executions?status=COMPLETED&page_size=1")).body).toMatchObject({
      pagination: { total: 1 },
    });
  });

  it("goes on, without anything missing or twice, wherever its writing was broken off", async () => {
    for (let before = 1; before <= 6; before += 1) {
      const one = again();
      await projectLarge(watched(before).watching, one, readLog, PIECE).catch((error) =>
        expect(error).toMatchObject({ message: "Away" }),
      );
      await projectLarge(db, one, readLog, PIECE);
      await isThere(one.id);
    }
  });

  it("may be written by two at once", async () => {
    for (let times = 0; times < 10; times += 1) {
      const one = again();
      await Promise.all([projectLarge(db, one, readLog, PIECE), projectLarge(db, one, readLog, PIECE)]);
      await isThere(one.id);
    }
  });

  it("holds nothing of its node executions while another has the run's row, who could want them next", async () => {
    const one = again();
    const other = await secondWriter();
    let began: () => void = () => undefined;
    const fills = new Promise<void>((resolve) => {
      began = resolve;
    });
    const watching = {
      execute: async (query: Parameters<Db["execute"]>[0]) => {
        const isFill = JSON.stringify(query).includes("update node_executions");
        if (isFill && (await other.takeRun(one.id))) began();
        return db.execute(query);
      },
    } as unknown as Db;
    const written = projectLarge(watching, one, readLog, PIECE);
    await fills;
    await expect.poll(() => waitingForLocks()).toBe(1);
    await Promise.all([other.takeNodesAndEnd(one.id), written]);
    await isThere(one.id);
  });
});

const waitingForLocks = async () => {
  const waiting =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return (await sql(waiting)).length;
};

/** A session by itself, which keeps whoever changes a node execution in the middle of that until it has ended. */
async function secondWriter() {
  await sql(`create function pause() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$`);
  await sql("create trigger pauses before update on node_executions for each row execute function pause()");
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query("begin");
  await client.query("select pg_advisory_xact_lock(1)");
  let isFirst = true;
  return {
    /** False when it has it. */
    takeRun: async (id: string) => {
      if (!isFirst) return false;
      isFirst = false;
      await client.query("select id from executions where id = $1 for update", [id]);
      return true;
    },
    takeNodesAndEnd: async (id: string) => {
      await client.query("update node_executions set attempt = attempt where execution_id = $1", [id]);
      await client.query("commit");
      await client.end();
    },
  };
}
