import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { note } from "#blocks/basic/note.ts";
import { BlockError } from "#blocks/block.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { textSplit } from "#blocks/text/text-split.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { greeting } from "../graphs.ts";
import { type Caller, nobody, person, session, textOf, world } from "../world.ts";

const { api, key, sql, engine } = await world();
const API = "/external-api/v1";
const ada = person("ada");
const eve = await session(person("eve"));

const ALL = ["IDENTITY", "READ_BLOCK", "EXECUTE_BLOCK", "WRITE_GRAPH", "EXECUTE_GRAPH", "READ_GRAPH"];
const caller = await key(ada, ALL);
const answering = (status: number, body: unknown) => {
  engine.answer = async () => Response.json(body, { status });
};

describe("GET /me", () => {
  it("says whose key it is", async () => {
    await sql("update users set name = 'Ada', timezone = 'Europe/London' where id = $1", [ada.id]);
    expect((await api(caller).get(`${API}/me`)).body).toEqual({
      id: ada.id,
      name: "Ada",
      email: ada.email,
      timezone: "Europe/London",
    });
  });

  it("names the time zone of someone who chose none", async () => {
    expect((await api(eve).get(`${API}/me`)).body).toMatchObject({ name: null, timezone: "UTC" });
  });

  it("takes a path with a slash at its end, and a key as a bearer", async () => {
    const bearer = { authorization: `Bearer ${caller["x-api-key"]}` };
    expect((await api(bearer).get(`${API}/me/`)).status).toBe(200);
  });
});

describe("GET /blocks", () => {
  it("is a bare array of blocks in camel case", async () => {
    const { text } = await api(caller).get(`${API}/blocks`);
    const blocks: { id: string; categories: object[] }[] = JSON.parse(text);
    expect(blocks.find(({ id }) => id === textSplit.id)).toEqual({
      id: textSplit.id,
      name: textSplit.name,
      description: textSplit.description,
      inputSchema: textSplit.inputSchema(),
      outputSchema: textSplit.outputSchema(),
      categories: [{ category: "TEXT", description: "Works with text" }],
      contributors: [],
      staticOutput: false,
      uiType: "Standard",
    });
    const unexplained = blocks.filter(({ categories }) =>
      categories.some((category) => "description" in category && category.description === ""),
    );
    expect(unexplained).toEqual([]);
  });
});

