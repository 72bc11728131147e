import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { getExecutionRoute } from "#http/v2/executions/get.ts";
import { listExecutionsRoute } from "#http/v2/executions/list.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { BLOCK, graphOf, greeting, link, node } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine, link: database, sql, isolate } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const RUNS = "/api/v2/executions";

const created = async (body: object = greeting(), caller: Caller = ada) =>
  textOf(await api(caller).post(GRAPHS, body), "id");

const execute = (graph: string, body: object = { input_data: { who: "Eve" } }, caller: Caller = ada) =>
  api(caller).post(`${GRAPHS}/${graph}/execute`, body);

const started = async (graph?: string, body?: object) =>
  textOf(await execute(graph ?? (await created()), body), "execution_id");

const refOf = (executionId: string) => ({ userId: owner.id, executionId });

const rowsOf = (graph: string) =>
  sql<{ id: string; status: string }>("select id, status from executions where graph_id = $1", [graph]);

/** What the engine writes when a run has ended. */
async function projected(id: string, status = "COMPLETED"): Promise<void> {
  const outputs = JSON.stringify({ greeting: ["Hello Eve!"] });
  const stats = JSON.stringify({ total_nodes: 3, completed_nodes: 3, total_run_time: 1.5 });
  const [startedAt, endedAt] = ["2026-11-22T10:00:00.200Z", "2026-11-22T10:00:00.300Z"].map(Date.parse);
  const nodes = [
    { nodeId: "who", output: { result: ["Eve"] }, spent: null },
    { nodeId: "text", output: { output: ["Hello Eve!"] }, spent: { cost: 12_345, inputTokens: 900 } },
  ].map((node) => ({
    ...{ ...node, ordinal: 1, blockId: BLOCK.template, status: "COMPLETED", attempt: 1, input: {} },
    ...{ error: null, startedAt, endedAt },
  }));
  await sql(
    `update executions set status = $2, outputs = $3, stats = $4, nodes = $5, seq = 9,
      started_at = '2026-11-22T10:00:00.123Z', ended_at = '2026-11-22T10:00:01.623Z' where id = $1`,
    [id, status, outputs, stats, JSON.stringify(nodes)],
  );
}

