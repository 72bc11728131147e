import { Client } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { query } from "../database.ts";
import { follow } from "./follow.ts";
import { BLOCK, type GraphJson, single, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems } from "./rows.ts";

const outside = await startOutside();
const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1" } });
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

const link = (from: string, to: string): GraphJson["links"][number] => {
  const [source_id = "", source_name = ""] = from.split(".");
  const [sink_id = "", sink_name = ""] = to.split(".");
  return { source_id, source_name, sink_id, sink_name };
};

const Reviews = z.object({ reviews: z.array(z.looseObject({ id: z.string(), digest: z.string() })) });

const WaitingNode = z.looseObject({
  node_id: z.string(),
  started_at: z.string().nullable(),
  waiting: z.object({ for: z.string(), on: z.string().nullable(), until: z.string().nullable() }).nullable(),
});
const Waiting = z.looseObject({ node_executions: z.array(WaitingNode) });

describe("a run that waits", () => {
  it("goes on after a person has approved, though the worker was killed meanwhile", async () => {
    const graph = await platform.graph({
      name: "Ask first",
      nodes: [
        { id: "in", block_id: BLOCK.input, input_default: { name: "mail" } },
        { id: "ask", block_id: BLOCK.human, input_default: { name: "Send it?" } },
        { id: "pause", block_id: BLOCK.timer, input_default: { seconds: 1 } },
        { id: "out", block_id: BLOCK.output, input_default: { name: "sent" } },
      ],
      links: [
        link("in.result", "ask.data"),
        link("ask.approved_data", "pause.input_message"),
        link("pause.output_message", "out.value"),
      ],
    });
    const id = await platform.start(graph, { mail: "Hello" });
    expect((await platform.call("GET", `/api/v2/executions/${id}`)).body).toMatchObject({ status: "REVIEW" });
    await platform.stack.worker.restart();
    const { body } = await platform.call("GET", `/api/v2/reviews?execution_id=${id}&status=WAITING`);
    const [review] = Reviews.parse(body).reviews;
    const path = `/api/v2/reviews/${review?.id}/approve`;
    const words = Array.from({ length: 100 }, (_, index) => `Hello, ${index}`);
    const answers = await Promise.all(
      words.map((data) => platform.call("POST", path, { digest: review?.digest, data })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array(99).fill(409)]);
    const sent = words[statuses.indexOf(200)];
    platform.stack.worker.kill("SIGKILL");
    expect(await platform.ended(id)).toMatchObject({
      status: "COMPLETED",
      outputs: { sent: [sent] },
    });
  });

  it("runs another graph as an agent, and both can be read", async () => {
    const child = await platform.graph({
      name: "Each",
      nodes: [
        { id: "in", block_id: BLOCK.input, input_default: { name: "items" } },
        { id: "each", block_id: BLOCK.step },
        { id: "out", block_id: BLOCK.output, input_default: { name: "item" } },
      ],
      links: [link("in.result", "each.items"), link("each.item", "out.value")],
    });
    const embedded = {
      graph_id: child,
      graph_version: 1,
      inputs: {},
      input_schema: { properties: { items: {} } },
      output_schema: { properties: { item: {} } },
    };
    const parent = await platform.graph({
      name: "Parent",
      nodes: [
        { id: "in", block_id: BLOCK.input, input_default: { name: "list" } },
        { id: "agent", block_id: BLOCK.agent, input_default: embedded },
        { id: "out", block_id: BLOCK.output, input_default: { name: "got" } },
      ],
      links: [link("in.result", "agent.items"), link("agent.item", "out.value")],
    });
    const execution = await platform.ended(await platform.start(parent, { list: ["a", "b"] }));
    expect(execution).toMatchObject({ status: "COMPLETED", outputs: { got: ["a", "b"] } });
    const children = async () => (await platform.call("GET", `/api/v2/executions?graph_id=${child}`)).body;
    await expect.poll(children).toMatchObject({ executions: [{ status: "COMPLETED", trigger: "agent" }] });
  });

  it("for another one of its graph begins when the graph is saved with a higher limit", async () => {
    const graph = single("One at a time", BLOCK.timer, { minutes: 5, input_message: "" }, "output_message");
    const withLimit = (max_concurrent: number) => ({ ...graph, settings: { max_concurrent } });
    const created = await platform.call("POST", "/api/v2/builder/graphs", withLimit(1));
    const { id } = z.looseObject({ id: z.string() }).parse(created.body);
    const [first, second] = [await platform.start(id), await platform.start(id)];
    const shown = async () => (await platform.call("GET", `/api/v2/executions/${second}`)).body;
    const queued = { position: 1, blocked_by: "graph_limit", limit: 1 };
    expect(await shown()).toMatchObject({ status: "QUEUED", queued });
    await platform.call("PUT", `/api/v2/builder/graphs/${id}`, withLimit(2));
    expect(await shown()).toMatchObject({ status: "RUNNING", queued: null });
    for (const run of [first, second]) await platform.call("POST", `/api/v2/executions/${run}/stop`);
  });

  it("says what each of its nodes waits for, on what and until when", async () => {
    const child = await platform.graph(
      single("Child", BLOCK.timer, { minutes: 5, input_message: "" }, "output_message"),
    );
    const agent = { graph_id: child, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} };
    const graph = await platform.graph({
      name: "Waits",
      nodes: [
        { id: "agent", block_id: BLOCK.agent, input_default: agent },
        { id: "ask", block_id: BLOCK.human, input_default: { name: "Well?", data: "it" } },
        { id: "paid", block_id: BLOCK.event, input_default: { event: "paid", timeout_seconds: 60 } },
        { id: "pause", block_id: BLOCK.timer, input_default: { minutes: 5, input_message: "" } },
      ],
      links: [],
    });
    const id = await platform.start(graph, {});
    const { body } = await platform.call("GET", `/api/v2/executions/${id}`);
    const nodes = Waiting.parse(body).node_executions.map((node) => [node.node_id, node] as const);
    const { agent: child1, ask, paid, pause } = Object.fromEntries(nodes);
    const listed = await platform.call("GET", `/api/v2/reviews?execution_id=${id}`);
    const until = (node: z.output<typeof WaitingNode> | undefined, ms: number) =>
      new Date(Date.parse(node?.started_at ?? "") + ms).toISOString();
    expect(ask?.waiting).toEqual({
      for: "review",
      on: Reviews.parse(listed.body).reviews[0]?.id,
      until: until(ask, 7 * 86_400_000),
    });
    expect(paid?.waiting).toEqual({ for: "event", on: "paid", until: until(paid, 60_000) });
    expect(pause?.waiting).toEqual({ for: "timer", on: null, until: until(pause, 300_000) });
    expect(child1?.waiting).toMatchObject({ for: "child", until: null });
    const ofChild = await platform.call("GET", `/api/v2/executions/${child1?.waiting?.on}`);
    expect(ofChild.body).toMatchObject({ parent_execution_id: id, graph_id: child });
    const log = await platform.call("GET", `/api/v2/executions/${id}/events?after=0&wait=0`);
    for (const { node_id, waiting } of [ask, paid, pause, child1].filter((node) => node !== undefined)) {
      const { for: waits_for, on, until } = waiting ?? {};
      const event = { type: "node.waiting", node_id, waits_for, until, ...(on !== null && { waits_on: on }) };
      expect(log.body).toMatchObject({ events: expect.arrayContaining([expect.objectContaining(event)]) });
    }
    await platform.call("POST", `/api/v2/executions/${id}/stop`);
    const stopped = Waiting.parse((await platform.call("GET", `/api/v2/executions/${id}`)).body);
    expect(stopped.node_executions.map(({ waiting }) => waiting)).toEqual([null, null, null, null]);
  });

  it("for a child names one that can be read, also while Postgres has no row of it", async () => {
    const child = await platform.graph({
      name: "Child",
      nodes: [
        { id: "in", block_id: BLOCK.input, input_default: { name: "order" } },
        { id: "pause", block_id: BLOCK.timer, input_default: { minutes: 5 } },
      ],
      links: [link("in.result", "pause.input_message")],
    });
    const agent = {
      ...{ graph_id: child, graph_version: 1, inputs: {}, output_schema: {} },
      input_schema: { properties: { order: {} } },
    };
    const graph = await platform.graph({
      name: "Parent",
      nodes: [
        { id: "ordered", block_id: BLOCK.event, input_default: { event: "ordered" } },
        { id: "agent", block_id: BLOCK.agent, input_default: agent },
      ],
      links: [link("ordered.payload", "agent.order")],
    });
    const id = await platform.start(graph, {});
    const writing = new Client(platform.stack.databaseUrl);
    await writing.connect();
    try {
      // From here on rows are read, and none is written.
      await writing.query("begin; lock table executions in share mode");
      await platform.call("POST", "/api/v2/events", { name: "ordered", payload: 7 });
      const parent = Waiting.parse((await platform.call("GET", `/api/v2/executions/${id}`)).body);
      const on = parent.node_executions.find(({ node_id }) => node_id === "agent")?.waiting?.on;
      const seen = {
        ...{ id: on, graph_id: child, parent_execution_id: id, trigger: "agent", status: "RUNNING" },
        ...{ inputs: { order: 7 }, tags: [], node_executions: [{ node_id: "in" }, { node_id: "pause" }] },
      };
      expect(await platform.call("GET", `/api/v2/executions/${on}`)).toMatchObject({
        status: 200,
        body: seen,
      });
      const log = await platform.call("GET", `/api/v2/executions/${on}/events?after=0&wait=0`);
      const begun = expect.objectContaining({ type: "execution.started" });
      expect(log.body).toMatchObject({ events: expect.arrayContaining([begun]) });
      expect((await writing.query("select from executions where id = $1", [on])).rowCount).toBe(0);
      const stopped = await platform.call("POST", `/api/v2/executions/${on}/stop`);
      expect(stopped).toMatchObject({ status: 200, body: { id: on, status: "TERMINATED" } });
      const ended = await platform.call("GET", `/api/v2/executions/${on}`);
      expect(ended.body).toMatchObject({ ...seen, status: "TERMINATED" });
      expect((await writing.query("select from executions where id = $1", [on])).rowCount).toBe(0);
    } finally {
      await writing.end();
    }
    await platform.ended(id);
  });

  it("is refused when its agent is nobody's graph", async () => {
    const nowhere = {
      graph_id: crypto.randomUUID(),
      graph_version: 1,
      inputs: {},
      input_schema: {},
      output_schema: {},
    };
    const graph = await platform.graph({
      name: "Lost",
      nodes: [{ id: "agent", block_id: BLOCK.agent, input_default: nowhere }],
      links: [],
    });
    const answer = await platform.call("POST", `/api/v2/builder/graphs/${graph}/execute`, { input_data: {} });
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "nodes[0].input_default.graph_id" }] } } },
    });
  });
});

