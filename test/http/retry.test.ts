import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { sendAuthenticatedWebRequest } from "#blocks/http/send-authenticated-web-request.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { MOST_KEPT_OF_ONE } from "#domain/executions/retry.ts";
import type { Happening } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import { BLOCK, graphOf, link, node } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const RUNS = "/api/v2/executions";

/** who → first → second → out, and who → aside. */
const graph = (format = "Hello {{ name }}"): JsonObject =>
  graphOf(
    "Chain",
    [
      node("who", BLOCK.input, { name: "who" }),
      node("first", BLOCK.template, { format }),
      node("second", BLOCK.template, { format: "{{ text }}!" }),
      node("out", BLOCK.output, { name: "greeting" }),
      node("aside", BLOCK.template, { format: "({{ name }})" }),
    ],
    [
      link("who", "result", "first", "values_#_name"),
      link("first", "output", "second", "values_#_text"),
      link("second", "output", "out", "value"),
      link("who", "result", "aside", "values_#_name"),
    ],
  );

const refOf = (executionId: string) => ({ userId: owner.id, executionId });

const done = (id: string, block: string, input: JsonObject, pin: string, value: string): Happening[] => [
  { type: "node.started", node_id: id, ordinal: 1, block_id: block, attempt: 1, input },
  { type: "node.output", node_id: id, ordinal: 1, output_name: pin, output_data: value },
  { type: "node.completed", node_id: id, ordinal: 1 },
];

const failed = (id: string): Happening[] => [
  { type: "node.started", node_id: id, ordinal: 1, block_id: BLOCK.template, attempt: 1, input: {} },
  { type: "node.failed", node_id: id, ordinal: 1, error: "No" },
];

const completed: Happening = { type: "execution.completed", status: "COMPLETED" };
const who = done("who", BLOCK.input, { name: "who", value: "Eve" }, "result", "Eve");
const first = done("first", BLOCK.template, { values: { name: "Eve" } }, "output", "Hello Eve");
const aside = done("aside", BLOCK.template, { values: { name: "Eve" } }, "output", "(Eve)");

async function run(...happenings: Happening[]): Promise<string> {
  const id = textOf(await api(ada).post(GRAPHS, graph()), "id");
  const started = await api(ada).post(`${GRAPHS}/${id}/execute`, { input_data: { who: "Eve" } });
  const executionId = textOf(started, "execution_id");
  engine.happens(refOf(executionId), ...happenings);
  return executionId;
}

const retry = (id: string, body: object = {}, caller: Caller = ada) =>
  api(caller).post(`${RUNS}/${id}/retry`, body);

/** Adds a version with a node that runs an agent, which takes a topic; answers its number. */
async function withAgent(executionId: string): Promise<number> {
  const { graph_id } = (await api(ada).get(`${RUNS}/${executionId}`)).body;
  const child = textOf(
    await api(ada).post(GRAPHS, graphOf("Child", [node("a", BLOCK.output, { name: "o", value: 1 })])),
    "id",
  );
  const input_schema = { properties: { topic: {} } };
  const agent = { graph_id: child, graph_version: 1, input_schema, output_schema: {} };
  const larger = graph();
  const nodes = [...(larger["nodes"] as JsonObject[]), node("agent", agentExecutor.id, agent)];
  const answer = await api(ada).put(`${GRAPHS}/${graph_id}`, { ...larger, nodes });
  return Number(answer.body["version"]);
}

const keptIds = () => engine.started.at(-1)?.kept?.map(({ id }) => id);