describe("POST /api/v2/builder/graphs/{id}/execute", () => {
  it("starts the active version and answers with the id of a run that is there at once", async () => {
    const graph = await created();
    const answer = await execute(graph);
    expect(answer.status).toBe(200);
    const id = textOf(answer, "execution_id");
    expect(answer.body).toEqual({ execution_id: id });
    expect(engine.started.at(-1)).toMatchObject({
      userId: owner.id,
      executionId: id,
      inputs: { who: "Eve" },
      trigger: "manual",
      plan: { graphId: graph, version: 1 },
    });
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({ id, status: "RUNNING" });
    expect(await rowsOf(graph)).toEqual([{ id, status: "QUEUED" }]);
  });

  it("gives the run the time zone that its user then has; none that is not known", async () => {
    const graph = await created();
    await started(graph);
    expect(engine.started.at(-1)).not.toHaveProperty("timeZone");
    for (const timezone of ["Asia/Tokyo", null]) {
      await api(ada).send("PATCH", "/api/v2/me", { timezone });
      await started(graph);
      expect(engine.started.at(-1)?.timeZone ?? null).toBe(timezone);
    }
  });

  it("runs an old version when it is named, and the newest one from the moment it was saved", async () => {
    const graph = await created(greeting("One"));
    await started(graph);
    await api(ada).put(`${GRAPHS}/${graph}`, greeting("Two"));
    await started(graph);
    expect(engine.started.at(-1)?.plan.version).toBe(2);
    await started(graph, { input_data: { who: "x" }, version: 1 });
    expect(engine.started.at(-1)?.plan.version).toBe(1);
  });

  it("takes one round trip to Postgres once the isolate knows the plan, two before", async () => {
    const graph = await created();
    isolate();
    await api(ada).get("/api/v2/builder/blocks"); // sees to the user's row
    const trips = async () => {
      const before = database.requests;
      expect((await execute(graph)).status).toBe(200);
      return database.requests - before;
    };
    expect(await trips()).toBe(2);
    expect(await trips()).toBe(1);
    expect(await trips()).toBe(1);
  });

  it("sees a newer version that another isolate saved", async () => {
    const graph = await created();
    await started(graph);
    await sql("update graphs set active_version = 2, latest_version = 2 where id = $1", [graph]);
    await sql(
      `insert into graph_versions select graph_id, 2, name, description, nodes, links, sub_graphs, settings,
        input_schema, output_schema, now() from graph_versions where graph_id = $1`,
      [graph],
    );
    await started(graph);
    expect(engine.started.at(-1)?.plan.version).toBe(2);
  });

  it("refuses a graph whose agent's graph was deleted meanwhile, whatever the isolate remembers", async () => {
    const inner = await created();
    const agent = { graph_id: inner, graph_version: 1, input_schema: {}, output_schema: {} };
    const graph = await created(graphOf("Outer", [node("agent", agentExecutor.id, agent)]));
    expect([(await execute(graph)).status, (await execute(graph)).status]).toEqual([200, 200]);
    await api(ada).delete(`${GRAPHS}/${inner}`);
    expect(await execute(graph)).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "nodes[0].input_default.graph_id" }] } } },
    });
    const named = await execute(graph, { version: 1 });
    expect(named.status).toBe(422);
  });

  it("goes on with agents whose graphs came inside the graph, whatever their ids are", async () => {
    const agent = { graph_id: "inner one", graph_version: 1, input_schema: {}, output_schema: {} };
    const inside = { ...greeting(), id: "inner one", version: 1 };
    const outer = { ...graphOf("Outer", [node("agent", agentExecutor.id, agent)]), sub_graphs: [inside] };
    const graph = await created(outer);
    expect([(await execute(graph)).status, (await execute(graph)).status]).toEqual([200, 200]);
  });

  it("ignores inputs with unknown names", async () => {
    await started(undefined, { input_data: { who: "Eve", other: 1 } });
    expect(engine.started.at(-1)?.inputs).toEqual({ who: "Eve", other: 1 });
  });

  it("says which inputs are missing, and leaves nothing behind", async () => {
    const graph = await created();
    const missing = {
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [{ path: "input_data.who" }] } } },
    };
    expect(await execute(graph, {})).toMatchObject(missing);
    expect(await execute(graph, { input_data: { who: null } })).toMatchObject(missing);
    expect(await execute(graph)).toMatchObject({ status: 200 });
    expect(await execute(graph, {})).toMatchObject(missing); // now that the plan is known
    expect(await rowsOf(graph)).toHaveLength(1);
  });

  it("says everything that keeps a graph from running, with its place", async () => {
    const graph = await created(
      graphOf(
        "Broken",
        [node("a", "no-such-block"), node("b", BLOCK.template), node("c", BLOCK.output, { name: "c" })],
        [link("b", "nothing", "c", "nowhere")],
      ),
    );
    const { status, body } = await execute(graph);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toMatch(/nodes\[0\]\.block_id.*nodes\[1\].*format.*links\[0\]\.source_name/);
    expect(JSON.stringify(body)).toContain("links[0].sink_name");
    expect(await rowsOf(graph)).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ["a version that is not there", { input_data: { who: "x" }, version: 99 }, 404],
    ["a version that is no number", { version: "one" }, 422],
    ["inputs that are a list", { input_data: [] }, 422],
    ["a body that is a list", [], 422],
    ["no JSON", "{", 400],
  ])("refuses %s", async (_what, body, status) => {
    const graph = await created();
    expect((await api(ada).post(`${GRAPHS}/${graph}/execute`, body)).status).toBe(status);
    expect(await rowsOf(graph)).toEqual([]);
  });

  it("leaves no row behind when the engine does not take the run", async () => {
    const graph = await created();
    engine.failing.start = new Error("the object is overloaded: password=hunter2");
    const answer = await execute(graph);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(answer.text).not.toContain("hunter2");
    expect(await rowsOf(graph)).toEqual([]);
  });
});

