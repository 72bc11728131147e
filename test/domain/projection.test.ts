import { expect, it } from "vitest";
import { project, type View } from "#engine/postgres/projection.ts";
import type { NodeRecord } from "#kernel/history.ts";
import { connectDb } from "#store/db.ts";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, databaseUrl, link, sql } = await world();
const owner = person("ada");
const graph = textOf(await api(await session(owner)).post("/api/v2/builder/graphs", greeting()), "id");
const db = connectDb(databaseUrl, link.origin);

const at = "2026-11-22T10:00:00.000Z";

const viewOf = (id: string, seq: number, status: string, nodes: NodeRecord[] | null = null): View => ({
  ...{ id, seq, isOver: status !== "RUNNING" },
  row: {
    ...{ id, seq, status, user_id: owner.id, graph_id: graph, graph_version: 1, trigger: "manual" },
    ...{ inputs: {}, outputs: { out: [seq] }, stats: {}, error: null, retry_of: null },
    ...{ parent_execution_id: null, created_at: at, started_at: at, ended_at: null },
    nodes,
  },
});

const shown = async (id: string) =>
  (await sql("select status, seq, outputs from executions where id = $1", [id]))[0];

it("a row moves on only, and never once its run has ended", async () => {
  const id = crypto.randomUUID();
  await project(db, [viewOf(id, 3, "RUNNING")]);
  await project(db, [viewOf(id, 2, "RUNNING")]);
  expect(await shown(id)).toMatchObject({ status: "RUNNING", seq: 3, outputs: { out: [3] } });
  await project(db, [viewOf(id, 5, "COMPLETED")]);
  await project(db, [viewOf(id, 6, "FAILED")]);
  expect(await shown(id)).toMatchObject({ status: "COMPLETED", seq: 5, outputs: { out: [5] } });
});

it("a row that was ended without a run gives way to the run that began all the same", async () => {
  const id = crypto.randomUUID();
  await sql(
    `insert into executions (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, seq, created_at)
     values ($1, $2, $3, 1, 'FAILED', 'manual', '{}', '{}', '{}', 0, $4)`,
    [id, owner.id, graph, at],
  );
  await project(db, [viewOf(id, 2, "RUNNING")]);
  expect(await shown(id)).toMatchObject({ status: "RUNNING", seq: 2 });
});

it("node executions are told as they were written, their pins in the order in which values came", async () => {
  const id = crypto.randomUUID();
  const node = (nodeId: string, output: NodeRecord["output"]): NodeRecord => ({
    ...{
      nodeId,
      ordinal: 1,
      blockId: "b",
      status: "COMPLETED",
      attempt: 1,
      input: { zoe: 1e21, ada: "\u0000" },
    },
    ...{ output, error: null, spent: null, startedAt: Date.parse(at), endedAt: null },
  });
  const nodes = [node("second", { zoe: ["\ud800", null], ada: [[]] }), node("first", {})];
  await project(db, [viewOf(id, 5, "COMPLETED", nodes), viewOf(crypto.randomUUID(), 5, "COMPLETED", [])]);
  const { text } = await api(await session(owner)).get(`/api/v2/executions/${id}`);
  expect(text).toContain('"output_data":{"zoe":["�",null],"ada":[[]]}');
  expect(text).toContain('"input_data":{"zoe":1e+21,"ada":"�"}');
  expect(text.indexOf('"second"')).toBeLessThan(text.indexOf('"first"'));
});