describe("POST /api/v2/executions/{id}/retry", () => {
  it("starts a run of the same version and inputs that keeps what did not fail, and says what it is", async () => {
    const id = await run(...who, ...first, ...aside, ...failed("second"), completed);
    const answer = await retry(id);
    expect(answer).toMatchObject({ status: 200, body: { retry_of: id } });
    const again = textOf(answer, "execution_id");
    expect(engine.started.at(-1)).toMatchObject({
      executionId: again,
      retryOf: id,
      inputs: { who: "Eve" },
      plan: { version: 1 },
      kept: [
        { id: "who#1", outputs: [{ name: "result", data: "Eve" }] },
        { id: "first#1", input: { values: { name: "Eve" } } },
        { id: "aside#1" },
      ],
    });
    expect((await api(ada).get(`${RUNS}/${again}`)).body).toMatchObject({ retry_of: id });
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({ retry_of: null });
  });

  it("does again a node that was under way when the run was stopped, and what did not begin", async () => {
    const error = { code: "TERMINATED", message: "Stopped" } as const;
    const [begun] = first;
    if (begun === undefined) throw new Error("Nothing began");
    const id = await run(...who, begun, { type: "execution.failed", status: "TERMINATED", error });
    await retry(id);
    expect(keptIds()).toEqual(["who#1"]);
  });

  it("does a named node again with all that follows from it, and what is given for its pins", async () => {
    const id = await run(...who, ...first, ...aside, completed);
    const overrides = { format: "Bye {{ name }}", values: { name: "Bob" } };
    expect(await retry(id, { from_node: "first", input_overrides: overrides })).toMatchObject({
      status: 200,
    });
    expect(keptIds()).toEqual(["who#1", "aside#1"]);
    const plan = engine.started.at(-1)?.plan;
    expect(plan?.nodes["first"]).toMatchObject({
      defaults: overrides,
      waitsFor: ["overridden values_#_name"],
    });
    expect(plan?.nodes["who"]?.links["result"]?.map(({ sinkName }) => sinkName)).toEqual([
      "overridden values_#_name",
      "values_#_name",
    ]);
  });

  it("is refused up front when what it would keep is more than can be handed over", async () => {
    const large = done("first", BLOCK.template, {}, "output", "x".repeat(MOST_KEPT_OF_ONE));
    const id = await run(...who, ...large, ...failed("second"), completed);
    expect(await retry(id)).toMatchObject({
      status: 409,
      body: { error: { code: "CONFLICT", message: expect.stringContaining("first#1") } },
    });
    expect(await retry(id, { from_node: "first" })).toMatchObject({ status: 200 });
  });

  it("gives an INPUT node what is asked for in place of the run's input", async () => {
    const id = await run(...who, completed);
    await retry(id, { from_node: "who", input_overrides: { value: "Bob" } });
    expect(engine.started.at(-1)?.plan.nodes["who"]).toMatchObject({
      kind: "STANDARD",
      defaults: { name: "who", value: "Bob" },
    });
  });

  it("goes by what the run went by: its own credentials, and what an earlier retry gave to pins", async () => {
    const { id: credential } = { id: crypto.randomUUID() };
    const ref = { id: credential, provider: "http", type: "host_scoped" };
    const ask = node("ask", sendAuthenticatedWebRequest.id, { url: "https://api.example.com/" });
    const id = textOf(await api(ada).post(GRAPHS, graphOf("Asks", [ask])), "id");
    const credentials_inputs = { "http_host_scoped_api.example.com_credentials": ref };
    const started = await api(ada).post(`${GRAPHS}/${id}/execute`, { credentials_inputs });
    const first = textOf(started, "execution_id");
    engine.happens(refOf(first), ...failed("ask"), completed);
    const overrides = { url: "https://api.example.com/other" };
    const second = await retry(first, { from_node: "ask", input_overrides: overrides });
    const credentials = expect.objectContaining({ id: credential });
    expect(engine.started.at(-1)?.plan.nodes["ask"]?.defaults).toMatchObject({ credentials, ...overrides });
    engine.happens(refOf(textOf(second, "execution_id")), ...failed("ask"), completed);
    expect(await retry(textOf(second, "execution_id"))).toMatchObject({ status: 200 });
    expect(engine.started.at(-1)?.plan.nodes["ask"]?.defaults).toMatchObject({ credentials, ...overrides });
    expect(await retry(textOf(second, "execution_id"), { version: 1 })).toMatchObject({ status: 422 });
    await api(ada).delete(`${GRAPHS}/${id}`);
    expect(await retry(first)).toMatchObject({ status: 404 });
  });

  it("runs another version, keeping what is in it with the same block", async () => {
    const id = await run(...who, ...first, ...aside, ...failed("second"), completed);
    const { body } = await api(ada).get(`${RUNS}/${id}`);
    const other = graph("Good day {{ name }}");
    const changed = { ...other, nodes: [...(other["nodes"] as JsonObject[])] };
    changed.nodes[4] = node("aside", BLOCK.output, { name: "aside" });
    changed.nodes[2] = node("second", BLOCK.template, { format: "{{ text }}?" });
    const links = (other["links"] as JsonObject[]).slice(0, 3);
    await api(ada).put(`${GRAPHS}/${body["graph_id"]}`, {
      ...changed,
      links: [...links, link("who", "result", "aside", "value")],
    });
    await retry(id, { version: 2 });
    expect(engine.started.at(-1)?.plan.version).toBe(2);
    expect(keptIds()).toEqual(["who#1", "first#1"]);
    expect(await retry(id, { version: 3 })).toMatchObject({ status: 404 });
  });

  it("keeps a node that a person approved as it was queued, whatever they made of its input", async () => {
    const of = { node_id: "first", ordinal: 1 };
    const [block_id, begun] = [BLOCK.template, { node_id: "first", ordinal: 1, attempt: 1 }];
    const id = await run(
      ...who,
      { type: "node.queued", ...of, block_id, input: { format: "asked" } },
      { type: "node.approved", ...of, input: { format: "approved" } },
      { type: "node.started", ...begun, block_id },
      { type: "node.output", ...of, output_name: "output", output_data: "x" },
      { type: "node.completed", ...of },
      ...failed("second"),
      completed,
    );
    await retry(id);
    expect(engine.started.at(-1)?.kept?.[1]).toMatchObject({ id: "first#1", input: { format: "asked" } });
  });

  it("keeps what the row says when the log is forgotten", async () => {
    const id = await run(...who, completed);
    const node = {
      ...{ nodeId: "who", ordinal: 1, blockId: BLOCK.input, status: "COMPLETED", attempt: 1, error: null },
      ...{ input: { name: "who" }, output: { result: ["Eve"] }, spent: null, startedAt: null, endedAt: null },
    };
    await sql("update executions set status = 'FAILED', nodes = $2 where id = $1", [
      id,
      JSON.stringify([node]),
    ]);
    engine.forget(refOf(id));
    await retry(id);
    expect(engine.started.at(-1)?.kept).toEqual([
      { id: "who#1", input: { name: "who" }, outputs: [{ name: "result", data: "Eve" }] },
    ]);
  });

  it.each<[string, string, JsonObject, string]>([
    ["a pin that the block does not have", "first", { formt: "Bye" }, "input_overrides.formt"],
    ["a part of such a pin", "first", { "names_#_a": "Eve" }, "input_overrides.names_#_a"],
    ["an index that is none", "first", { values_$_x: 1 }, "input_overrides.values_$_x"],
    [
      "a part of what a link brings",
      "first",
      { "values_#_name_#_a": 1 },
      "input_overrides.values_#_name_#_a",
    ],
    ["the graph that an agent runs", "agent", { graph_id: crypto.randomUUID() }, "input_overrides.graph_id"],
    ["the version of that", "agent", { graph_version: 2 }, "input_overrides.graph_version"],
    ["an input that an agent's graph does not have", "agent", { topik: "x" }, "input_overrides.topik"],
    ["pins of a node that every object has", "constructor", {}, "from_node"],
  ])("refuses values for %s by its name, and starts nothing", async (_what, fromNode, overrides, path) => {
    const id = await run(...who, ...first, ...aside, completed);
    const before = engine.started.length;
    const asked = { from_node: fromNode, input_overrides: overrides };
    const answer = await retry(id, fromNode === "agent" ? { ...asked, version: await withAgent(id) } : asked);
    expect(answer).toMatchObject({ status: 422, body: { error: { details: { issues: [{ path }] } } } });
    expect(engine.started).toHaveLength(before);
  });

  it.each<[string, JsonObject, string | null]>([
    ["a length", { seconds: 61 }, "seconds"],
    ["a length in place of what a link brings", { minutes: 2 }, "minutes"],
    ["a number of times", { repeat: 4 }, "repeat"],
    ["a length and a number of times, fit together", { seconds: 30, repeat: 2 }, null],
    ["a message, whatever the link brings", { input_message: "now" }, null],
  ])("refuses %s by which a node waits for longer than its run may take: %j", async (_what, values, pin) => {
    const timer = node("wait", countdownTimer.id, { seconds: 20, repeat: 3 });
    const minutes = [link("who", "result", "wait", "minutes")];
    const patient = graphOf("Patient", [node("who", BLOCK.input, { name: "who" }), timer], minutes);
    const saved = await api(ada).post(GRAPHS, { ...patient, settings: { max_seconds: 60 } });
    const path = `${GRAPHS}/${textOf(saved, "id")}/execute`;
    const id = textOf(await api(ada).post(path, { input_data: { who: "0" } }), "execution_id");
    engine.happens(refOf(id), completed);
    const before = engine.started.length;
    const answer = await retry(id, { from_node: "wait", input_overrides: values });
    const message = "CountdownTimerBlock would wait for longer than the 60 seconds that its run may take";
    const error = {
      message: 'Node "wait" cannot run with these values',
      details: { issues: [{ path: `input_overrides.${pin}`, message }] },
    };
    expect(answer).toMatchObject(pin === null ? { status: 200 } : { status: 422, body: { error } });
    expect(engine.started.length - before).toBe(pin === null ? 1 : 0);
  });

  it("takes values for parts of pins, and for what an agent's graph takes", async () => {
    const id = await run(...who, ...first, ...aside, completed);
    await retry(id, { from_node: "first", input_overrides: { "values_#_other": 1 } });
    expect(engine.started.at(-1)?.plan.nodes["first"]).toMatchObject({
      defaults: { "values_#_other": 1 },
      waitsFor: ["values_#_name"],
    });
    const version = await withAgent(id);
    const given = { from_node: "agent", input_overrides: { topic: "x" }, version };
    expect(await retry(id, given)).toMatchObject({ status: 200 });
    expect(engine.started.at(-1)?.plan.nodes["agent"]).toMatchObject({ defaults: { topic: "x" } });
  });

  it("sets a part that a link brings aside when all of it is given", async () => {
    const id = await run(...who, ...first, ...aside, completed);
    const { graph_id } = (await api(ada).get(`${RUNS}/${id}`)).body;
    const deep = graph();
    const links = (deep["links"] as JsonObject[]).slice(1);
    await api(ada).put(`${GRAPHS}/${graph_id}`, {
      ...deep,
      links: [link("who", "result", "first", "values_#_name_#_short"), ...links],
    });
    const overrides = { "values_#_name": { short: "Bob" } };
    expect(await retry(id, { from_node: "first", version: 2, input_overrides: overrides })).toMatchObject({
      status: 200,
    });
    expect(engine.started.at(-1)?.plan.nodes["first"]?.waitsFor).toEqual([
      "overridden values_#_name_#_short",
    ]);
  });

  it("is refused when it asks for what there is not, by the field", async () => {
    const id = await run(...who, ...failed("first"), completed);
    const before = engine.started.length;
    expect(await retry(id, { from_nod: "who" })).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "from_nod", message: "There is no such field" }] } } },
    });
    expect(engine.started).toHaveLength(before);
  });

  it("starts one run for one Idempotency-Key", async () => {
    const id = await run(...who, ...failed("first"), completed);
    const key = { "idempotency-key": crypto.randomUUID() };
    const path = `${RUNS}/${id}/retry`;
    const [one, two] = [await api(ada).post(path, {}, key), await api(ada).post(path, {}, key)];
    expect(one.status).toBe(200);
    expect(two.body).toEqual(one.body);
  });

  it.each<[string, Caller, Happening[], object, number, string]>([
    ["a run that goes on", ada, who, {}, 409, "CONFLICT"],
    ["a run of which nothing failed", ada, [...who, completed], {}, 409, "CONFLICT"],
    ["somebody else's", eve, [...failed("who"), completed], {}, 404, "NOT_FOUND"],
    ["a node that is not there", ada, [completed], { from_node: "nobody" }, 422, "VALIDATION_ERROR"],
    [
      "values for no node",
      ada,
      [...failed("who"), completed],
      { input_overrides: { a: 1 } },
      422,
      "VALIDATION_ERROR",
    ],
  ])("refuses %s, and starts nothing", async (_what, caller, happenings, body, status, code) => {
    const id = await run(...happenings);
    const before = engine.started.length;
    expect(await retry(id, body, caller)).toMatchObject({ status, body: { error: { code } } });
    expect(engine.started).toHaveLength(before);
  });
});