describe("GET /api/v2/executions/{id}", () => {
  it("shows a run under way as the engine knows it", async () => {
    const id = await started();
    engine.happens(
      refOf(id),
      { type: "node.queued", node_id: "who", ordinal: 1, block_id: BLOCK.input, input: { name: "who" } },
      { type: "node.started", node_id: "who", ordinal: 1, block_id: BLOCK.input, attempt: 1 },
      { type: "node.output", node_id: "who", ordinal: 1, output_name: "result", output_data: "Eve" },
      { type: "node.completed", node_id: "who", ordinal: 1 },
      { type: "node.queued", node_id: "text", ordinal: 1, block_id: BLOCK.template, input: {} },
      { type: "node.started", node_id: "text", ordinal: 1, block_id: BLOCK.template, attempt: 1 },
      {
        type: "node.charged",
        node_id: "text",
        ordinal: 1,
        attempt: 1,
        spent: { ...NOTHING_SPENT, cost: 12_345, inputTokens: 900, outputTokens: 80, calls: 2 },
      },
      { type: "node.failed", node_id: "text", ordinal: 1, error: "no" },
    );
    const charged = {
      cost: 0.012345,
      input_token_count: 900,
      output_token_count: 80,
      llm_call_count: 2,
    };
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({
      id,
      graph_version: 1,
      status: "RUNNING",
      trigger: "manual",
      inputs: { who: "Eve" },
      outputs: {},
      error: null,
      started_at: "2026-11-22T10:00:00.000Z",
      ended_at: null,
      stats: { total_nodes: 2, completed_nodes: 1, failed_nodes: 1, node_error_count: 1, ...charged },
      node_executions: [
        {
          id: "who#1",
          node_id: "who",
          status: "COMPLETED",
          input_data: { name: "who" },
          output_data: { result: ["Eve"] },
          error: null,
        },
        { id: "text#1", status: "FAILED", error: "no", stats: charged },
      ],
    });
  });

  it("shows a run that has ended from its rows, in one round trip and without the engine", async () => {
    const id = await started();
    await projected(id);
    engine.forget(refOf(id));
    const before = database.requests;
    const { body } = await api(ada).get(`${RUNS}/${id}`);
    expect(database.requests - before).toBe(1);
    expect(body).toMatchObject({
      status: "COMPLETED",
      inputs: { who: "Eve" },
      outputs: { greeting: ["Hello Eve!"] },
      started_at: "2026-11-22T10:00:00.123Z",
      ended_at: "2026-11-22T10:00:01.623Z",
      stats: { total_nodes: 3, completed_nodes: 3, failed_nodes: 0, total_run_time: 1.5 },
      node_executions: [
        { id: "who#1", output_data: { result: ["Eve"] }, stats: { cost: 0, input_token_count: 0 } },
        {
          id: "text#1",
          output_data: { output: ["Hello Eve!"] },
          stats: { cost: 0.012345, input_token_count: 900 },
        },
      ],
    });
  });

  it("shows the row of a run that the engine never got", async () => {
    const id = await started();
    engine.forget(refOf(id));
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({
      status: "QUEUED",
      node_executions: [],
    });
  });

  it("says so when the engine cannot be asked, and no more", async () => {
    const id = await started();
    engine.failing.inspect = new Error("secret detail");
    const answer = await api(ada).get(`${RUNS}/${id}`);
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
    expect(answer.text).not.toContain("secret detail");
  });
});

