import { describe, expect, it } from "vitest";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const self = person("ada");
const ada = await session(self);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const DEFAULTS = {
  max_concurrent: null,
  max_cost: null,
  max_node_cost: null,
  max_node_executions: null,
  max_seconds: null,
  max_characters: null,
  overlap: "allow",
  human_in_the_loop_safe_mode: true,
  sensitive_action_safe_mode: false,
};

const created = async (settings?: object) =>
  textOf(await api(ada).post(GRAPHS, { ...greeting(), ...(settings !== undefined && { settings }) }), "id");

const execute = (graph: string) => api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "x" } });

describe("the settings of a graph", () => {
  it("are saved with a version, and shown with what was not given", async () => {
    const graph = await created({ max_concurrent: 3, overlap: "queue" });
    const shown = async (version: number) =>
      (await api(ada).get(`${GRAPHS}/${graph}?version=${version}`)).body["settings"];
    expect(await shown(1)).toEqual({ ...DEFAULTS, max_concurrent: 3, overlap: "queue" });
    const saved = await api(ada).put(`${GRAPHS}/${graph}`, greeting());
    expect(saved.body["settings"]).toEqual(DEFAULTS);
    expect([await shown(1), await shown(2)]).toEqual([
      { ...DEFAULTS, max_concurrent: 3, overlap: "queue" },
      DEFAULTS,
    ]);
  });

  it("reach the engine: how runs meet, whether people are asked, and what a run may cost", async () => {
    await execute(await created({ max_concurrent: 2, overlap: "replace", sensitive_action_safe_mode: true }));
    expect(engine.started.at(-1)).toMatchObject({
      concurrency: { max: 2, overlap: "replace" },
      plan: { safeMode: { people: true, sensitive: true } },
    });
    await execute(await created({ human_in_the_loop_safe_mode: false }));
    expect(engine.started.at(-1)).toMatchObject({
      concurrency: { max: null, overlap: "allow" },
      plan: { safeMode: { people: false, sensitive: false } },
    });
    await execute(await created({ max_cost: 0.5, max_node_cost: 0.07 }));
    expect(engine.started.at(-1)?.plan.limits).toMatchObject({ cost: 500_000, nodeCost: 70_000 });
    await execute(await created({ max_node_executions: 50, max_seconds: 90, max_characters: 7000 }));
    expect(engine.started.at(-1)?.plan.limits).toMatchObject({
      nodeExecutions: 50,
      wallMs: 90_000,
      totalSize: 7000,
    });
  });

  it.each([
    [{ max_concurrent: 0 }],
    [{ max_cost: -1 }],
    [{ max_node_cost: "a lot" }],
    [{ max_concurrent: 1.5 }],
    [{ max_node_executions: 0 }],
    [{ max_node_executions: 10_001 }],
    [{ max_seconds: 0.5 }],
    [{ max_seconds: 30 * 86_400 + 1 }],
    [{ max_characters: 0 }],
    [{ max_characters: 64 * 1024 * 1024 + 1 }],
    [{ overlap: "Skip" }],
    [{ sensitive_action_safe_mode: "yes" }],
    ["queue"],
  ])("that are no settings are refused: %j", async (settings) => {
    const answer = await api(ada).post(GRAPHS, { ...greeting(), settings });
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "VALIDATION_ERROR" } } });
  });
});

describe("a graph that is saved again", () => {
  it("tells the engine at once how its runs meet, also those that wait already", async () => {
    const graph = await created({ max_concurrent: 1, overlap: "queue" });
    await api(ada).put(`${GRAPHS}/${graph}`, { ...greeting(), settings: { max_concurrent: 3 } });
    const concurrency = { max: 3, overlap: "allow" };
    const told = engine.saved.filter(({ graphId }) => graphId === graph);
    expect(told).toEqual([{ userId: self.id, graphId: graph, version: 2, concurrency }]);
  });

  it("is saved although the engine does not answer, and what is not the caller's tells nobody", async () => {
    const graph = await created();
    engine.unreachable.add(self.id);
    const told = engine.saved.length;
    const saved = await api(ada).put(`${GRAPHS}/${graph}`, greeting());
    engine.unreachable.clear();
    expect(saved).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await api(eve).put(`${GRAPHS}/${graph}`, greeting())).toMatchObject({ status: 404 });
    expect(engine.saved).toHaveLength(told);
  });
});

it("a start that is skipped is told for which run, and leaves nothing behind", async () => {
  const graph = await created({ overlap: "skip" });
  const inTheWay = crypto.randomUUID();
  engine.skippedFor = inTheWay;
  const answer = await execute(graph);
  engine.skippedFor = null;
  expect(answer).toMatchObject({
    status: 409,
    body: { error: { code: "CONFLICT", details: { execution_id: inTheWay } } },
  });
  expect(await sql("select id from executions where graph_id = $1", [graph])).toEqual([]);
});

it("a run in line says what it waits for, and how many do so before it", async () => {
  const id = textOf(await execute(await created()), "execution_id");
  const shown = async () => (await api(ada).get(`/api/v2/executions/${id}`)).body["queued"];
  expect(await shown()).toBeNull();
  engine.waiting = { position: 2, blockedBy: "graph_limit", limit: 1 };
  expect(await shown()).toEqual({ position: 2, blocked_by: "graph_limit", limit: 1 });
});
