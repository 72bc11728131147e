import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { LARGE_RUN } from "#domain/executions/large-run.ts";
import { MOST_KEPT_OF_ONE } from "#domain/executions/retry.ts";
import type { Happening, LogEntry } from "#kernel/log.ts";
import { BLOCK, greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, key, sql, engine } = await world();
const owner = person("ada");
const ada = await session(owner);
const GRAPHS = "/api/v2/builder/graphs";
const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");

/** A run that has ended with this much data and whose nodes have rows of their own; the engine has forgotten it. */
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

const done = (
  id: string,
  block: string,
  input: object,
  pin: string,
  value: string,
  ordinal = 1,
): Happening[] => [
  { type: "node.started", node_id: id, ordinal, block_id: block, attempt: 1, input: { ...input } },
  { type: "node.output", node_id: id, ordinal, output_name: pin, output_data: value },
  { type: "node.completed", node_id: id, ordinal },
];

/** An ended run that the engine still has, told without its values. */
async function remembered(): Promise<string> {
  const answer = await api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Eve" } });
  const id = textOf(answer, "execution_id");
  engine.happens(
    { userId: owner.id, executionId: id },
    ...done("who", BLOCK.input, { name: "who", value: "Eve" }, "result", "Eve"),
    ...[1, 2, 3, 4].flatMap((ordinal) =>
      done("text", BLOCK.template, { values: { name: "Eve" } }, "output", "Hello Eve!", ordinal),
    ),
    ...done("out", BLOCK.output, { value: "Hello Eve!" }, "value", "Hello Eve!"),
    { type: "execution.completed", status: "COMPLETED" },
  );
  return id;
}

/** Retries a run of which the engine tells the log in this way, and no values but there. */
async function retried(id: string, from_node: string, log: typeof engine.log) {
  const before = { log: engine.log, inspect: engine.inspect };
  engine.log = log;
  engine.inspect = async (ref) => {
    const history = await before.inspect.call(engine, ref);
    for (const node of history?.nodes.values() ?? []) Object.assign(node, { input: {}, output: {} });
    return history && { ...history, outputs: {}, valuesOmitted: true };
  };
  try {
    return await api(ada).post(`/api/v2/executions/${id}/retry`, { from_node });
  } finally {
    Object.assign(engine, before);
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe("a retry of a large run", () => {
  it("reads its log a stretch at a time, and holds no more of it than it keeps", async () => {
    const id = await remembered();
    const whole = (await engine.log({ userId: owner.id, executionId: id }, { after: 0 }, 0))?.entries ?? [];
    const handedOut: WeakRef<LogEntry>[] = [];
    let held = whole.length;
    const answer = await retried(id, "text", async (_ref, { after = 0 }) => {
      const entry = structuredClone(whole[after]);
      if (entry === undefined) throw new Error("There is no more");
      await nextTurn();
      collectGarbage();
      held = handedOut.filter((each) => each.deref() !== undefined).length;
      handedOut.push(new WeakRef(entry));
      return { entries: [entry], final: after === whole.length - 1 };
    });
    expect(answer.status).toBe(200);
    expect(handedOut).toHaveLength(whole.length);
    // The last one may still be on the stack.
    expect(held).toBeLessThanOrEqual(1);
    expect(engine.started.at(-1)?.kept).toEqual([
      { id: "who#1", input: { name: "who", value: "Eve" }, outputs: [{ name: "result", data: "Eve" }] },
    ]);
  });

  it.each([
    ["by one node execution", 1, "text#1", 3],
    ["in all", 4, "start it anew", 8],
  ])(
    "is refused as soon as what it would keep is too much %s, whatever may follow",
    async (_what, of, told, read) => {
      const id = await remembered();
      let seq = 0;
      const answer = await retried(id, "out", async () => {
        const ordinal = 1 + (seq % of);
        seq += 1;
        const output_data = "x".repeat(MOST_KEPT_OF_ONE / 3);
        const said = {
          type: "node.output",
          node_id: "text",
          ordinal,
          output_name: "o",
          output_data,
        } as const;
        return { entries: [{ ...said, seq, at: 0 }], final: false };
      });
      expect(answer).toMatchObject({
        status: 409,
        body: { error: { message: expect.stringContaining(told) } },
      });
      expect(seq).toBe(read);
    },
  );
});
