import { expect, it } from "vitest";
import { LARGE_RUN } from "#domain/executions/large-run.ts";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, key, sql, engine } = await world();
const owner = person("ada");
const ada = await session(owner);
const GRAPHS = "/api/v2/builder/graphs";
const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");

/** A run that has ended with this much data, as its rows tell; the engine has forgotten it. */
async function ended(size: number): Promise<string> {
  const answer = await api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Eve" } });
  const id = textOf(answer, "execution_id");
  await sql(
    `update executions set status = 'COMPLETED', outputs = '{"y": ["out"]}', seq = 9, ended_at = now(), stats = $2
     where id = $1`,
    [id, JSON.stringify({ total_nodes: 1, size })],
  );
  await sql(
    `insert into node_executions (execution_id, node_id, ordinal, position, block_id, status, attempt, input, output)
     values ($1, 'a', 1, 0, 'b', 'COMPLETED', 1, '{"x": "in"}', '{"y": ["out"]}')`,
    [id],
  );
  engine.forget({ userId: owner.id, executionId: id });
  return id;
}

const [usual, large] = [await ended(LARGE_RUN), await ended(LARGE_RUN + 1)];

it("a run that is not large is told with its values", async () => {
  expect((await api(ada).get(`/api/v2/executions/${usual}`)).body).toMatchObject({
    outputs: { y: ["out"] },
    node_executions: [{ input_data: { x: "in" }, output_data: { y: ["out"] } }],
    values_omitted: false,
  });
});

it("a large run is told without them, and says so", async () => {
  expect((await api(ada).get(`/api/v2/executions/${large}`)).body).toMatchObject({
    status: "COMPLETED",
    inputs: { who: "Eve" },
    outputs: {},
    node_executions: [{ node_id: "a", status: "COMPLETED", input_data: {}, output_data: {} }],
    values_omitted: true,
    stats: { total_nodes: 1 },
  });
});

it.each([
  ["compared", () => api(ada).get(`/api/v2/executions/diff?a=${usual}&b=${large}`)],
  ["bundled", () => api(ada).get(`/api/v2/executions/${large}/bundle`)],
  [
    "done again from its rows",
    () => api(ada).post(`/api/v2/executions/${large}/retry`, { from_node: "out" }),
  ],
  [
    "told an app",
    async () => {
      const holder = await key(owner, ["READ_GRAPH"]);
      return api(holder).get(`/external-api/v1/graphs/${graph}/executions/${large}/results`);
    },
  ],
])("what needs its values is refused: it is not %s", async (_what, ask) => {
  const { status, body } = await ask();
  expect([status, JSON.stringify(body)]).toEqual([
    409,
    expect.stringContaining("has more than 4,000,000 characters of data: its events have them, page by page"),
  ]);
});
