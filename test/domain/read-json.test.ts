import { asc, eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { connectDb } from "#store/db.ts";
import { oncePerDb } from "#store/prepared.ts";
import { jsonColumns, readJson, readPage } from "#store/read-json.ts";
import { executions, nodeExecutions } from "#store/schema/executions.ts";
import { world } from "../world.ts";

const { databaseUrl, link, sql: insert } = await world();
const db = connectDb(databaseUrl, link.origin);

const userId = crypto.randomUUID();
const columns = jsonColumns({
  id: executions.id,
  tags: executions.tags,
  inputs: executions.inputs,
  error: executions.error,
  graphVersion: executions.graphVersion,
  createdAt: executions.createdAt,
  endedAt: executions.endedAt,
});
const own = oncePerDb((of) =>
  readJson(
    of,
    of
      .select(columns)
      .from(executions)
      .where(eq(executions.userId, sql.placeholder("userId"))),
  ),
);
const nodes = oncePerDb((of) =>
  readPage(
    of,
    of
      .select(
        jsonColumns({
          nodeId: nodeExecutions.nodeId,
          error: nodeExecutions.error,
          input: nodeExecutions.input,
          startedAt: nodeExecutions.startedAt,
        }),
      )
      .from(nodeExecutions)
      .where(eq(nodeExecutions.executionId, sql.placeholder("id")))
      .orderBy(asc(nodeExecutions.position))
      .limit(2),
    sql<number>`(select count(*) from ${nodeExecutions} where ${nodeExecutions.executionId} = ${sql.placeholder("id")})::int`,
  ),
);

const row = {
  id: "6d1a9c5e-3f0b-4a53-9c3c-0d1a6a6c7b11",
  tags: ['a "word"', "two\\words", "", "null", "{,}"],
  inputs: { deep: { 'ke"y': [1.5, null, "line\nbreak ☃ 𝄞"] }, big: 1e21 },
  error: null,
  graphVersion: 2_147_483_647,
  createdAt: Date.parse("2026-11-22T10:00:00.123Z"),
  endedAt: null,
};

describe("rows that Postgres writes as JSON", () => {
  it("hold values as they were stored, and moments in milliseconds", async () => {
    const { id, tags, inputs, graphVersion, createdAt } = row;
    await db.insert(executions).values({
      ...{ id, userId, tags, inputs, graphVersion, createdAt: new Date(createdAt) },
      ...{ graphId: crypto.randomUUID(), status: "QUEUED", trigger: "api", outputs: {}, stats: {}, seq: 0 },
    });
    expect(await own(db)({ userId })).toEqual([row]);
  });

  it("are an empty list where there are none", async () => {
    expect(await own(db)({ userId: crypto.randomUUID() })).toEqual([]);
  });
});

describe("a page of rows", () => {
  it("is in their order, with how many there are in all, in one round trip", async () => {
    await insert(
      `insert into node_executions (execution_id, node_id, ordinal, position, block_id, status, attempt, input, output, error, started_at)
       select $1, 'node ' || n, 1, 9 - n, 'block', 'COMPLETED', 1, jsonb_build_object('n', array[n]), '{}', nullif('at ' || n, 'at 1'),
         timestamptz '1969-12-31 23:59:59.998Z' + n * interval '1 millisecond' from generate_series(0, 2) n`,
      [row.id],
    );
    const before = link.requests;
    const page = await nodes(db)({ id: row.id });
    expect(link.requests - before).toBe(1);
    expect(page).toEqual({
      total: 3,
      rows: [
        { nodeId: "node 2", error: "at 2", input: { n: [2] }, startedAt: 0 },
        { nodeId: "node 1", error: null, input: { n: [1] }, startedAt: -1 },
      ],
    });
  });

  it("is empty where there are none", async () => {
    expect(await nodes(db)({ id: crypto.randomUUID() })).toEqual({ total: 0, rows: [] });
  });
});