describe("GET /api/v2/executions", () => {
  it("lists runs newest first, those under way as the engine knows them", async () => {
    const graph = await created();
    const first = await started(graph);
    const second = await started(graph);
    await projected(first);
    const before = database.requests;
    const { status, body } = await api(ada).get(`${RUNS}?graph_id=${graph}`);
    expect(database.requests - before).toBe(1);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      executions: [
        { id: second, graph_id: graph, status: "RUNNING", ended_at: null },
        { id: first, status: "COMPLETED", stats: { total_nodes: 3, total_run_time: 1.5 } },
      ],
      pagination: { total: 2, page: 1, page_size: 20, total_pages: 1 },
    });
  });

  it("finds runs by status, whatever their rows say so far", async () => {
    const graph = await created();
    const [running, ended, failed] = [await started(graph), await started(graph), await started(graph)];
    await projected(ended);
    await projected(failed, "FAILED");
    const ids = async (search: string) => {
      const { body } = await api(ada).get(`${RUNS}?graph_id=${graph}&${search}`);
      return JSON.stringify(body["executions"]).match(/(?<="id":")[^"]+/g) ?? [];
    };
    expect(await ids("status=RUNNING")).toEqual([running]);
    expect(await ids("status=QUEUED")).toEqual([]);
    expect(await ids("status=COMPLETED")).toEqual([ended]);
    expect(await ids("status=FAILED")).toEqual([failed]);
    expect(await ids("page=2&page_size=2")).toEqual([running]);
  });

  it("finds the one that runs behind any number that wait in line, and counts those", async () => {
    const graph = await created();
    const running = await started(graph);
    await sql("update executions set created_at = created_at - interval '1 day' where id = $1", [running]);
    const owner = (
      await sql<{ user_id: string }>("select user_id from executions where id = $1", [running])
    )[0];
    const waiting = Array.from({ length: 250 }, () => crypto.randomUUID());
    await sql(
      `insert into executions (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, seq, created_at)
       select id, $2, $3, 1, 'QUEUED', 'manual', '{}', '{}', '{}', 0, now() from unnest($1::uuid[]) as id`,
      [waiting, owner?.user_id, graph],
    );
    engine.waitInLine(owner?.user_id ?? "", waiting);
    const list = async (search: string) => (await api(ada).get(`${RUNS}?graph_id=${graph}&${search}`)).body;
    expect(await list("status=RUNNING")).toMatchObject({
      executions: [{ id: running }],
      pagination: { total: 1 },
    });
    const last = await list("status=QUEUED&page=3&page_size=100");
    expect(last).toMatchObject({ pagination: { total: 250, total_pages: 3 } });
    expect(last["executions"]).toHaveLength(50);
    await sql("delete from executions where graph_id = $1 and status = 'QUEUED'", [graph]);
  });

  it("counts exactly, however runs end", async () => {
    const graph = await created();
    const total = async (search = "") => {
      const { body } = await api(ada).get(`${RUNS}?graph_id=${graph}&page_size=1${search}`);
      return Number(/"total":(\d+)/.exec(JSON.stringify(body["pagination"]))?.[1]);
    };
    const ids = await Promise.all(Array.from({ length: 6 }, () => started(graph)));
    expect(await total()).toBe(6);
    const [first = "", second = "", third = ""] = ids;
    await Promise.all([projected(first), projected(second, "FAILED")]);
    engine.forget(refOf(third));
    await api(ada).post(`${RUNS}/${third}/stop`);
    await sql(
      `insert into executions select gen_random_uuid(), user_id, graph_id, 1, status, trigger, inputs, outputs, stats,
        null, 9, now(), now(), now() from executions where graph_id = $1 and status = 'COMPLETED'`,
      [graph],
    );
    await sql("update executions set stats = '{}' where graph_id = $1", [graph]);
    expect(await total()).toBe(7);
    expect([await total("&status=COMPLETED"), await total("&status=FAILED")]).toEqual([2, 1]);
    expect([await total("&status=TERMINATED"), await total("&status=RUNNING")]).toEqual([1, 3]);
  });

  it("shows a run by its row when the engine cannot be asked for it", async () => {
    const graph = await created();
    const id = await started(graph);
    engine.failing.glance = new Error("gone");
    const { body } = await api(ada).get(`${RUNS}?graph_id=${graph}`);
    expect(body).toMatchObject({ executions: [{ id, status: "QUEUED" }] });
  });

  it("shows nobody else's runs", async () => {
    const id = await started();
    expect((await api(eve).get(`${RUNS}?page_size=100`)).text).not.toContain(id);
  });

  it.each(["page_size=101", "page=0", "status=DONE", "status=completed", "graph_id=x"])(
    "refuses ?%s",
    async (search) => {
      expect(await api(ada).get(`${RUNS}?${search}`)).toMatchObject({
        status: 422,
        body: { error: { code: "VALIDATION_ERROR" } },
      });
    },
  );
});