describe.each([
  ["external", `${API}/blocks`],
  ["version 2", "/api/v2/builder/blocks"],
])("executing a block (%s)", (door, blocks) => {
  const execute = (id: string, body: unknown, headers = {}, who: Caller = caller) =>
    api(who).post(`${blocks}/${id}/execute`, body, headers);
  const request = { url: "https://api.example.com/items", method: "POST", body: { a: 1 } };

  it("answers what it yields, by pin", async () => {
    const answer = await execute(textSplit.id, { text: "a,b", delimiter: "," });
    expect(answer).toMatchObject({ status: 200, body: { texts: [["a", "b"]] } });
  });

  it("converts inputs as a run does", async () => {
    const answer = await execute(textSplit.id, { text: 12, delimiter: "," });
    expect(answer.body).toEqual({ texts: [["12"]] });
  });

  it("lets it reach the world, and keeps what it did", async () => {
    answering(200, { id: 7 });
    const owner = person("owner");
    const answer = await execute(sendWebRequest.id, request, {}, await key(owner, ["EXECUTE_BLOCK"]));
    expect(answer).toMatchObject({ status: 200, body: { response: [{ id: 7 }] } });
    const rows = await sql("select block_id, status, error, spent from block_executions where user_id = $1", [
      owner.id,
    ]);
    expect(rows).toEqual([{ block_id: sendWebRequest.id, status: "COMPLETED", error: null, spent: null }]);
  });

  it("answers its failure on the pin error, beside what it yielded before", async () => {
    engine.answer = async () => {
      throw new BlockError("The host is not public");
    };
    const owner = person("owner");
    const answer = await execute(sendWebRequest.id, request, {}, await key(owner, ["EXECUTE_BLOCK"]));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body["error"])).toContain("The host is not public");
    const rows = await sql("select status from block_executions where user_id = $1", [owner.id]);
    expect(rows).toEqual([{ status: "FAILED" }]);
  });

  it("runs it once for an Idempotency-Key", async () => {
    let asked = 0;
    engine.answer = async () => Response.json({ asked: ++asked });
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await execute(sendWebRequest.id, request, headers);
    const second = await execute(sendWebRequest.id, request, headers);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(asked).toBe(1);
  });

  it("names the header whose Idempotency-Key is none", async () => {
    const { status, body } = await execute(sendWebRequest.id, request, {
      "idempotency-key": "x".repeat(256),
    });
    expect(status).toBe(422);
    expect(body).toMatchObject(
      door === "external"
        ? { detail: [{ loc: ["header", "Idempotency-Key"] }] }
        : { error: { details: { issues: [{ path: "Idempotency-Key" }], in: "header" } } },
    );
  });

  it("names the input that does not do", async () => {
    const message = 'Input "text" needs a value';
    const { body } = await execute(textSplit.id, {});
    expect(body).toMatchObject(
      door === "external"
        ? { detail: [{ loc: ["body", "text"], msg: message }] }
        : { error: { message, details: { issues: [{ path: "text", message }] } } },
    );
  });

  it.each<[string, string, unknown, number, string]>([
    ["a block that is not there", crypto.randomUUID(), {}, 404, "not found"],
    ["a block that waits", countdownTimer.id, {}, 400, "waits"],
    ["another agent", agentExecutor.id, {}, 400, "waits"],
    ["a note", note.id, {}, 400, "never runs"],
    ["an input that lacks something", textSplit.id, {}, 422, "text"],
    ["a body that is no object", textSplit.id, "[]", 422, "an object"],
    ["a body that is no JSON", textSplit.id, "{", 400, "not JSON"],
  ])("refuses %s", async (_what, id, body, status, message) => {
    const answer = await execute(id, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(message);
  });
});