describe("a run that is stopped", () => {
  it("after any of its events ends with its child, its question, its timer and its request", async () => {
    const child = await platform.graph(
      single("Child", BLOCK.timer, { seconds: 600, input_message: "it" }, "output_message"),
    );
    const agent = { graph_id: child, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} };
    const graph = await platform.graph({
      name: "Everything",
      nodes: [
        { id: "in", block_id: BLOCK.input, input_default: { name: "x" } },
        { id: "agent", block_id: BLOCK.agent, input_default: agent },
        { id: "ask", block_id: BLOCK.human, input_default: { name: "Well?" } },
        { id: "pause", block_id: BLOCK.timer, input_default: { seconds: 600 } },
        { id: "request", block_id: BLOCK.request, input_default: { url: outside.url, method: "POST" } },
        { id: "again", block_id: BLOCK.request, input_default: { url: outside.url, method: "POST" } },
      ],
      links: [
        link("in.result", "ask.data"),
        link("in.result", "pause.input_message"),
        link("in.result", "request.body_#_x"),
        link("request.response_#_echo_#_x", "again.body_#_x"),
      ],
    });
    const whole = await platform.start(graph, { x: "whole" });
    const log = await follow(platform, whole, { until: isOf("again", "node.completed") }).events;
    await stop(whole);
    // The first request of a run is answered, its second is not.
    const stopped = await Promise.all(
      log.map(async (_, index) => {
        const id = await platform.start(graph, { x: index });
        await follow(platform, id, { until: ({ seq }) => seq > index }).events;
        outside.close(id);
        await stop(id);
        return id;
      }),
    );
    const ids = [whole, ...stopped];
    for (const id of ids) expect((await platform.ended(id)).status).toBe("TERMINATED");
    const children = await query<{ id: string }>(
      platform.stack.databaseUrl,
      "select id from executions where parent_execution_id = any ($1)",
      [ids],
    );
    expect(children.length).toBeGreaterThan(0);
    for (const { id } of children) expect((await platform.ended(id)).status).toBe("TERMINATED");
    outside.open();
    const { body } = await platform.call("GET", "/api/v2/reviews?status=WAITING");
    expect(Reviews.parse(body).reviews).toEqual([]);
    expect(await lastingRowProblems(platform, [...ids, ...children.map(({ id }) => id)])).toEqual([]);
    expect(await platform.violations()).toEqual([]);
  }, 60_000);
});

const isOf =
  (node: string, type: string) =>
  (event: { type: string; node_id?: unknown }): boolean =>
    event.type === type && event.node_id === node;

async function stop(id: string): Promise<void> {
  expect((await platform.call("POST", `/api/v2/executions/${id}/stop`)).status).toBe(200);
}