describe("POST /api/v2/executions/{id}/stop", () => {
  const stop = (id: string, caller: Caller = ada) => api(caller).post(`${RUNS}/${id}/stop`);

  it("ends a run under way", async () => {
    const id = await started();
    expect(await stop(id)).toMatchObject({
      status: 200,
      body: { id, status: "TERMINATED", stats: { total_nodes: 0 } },
    });
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({
      status: "TERMINATED",
      error: { code: "TERMINATED" },
    });
  });

  it("ends a run that the engine never got", async () => {
    const id = await started();
    engine.forget(refOf(id));
    expect(await stop(id)).toMatchObject({ status: 200, body: { status: "TERMINATED" } });
    expect(await stop(id)).toMatchObject({ status: 409 });
  });

  it("ends a run that the engine gets after all, between saying that it has it not and the end of its row", async () => {
    const id = await started();
    const run = engine.started.at(-1);
    if (run === undefined) throw new Error("Nothing was started");
    engine.forget(refOf(id));
    const own = engine.stop;
    engine.stop = async (ref) => {
      engine.stop = own;
      const answer = await engine.stop(ref);
      await engine.start(run);
      return answer;
    };
    expect(await stop(id)).toMatchObject({ status: 200, body: { status: "TERMINATED" } });
    expect(await engine.glance(refOf(id))).toMatchObject({ status: "TERMINATED" });
  });

  it.each<[string, (id: string) => unknown]>([
    ["whose row has ended", (id) => projected(id)],
    [
      "that ended a moment ago, before its row shows it",
      (id) => engine.happens(refOf(id), { type: "execution.completed", status: "COMPLETED" }),
    ],
    ["that was stopped", (id) => stop(id)],
  ])("refuses a run %s", async (_what, prepare) => {
    const id = await started();
    await prepare(id);
    expect(await stop(id)).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
  });
});

describe("answers that are not gone through again", () => {
  it("hold what is documented of them, and nothing else", async () => {
    const [ended, failed, live] = [await started(), await started(), await started()];
    await projected(ended);
    await projected(failed, "FAILED");
    await sql("update executions set error = $2 where id = $1", [failed, '{"code":"STALLED","message":"…"}']);
    for (const id of [ended, failed, live]) {
      const { body } = await api(ada).get(`${RUNS}/${id}`);
      expect(body).toEqual(getExecutionRoute.schemas.response.parse(body));
    }
    const { body } = await api(ada).get(RUNS);
    expect(body).toEqual(listExecutionsRoute.schemas.response.parse(body));
  });
});