describe("a graph", () => {
  const results = (who: Caller, graph: string, execution: string) =>
    api(who).get(`${API}/graphs/${graph}/executions/${execution}/results`);

  async function started(who: Caller = caller) {
    const graph = textOf(await api(who).post(`${API}/graphs`, greeting()), "id");
    const run = await api(who).post(`${API}/graphs/${graph}/execute/1`, { node_input: { who: "Ada" } });
    return { graph, run, execution: textOf(run, "id") };
  }

  it("is created, executed, and tells its results when it is done", async () => {
    const created = await api(caller).post(`${API}/graphs`, greeting());
    expect(created).toMatchObject({ status: 201, body: { version: 1, is_active: true } });
    const { graph, run, execution } = await started();
    expect(run).toMatchObject({ status: 200, body: { id: execution } });
    expect(engine.started.at(-1)).toMatchObject({ inputs: { who: "Ada" }, userId: ada.id, trigger: "api" });
    expect((await results(caller, graph, execution)).body).toMatchObject({
      execution_id: execution,
      status: "RUNNING",
      output: null,
    });
    const given = (value: string) =>
      ({
        type: "execution.output",
        node_id: "out",
        ordinal: 1,
        output_name: "greeting",
        output_data: value,
      }) as const;
    engine.happens({ userId: ada.id, executionId: execution }, given("Hello, Ada!"), given("Bye, Ada!"), {
      type: "execution.completed",
      status: "COMPLETED",
    });
    expect((await results(caller, graph, execution)).body).toMatchObject({
      status: "COMPLETED",
      output: [{ greeting: "Hello, Ada!" }, { greeting: "Bye, Ada!" }],
    });
  });

  it("is started once for an Idempotency-Key", async () => {
    const { graph } = await started();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const run = () =>
      api(caller).post(`${API}/graphs/${graph}/execute/1`, { node_input: { who: "x" } }, headers);
    const [first, second] = [await run(), await run()];
    expect(textOf(second, "id")).toBe(textOf(first, "id"));
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("is not started without the inputs that it needs, which are named as they are sent", async () => {
    const { graph } = await started();
    const answer = await api(caller).post(`${API}/graphs/${graph}/execute/1`, { node_input: {} });
    expect([answer.status, answer.body]).toEqual([
      422,
      { detail: [{ loc: ["body", "node_input", "who"], msg: expect.any(String), type: "value_error" }] },
    ]);
  });

  it("shows the results of its own executions only", async () => {
    const { execution } = await started();
    const { graph: other } = await started();
    expect((await results(caller, other, execution)).status).toBe(404);
  });

  it("of somebody else is not there", async () => {
    const { graph, execution } = await started();
    const execute = await api(eve).post(`${API}/graphs/${graph}/execute/1`, { node_input: { who: "x" } });
    expect([execute.status, (await results(eve, graph, execution)).status]).toEqual([404, 404]);
  });
});

describe("an error", () => {
  const post = (body: unknown) => api(caller).post(`${API}/graphs`, body);

  it.each<[string, () => Promise<{ status: number; body: object }>, number, object]>([
    ["no credentials", () => api(nobody).get(`${API}/me`), 401, { detail: "Authentication is required" }],
    [
      "a scope that is missing",
      async () => api(await key(ada, ["READ_BLOCK"])).get(`${API}/me`),
      403,
      { detail: "This needs the scope IDENTITY" },
    ],
    ["an unknown path", () => api(caller).get(`${API}/nowhere`), 404, { detail: "Path not found" }],
    [
      "another method",
      () => api(caller).put(`${API}/me`),
      405,
      { detail: "Only GET and HEAD are allowed here" },
    ],
    ["no JSON", () => post("{"), 400, { detail: "The body is not JSON" }],
    [
      "a body that does not fit",
      () => post({ name: "x", nodes: [{ id: "a" }], links: [] }),
      422,
      { detail: [{ loc: ["body", "nodes", 0, "block_id"], msg: expect.any(String), type: "value_error" }] },
    ],
    [
      "a path that does not fit",
      () => api(caller).post(`${API}/graphs/${crypto.randomUUID()}/execute/0`, {}),
      422,
      { detail: [{ loc: ["path", "graph_version"], msg: expect.any(String), type: "value_error" }] },
    ],
    [
      "a graph that does not fit together",
      () =>
        post({
          name: "x",
          nodes: [
            { id: "a", block_id: "b" },
            { id: "a", block_id: "b" },
          ],
          links: [],
        }),
      422,
      { detail: [{ loc: ["body", "nodes", 1, "id"], msg: expect.any(String), type: "value_error" }] },
    ],
  ])("has the shape {detail}: %s", async (_what, ask, status, body) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(body);
  });
});

describe("the documentation", () => {
  it("covers this door alone, with its own error shape, and has a page", async () => {
    const { body } = await api(nobody).get("/external-api/openapi.json");
    expect(Object.keys(body["paths"] ?? {}).toSorted()).toEqual([
      "/external-api/v1/blocks",
      "/external-api/v1/blocks/{block_id}/execute",
      "/external-api/v1/graphs",
      "/external-api/v1/graphs/{graph_id}/execute/{graph_version}",
      "/external-api/v1/graphs/{graph_id}/executions/{execution_id}/results",
      "/external-api/v1/me",
    ]);
    expect(JSON.stringify(body)).toContain("#/components/schemas/Detail");
    expect(JSON.stringify(body)).not.toContain("#/components/schemas/Error");
    const page = await api(nobody).get("/external-api/docs");
    expect(page.text).toContain('data-document="/external-api/openapi.json"');
  });

  it("has no operation id twice where all doors are together", async () => {
    const { text } = await api(nobody).get("/openapi.json");
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
