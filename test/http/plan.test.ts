import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { aiTextGenerator } from "#blocks/ai/ai-text-generator.ts";
import { note as noteBlock } from "#blocks/basic/note.ts";
import { calculator } from "#blocks/logic/calculator.ts";
import { countItems } from "#blocks/logic/count-items.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { BLOCK, graphOf, greeting, link, node } from "../graphs.ts";
import { BLOCK as STACK_BLOCK } from "../stack/platform.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const ada = await session(person("ada"));
const GRAPHS = "/api/v2/builder/graphs";
const { request, step, store } = STACK_BLOCK;

const plan = async (graph: JsonObject, body: object = {}) => {
  const id = textOf(await api(ada).post(GRAPHS, graph), "id");
  const answer = await api(ada).post(`${GRAPHS}/${id}/plan`, body);
  expect(answer.status).toBe(200);
  return { id, ...answer.body };
};

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const ids = (value: Json | undefined): Json[] =>
  list(value).map((wave) => list(wave).map((each) => (each as JsonObject)["node_id"] ?? null));

const url = { url: "https://a.test" };

describe("POST /api/v2/builder/graphs/{id}/plan", () => {
  it("shows what a run would do, and starts nothing", async () => {
    const { id, ...body } = await plan(greeting(), { input_data: { who: "Eve" } });
    expect(body).toMatchObject({
      graph_id: id,
      version: 1,
      can_run: true,
      issues: [],
      missing_inputs: [],
      missing_credentials: [],
      waves: [
        [{ node_id: "who", runs: "object", in_cycle: false }],
        [{ node_id: "text", block_id: BLOCK.template, runs: "object" }],
        [{ node_id: "out" }],
      ],
      cycles: [],
      unreachable_nodes: [],
      type_mismatches: [],
      estimate: {
        queue_messages: 0,
        node_executions: { at_most: 3, bounded_by: "graph" },
        cost: { at_most: 0 },
      },
    });
    expect(await sql("select id from executions")).toEqual([]);
    expect(engine.started).toEqual([]);
  });

  it("says which inputs and which credentials are missing, and what keeps the graph from running", async () => {
    expect(await plan(greeting())).toMatchObject({ can_run: false, missing_inputs: ["who"] });
    const broken = graphOf("Broken", [
      node("in", BLOCK.input, { name: "x" }),
      node("a", "no-such-block"),
      node("b", request, { ...url, credentials: null, host_credentials: { id: "1" } }),
    ]);
    expect(await plan(broken, { input_data: { x: "given" } })).toMatchObject({ missing_inputs: [] });
    expect(await plan(broken, { input_data: { x: null } })).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes[1].block_id" }],
      missing_inputs: ["x"],
      missing_credentials: [{ node_id: "b", pin: "credentials" }],
    });
  });

  it("lays nodes out by what feeds them, with who runs them, and counts queue messages", async () => {
    const wide = Array.from({ length: 7 }, (_, index) => `r${index}`);
    const graph = graphOf(
      "Wide",
      [
        node("in", BLOCK.input, { name: "x", value: "x" }),
        ...wide.map((id) => node(id, request, url)),
        node("timer", countdownTimer.id, {}),
        node("last", request, url),
      ],
      [
        ...wide.map((id) => link("in", "result", id, "body_#_x")),
        link("r0", "response", "timer", "input_message"),
        link("timer", "output_message", "last", "body_#_x"),
      ],
    );
    const planned = await plan(graph);
    expect(ids(planned["waves" as never])).toEqual([["in"], wide, ["timer"], ["last"]]);
    expect(planned).toMatchObject({
      waves: [
        [{ runs: "object" }],
        wide.map(() => ({ runs: "worker" })),
        [{ runs: "wait" }],
        [{ runs: "worker" }],
      ],
      estimate: { queue_messages: 3, node_executions: { at_most: 10_000, bounded_by: "budget" } },
    });
  });

  it("marks cycles, and nodes that nothing can ever feed", async () => {
    const graph = graphOf(
      "Cycle",
      [
        node("in", BLOCK.input, { name: "x", value: 1 }),
        node("a", store, {}),
        node("b", store, {}),
        node("orphan", store, {}),
        node("twin", store, {}),
      ],
      [
        link("in", "result", "a", "input"),
        link("b", "output", "a", "input"),
        link("a", "output", "b", "input"),
        link("twin", "output", "orphan", "input"),
        link("orphan", "output", "twin", "input"),
      ],
    );
    const planned = await plan(graph);
    expect(ids(planned["waves" as never])).toEqual([["in"], ["a", "b"]]);
    expect(planned).toMatchObject({
      waves: [[{ in_cycle: false }], [{ in_cycle: true }, { in_cycle: true }]],
      unreachable_nodes: ["orphan", "twin"],
      estimate: { node_executions: { at_most: 10_000, bounded_by: "budget" } },
    });
    expect(list(planned["cycles" as never]).map((cycle) => list(cycle).toSorted())).toEqual([["a", "b"]]);
  });

  const single = (id: string) => node(id, calculator.id, { operation: "Add", a: 1, b: 2 });
  const paired = (second: JsonObject) =>
    graphOf(
      "Paired",
      [
        node("items", step, { items: [1, 2] }),
        single("once"),
        node("kept", store, { input: 1 }),
        node("sum", calculator.id, { operation: "Add" }),
      ],
      [link("items", "item", "sum", "a"), second],
    );

  it.each<[string, JsonObject, object]>([
    [
      "no more often than its scarcest pin is fed",
      paired(link("once", "result", "sum", "b")),
      { at_most: 4, bounded_by: "graph" },
    ],
    [
      "as often as the others are fed when a link says that it keeps its value",
      paired({ ...link("once", "result", "sum", "b"), is_static: true }),
      { at_most: 10_000, bounded_by: "budget" },
    ],
    [
      "and likewise when the block that feeds it keeps its values",
      paired(link("kept", "output", "sum", "b")),
      { at_most: 10_000, bounded_by: "budget" },
    ],
  ])("counts a node %s", async (_how, graph, executions) => {
    expect(await plan(graph)).toMatchObject({ can_run: true, estimate: { node_executions: executions } });
  });

  it("shows no note, takes a node that feeds itself for a cycle, and an integer for a number", async () => {
    const graph = graphOf(
      "Itself",
      [
        node("note", noteBlock.id, { text: "Read me" }),
        node("in", BLOCK.input, { name: "x", value: 1 }),
        node("a", store, {}),
        node("count", countItems.id, { collection: [1] }),
        node("sum", calculator.id, { operation: "Add", b: 1 }),
      ],
      [
        link("in", "result", "a", "input"),
        { ...link("a", "output", "a", "input"), id: "back" },
        link("count", "count", "sum", "a"),
      ],
    );
    const planned = await plan(graph);
    expect(planned).toMatchObject({ can_run: true, cycles: [["a"]], type_mismatches: [] });
    expect(ids(planned["waves" as never])).toEqual([
      ["in", "count"],
      ["a", "sum"],
    ]);
  });

  it("says of each link what becomes of values that do not fit its sink", async () => {
    const graph = graphOf(
      "Types",
      [
        node("text", BLOCK.longText, { name: "t", value: "x" }),
        node("items", step, {}),
        node("out", BLOCK.output, { name: "o" }),
      ],
      [link("text", "result", "items", "items"), link("text", "result", "out", "value")],
    );
    expect(await plan(graph)).toMatchObject({
      type_mismatches: [
        {
          link_id: "text-items",
          source_types: ["string"],
          always: expect.any(Boolean),
          coercion: expect.stringMatching(/^string: /),
        },
      ],
    });
  });

  const models = (count: number, metadata = {}) =>
    graphOf(
      "Models",
      Array.from({ length: count }, (_, index) => ({
        ...node(`ai${index}`, aiTextGenerator.id, { prompt: "Say it" }),
        metadata: { retry: { max_attempts: 2 }, ...metadata },
      })),
    );

  it.each<[string, JsonObject, number | null]>([
    ["nothing says how much", models(1), null],
    ["each node does, for each of its tries", models(3, { max_cost: 0.05 }), 0.3],
    ["the graph does for each of its nodes", { ...models(3), settings: { max_node_cost: 0.01 } }, 0.06],
    [
      "the graph does, and its nodes say more",
      { ...models(3, { max_cost: 1 }), settings: { max_cost: 2 } },
      2,
    ],
    ["the graph does", { ...models(3), settings: { max_cost: 2 } }, 2],
  ])("bounds the cost of what is paid for when %s", async (_when, graph, cost) => {
    expect(await plan(graph)).toMatchObject({
      can_run: true,
      missing_credentials: [], // the platform has its own
      estimate: { cost: { at_most: cost } },
    });
  });

  it("looks into the graphs that agents run", async () => {
    const agent = (graph_id: string, graph_version = 1) =>
      graphOf("Parent", [
        node("agent", agentExecutor.id, { graph_id, graph_version, input_schema: {}, output_schema: {} }),
      ]);
    const estimateOf = async (child: JsonObject) => {
      const parent = agent(textOf(await api(ada).post(GRAPHS, child), "id"));
      return (await plan(parent))["estimate" as never];
    };
    const executions = { at_most: 10_000, bounded_by: "budget" };
    const free = graphOf("Free", [node("a", store, { input: 1 })]);
    expect(await estimateOf(free)).toMatchObject({ node_executions: executions, cost: { at_most: 0 } });
    expect(await estimateOf(models(1))).toMatchObject({
      node_executions: executions,
      cost: { at_most: null },
    });
    expect(await plan(agent(crypto.randomUUID()))).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes[0].input_default.graph_id" }],
    });
    expect(await plan(agent(crypto.randomUUID(), 2 ** 31))).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes[0].input_default.graph_id", message: expect.stringContaining("2147483648") }],
    });
    expect(
      await plan(agent(textOf(await api(ada).post(GRAPHS, graphOf("Bad", [node("a", "none")])), "id"))),
    ).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes[0].input_default.graph_id.nodes[0].block_id" }],
    });
  });

  const agentOf = (id: string, graph_id: string, inputs: JsonObject = {}) =>
    node(id, agentExecutor.id, { graph_id, graph_version: 1, inputs, input_schema: {}, output_schema: {} });

  it("warns of agents that would run too deep, and runs as many that are not", async () => {
    let inner = textOf(await api(ada).post(GRAPHS, graphOf("Leaf", [node("a", store, { input: 1 })])), "id");
    for (let depth = 5; depth > 1; depth -= 1) {
      const graph = graphOf(`Level ${depth}`, [node("x", store, { input: 1 }), agentOf("next", inner)]);
      inner = textOf(await api(ada).post(GRAPHS, graph), "id");
    }
    expect(await plan(graphOf("Five", [agentOf("next", inner)]))).toMatchObject({
      can_run: true,
      warnings: [],
    });
    const fifth = textOf(await api(ada).post(GRAPHS, graphOf("Five", [agentOf("next", inner)])), "id");
    const within = "nodes[0].input_default.graph_id.".repeat(2);
    expect(await plan(graphOf("Six", [agentOf("next", fifth), agentOf("again", fifth)]))).toMatchObject({
      can_run: true,
      warnings: [
        {
          path: `${within}${"nodes[1].input_default.graph_id.".repeat(4)}`.slice(0, -1),
          message: expect.stringContaining("5 deep"),
        },
      ],
    });
  });

  it("warns of agents that need an input which nothing brings", async () => {
    const greeter = textOf(await api(ada).post(GRAPHS, greeting()), "id");
    const graph = graphOf(
      "Agents",
      [
        node("x", store, { input: "Ada" }),
        agentOf("linked", greeter),
        agentOf("given", greeter, { who: "Eve" }),
        agentOf("unfed", greeter),
      ],
      [link("x", "output", "linked", "who")],
    );
    expect(await plan(graph)).toMatchObject({
      can_run: true,
      warnings: [
        { path: "nodes[3].input_default.inputs.who", message: expect.stringContaining('needs "who"') },
      ],
    });
  });

  it("warns of a graph that contains itself", async () => {
    const id = crypto.randomUUID();
    const created = await api(ada).post(GRAPHS, { ...graphOf("Mirror", [agentOf("me", id)]), id });
    expect(created.body).toMatchObject({ id });
    expect((await api(ada).post(`${GRAPHS}/${id}/plan`, {})).body).toMatchObject({
      can_run: true,
      warnings: [{ path: Array(6).fill("nodes[0].input_default.graph_id").join(".") }],
    });
  });

  it("warns of nodes that ask to be tried again and never are, agents among them", async () => {
    const child = await api(ada).post(GRAPHS, graphOf("Leaf", [node("a", store, { input: 1 })]));
    const agent = agentOf("agent", textOf(child, "id"));
    const retry = { max_attempts: 3 };
    const asking = [
      { ...agent, metadata: { retry } },
      { ...node("timer", countdownTimer.id), metadata: { retry: { initial_ms: 10 } } },
      { ...node("pure", store, { input: 1 }), metadata: { retry } },
      { ...node("once", countdownTimer.id), metadata: { retry: { max_attempts: 1 } } },
      { ...node("ask", request, url), metadata: { retry } },
    ];
    const warned = [0, 1, 2].map((index) => ({
      path: `nodes[${index}].metadata.retry`,
      message: expect.stringMatching(index === 0 ? /^An agent is run once/ : / is tried once: /),
    }));
    const planned = await plan(graphOf("Stubborn", asking));
    expect(planned).toMatchObject({ issues: [], can_run: true, warnings: warned });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ["any run may take", {}, { days: 31 }, "nodes[0].input_default.days"],
    ["the graph lets its runs take", { max_seconds: 60 }, { minutes: 2 }, "nodes[0].input_default.minutes"],
    ["that, repeated", { max_seconds: 60 }, { seconds: 21, repeat: 3 }, "nodes[0].input_default.repeat"],
  ])("says that a timer is longer than %s, and so does a start", async (_what, settings, length, path) => {
    const { id, ...planned } = await plan({
      ...graphOf("Patient", [node("timer", countdownTimer.id, length)]),
      settings,
    });
    const issue = { path, message: expect.stringContaining("CountdownTimerBlock would wait for longer") };
    expect(planned).toMatchObject({ can_run: false, issues: [issue] });
    const before = engine.started.length;
    expect(await api(ada).post(`${GRAPHS}/${id}/execute`, {})).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [issue] } } },
    });
    expect(engine.started).toHaveLength(before);
  });

  it("says of an agent's wait for an event that its run would end first", async () => {
    const child = graphOf("Patient", [
      node("wait", waitForEvent.id, { event: "paid", timeout_seconds: 3_000_000 }),
    ]);
    const parent = graphOf("Parent", [agentOf("agent", textOf(await api(ada).post(GRAPHS, child), "id"))]);
    expect(await plan(parent)).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes[0].input_default.graph_id.nodes[0].input_default.timeout_seconds" }],
    });
  });

  it("refuses agents that are too large together, and so does a start", async () => {
    const large = async (name: string) =>
      textOf(
        await api(ada).post(GRAPHS, graphOf(name, [node("a", store, { input: name.repeat(900_000) })])),
        "id",
      );
    const agents = await Promise.all([..."abcdefghi"].map(large));
    const nodes = agents.map((id, index) => agentOf(`a${index}`, id));
    const { id, ...planned } = await plan(graphOf("Heavy", nodes));
    expect(planned).toMatchObject({ can_run: false, issues: [{ path: "nodes" }] });
    expect(await api(ada).post(`${GRAPHS}/${id}/execute`, {})).toMatchObject({ status: 422 });
    expect(await plan(graphOf("Lighter", nodes.slice(1)))).toMatchObject({ can_run: true, issues: [] });
  });

  it("counts what agents take as the text that a call hands over, whatever must be escaped in it", async () => {
    const escaped = graphOf("Escaped", [node("a", store, { input: "\u0001".repeat(160_000) })]);
    const agents = await Promise.all(
      Array.from({ length: 9 }, async () => textOf(await api(ada).post(GRAPHS, escaped), "id")),
    );
    const nodes = agents.map((id, index) => agentOf(`a${index}`, id));
    expect(await plan(graphOf("Heavy", nodes))).toMatchObject({
      can_run: false,
      issues: [{ path: "nodes", message: expect.stringContaining("8000000") }],
    });
  });

  it("counts a graph that many agents run once", async () => {
    const free = textOf(await api(ada).post(GRAPHS, graphOf("Free", [node("a", store, { input: 1 })])), "id");
    const many = Array.from({ length: 51 }, (_, index) => agentOf(`a${index}`, free));
    expect(await plan(graphOf("Many", many))).toMatchObject({ can_run: true, issues: [] });
  });

  it("plans an old version when it is named, and only one's own", async () => {
    const { id } = await plan(greeting());
    await api(ada).put(`${GRAPHS}/${id}`, graphOf("Empty", []));
    expect((await api(ada).post(`${GRAPHS}/${id}/plan`, {})).body).toMatchObject({ version: 2, waves: [] });
    expect((await api(ada).post(`${GRAPHS}/${id}/plan`, { version: 1 })).body).toMatchObject({ version: 1 });
    expect((await api(ada).post(`${GRAPHS}/${id}/plan`, { version: 9 })).status).toBe(404);
    const eve = await session(person("eve"));
    expect((await api(eve).post(`${GRAPHS}/${id}/plan`, {})).status).toBe(404);
  });
});