describe("GET /api/v2/executions/{id}/events", () => {
  const completed = { type: "execution.completed", status: "COMPLETED" } as const;

  it("polls: events after the cursor, and whether more can follow", async () => {
    const id = await started();
    const first = await api(ada).get(`${RUNS}/${id}/events?after=0&wait=0`);
    expect(first.body).toEqual({
      events: [
        {
          type: "execution.started",
          seq: 1,
          execution_id: id,
          graph_id: expect.any(String),
          graph_version: 1,
          inputs: { who: "Eve" },
          started_at: "2026-11-22T10:00:00.000Z",
          timestamp: "2026-11-22T10:00:00.000Z",
        },
      ],
      final: false,
    });
    engine.happens(refOf(id), completed);
    const rest = await api(ada).get(`${RUNS}/${id}/events?after=1`, { accept: "application/json" });
    expect(rest.body).toMatchObject({
      events: [{ type: "execution.completed", seq: 2, ended_at: "2026-11-22T10:00:00.001Z" }],
      final: true,
    });
  });

  it("waits for the next event", async () => {
    const id = await started();
    const next = api(ada).get(`${RUNS}/${id}/events?after=1&wait=20`);
    setTimeout(() => engine.happens(refOf(id), completed), 50);
    expect((await next).body).toMatchObject({ events: [{ seq: 2 }], final: true });
  });

  it("streams from the cursor, given in the query or as the last event's id", async () => {
    const id = await started();
    engine.happens(refOf(id), completed);
    const whole = await api(ada).get(`${RUNS}/${id}/events`);
    expect(whole.headers.get("content-type")).toBe("text/event-stream");
    expect(whole.text).toMatch(/^id: 1\ndata: .*\n\nid: 2\ndata: .*\n\n$/);
    expect((await api(ada).get(`${RUNS}/${id}/events?after=1`)).text).toMatch(/^id: 2\n/);
    expect((await api(ada).get(`${RUNS}/${id}/events`, { "last-event-id": "1" })).text).toMatch(/^id: 2\n/);
    expect((await api(ada).get(`${RUNS}/${id}/events`, { "last-event-id": "x" })).text).toMatch(/^id: 1\n/);
    expect((await api(ada).get(`${RUNS}/${id}/events?after=1`, { "last-event-id": "x" })).text).toMatch(
      /^id: 2\n/,
    );
  });

  it("goes on where an EventSource was that comes back to the address at which it began", async () => {
    const id = await started();
    engine.happens(refOf(id), completed);
    expect((await api(ada).get(`${RUNS}/${id}/events?after=0`, { "last-event-id": "1" })).text).toMatch(
      /^id: 2\n/,
    );
  });

  it("leaves out the events of nodes for who wants none", async () => {
    const id = await started();
    engine.happens(refOf(id), { type: "node.completed", node_id: "text", ordinal: 1 });
    engine.happens(refOf(id), completed);
    const own = `${RUNS}/${id}/events?nodes=false`;
    expect((await api(ada).get(`${own}&wait=0`)).body).toMatchObject({ events: [{ seq: 1 }, { seq: 3 }] });
    expect((await api(ada).get(own)).text).toMatch(/^id: 1\ndata: .*\n\nid: 3\ndata: .*\n\n$/);
    expect((await api(ada).get(`${RUNS}/${id}/events?nodes=true`)).text).toMatch(/^id: 2$/m);
  });

  it("has nothing to tell of a run whose log is forgotten", async () => {
    const id = await started();
    await projected(id);
    engine.forget(refOf(id));
    expect((await api(ada).get(`${RUNS}/${id}/events?wait=0`)).body).toEqual({ events: [], final: true });
    expect((await api(ada).get(`${RUNS}/${id}/events`)).status).toBe(204);
  });

  it.each(["after=-1", "after=x", "wait=-1", "wait=61", "nodes=no"])("refuses ?%s", async (search) => {
    expect((await api(ada).get(`${RUNS}/${await started()}/events?${search}`)).status).toBe(422);
  });
});

describe("an execution of which Postgres has no row yet", () => {
  const unrecorded = async () => {
    const id = await started();
    await sql("delete from executions where id = $1", [id]);
    return id;
  };

  it("is told of by the engine, to its owner only", async () => {
    const id = await unrecorded();
    const run = { id, status: "RUNNING", trigger: "manual", tags: [], graph_version: 1, retry_of: null };
    expect(await api(ada).get(`${RUNS}/${id}`)).toMatchObject({
      status: 200,
      body: { ...run, inputs: { who: "Eve" }, outputs: {}, queued: null },
    });
    expect(await api(ada).get(`${RUNS}/${id}/events?wait=0`)).toMatchObject({ status: 200 });
    expect(await api(eve).get(`${RUNS}/${id}`)).toMatchObject({ status: 404 });
    expect(await api(ada).post(`${RUNS}/${id}/stop`)).toMatchObject({
      status: 200,
      body: { ...run, status: "TERMINATED" },
    });
    expect(await api(ada).get(`${RUNS}/${id}`)).toMatchObject({ body: { ...run, status: "TERMINATED" } });
  });

  it("is not said not to exist by who cannot know", async () => {
    const id = await unrecorded();
    engine.unreachable.add(owner.id);
    const answer = await api(ada).get(`${RUNS}/${id}`);
    engine.unreachable.clear();
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
    engine.forget(refOf(id));
    expect(await api(ada).get(`${RUNS}/${id}`)).toMatchObject({ status: 404 });
  });
});

describe("somebody else's execution", () => {
  it.each([
    ["GET", ""],
    ["POST", "/stop"],
    ["GET", "/events"],
    ["GET", "/events?wait=0"],
  ])("does not exist for %s %s", async (method, path) => {
    const id = await started();
    expect(await api(eve).send(method, `${RUNS}/${id}${path}`)).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND", message: "Execution not found" } },
    });
    expect(await api(ada).get(`${RUNS}/${id}`)).toMatchObject({ body: { status: "RUNNING" } });
  });
});
