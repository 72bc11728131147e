import { describe, expect, it } from "vitest";
import { BLOCK, graphOf, greeting, link, node } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, sql } = await world();
const ada = await session(person("ada"));
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";

const create = (body: object, caller: Caller = ada) => api(caller).post(GRAPHS, body);
const created = async (body: object = greeting(), caller: Caller = ada) =>
  textOf(await create(body, caller), "id");

describe("POST /api/v2/builder/graphs", () => {
  it("saves version 1 and answers with all of it", async () => {
    const answer = await create(greeting());
    expect(answer).toMatchObject({
      status: 201,
      body: {
        version: 1,
        name: "Greeting",
        description: "About Greeting",
        is_active: true,
        nodes: [
          node("who", BLOCK.input, { name: "who", description: "Whom to greet" }),
          node("text", BLOCK.template, { format: "Hello {{ name }}!" }),
          node("out", BLOCK.output, { name: "greeting" }),
        ],
        links: [
          { ...link("who", "result", "text", "values_#_name"), is_static: false },
          { ...link("text", "output", "out", "value"), is_static: false },
        ],
        input_schema: {
          type: "object",
          properties: { who: { title: "who", description: "Whom to greet" } },
          required: ["who"],
        },
        output_schema: { type: "object", properties: { greeting: { title: "greeting" } }, required: [] },
      },
    });
    expect(answer.body["created_at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("saves a graph that is not finished: an unknown block, an input that nothing feeds", async () => {
    const unfinished = graphOf("Draft", [node("a", "no-such-block"), node("b", BLOCK.template)]);
    expect(await create(unfinished)).toMatchObject({ status: 201 });
  });

  it("imports what another deployment exported, extra fields and all", async () => {
    const id = crypto.randomUUID();
    const exported = {
      ...greeting("Imported"),
      id,
      version: 7,
      is_active: true,
      user_id: "",
      forked_from_id: null,
      description: null,
      input_schema: { type: "object" },
      credentials_input_schema: {},
      sub_graphs: [{ id: "sub", nodes: [] }],
      nodes: [
        { id: "who", block_id: BLOCK.input, input_default: { name: "who" }, webhook: null, graph_id: id },
        { id: "out", block_id: BLOCK.output, input_default: null, metadata: null, webhook_id: null },
      ],
      links: [
        {
          source_id: "who",
          source_name: "result",
          sink_id: "out",
          sink_name: "value",
          is_static: true,
          graph_id: id,
        },
      ],
    };
    const { status, body } = await create(exported);
    expect(status).toBe(201);
    expect(body).toMatchObject({ id, version: 1, description: "", sub_graphs: [{ id: "sub", nodes: [] }] });
    expect(body["nodes"]).toEqual([
      { id: "who", block_id: BLOCK.input, input_default: { name: "who" }, metadata: {} },
      { id: "out", block_id: BLOCK.output, input_default: {}, metadata: {} },
    ]);
    expect(body["links"]).toMatchObject([{ id: expect.stringMatching(/^[\da-f-]{36}$/), is_static: true }]);
  });

  it("gives a new id to a graph whose own is taken, whoever has it", async () => {
    const id = crypto.randomUUID();
    expect(await created({ ...greeting(), id }, eve)).toBe(id);
    const second = await created({ ...greeting(), id });
    const third = await created({ ...greeting(), id });
    expect(new Set([id, second, third]).size).toBe(3);
  });

  it("describes typed inputs by their variants", async () => {
    const graph = graphOf("Typed", [
      node("1", BLOCK.longText, { name: "story", title: "The story", value: "Once" }),
      node("2", BLOCK.date, { name: "day", value: null }),
      node("3", BLOCK.dropdown, { name: "color", options: ["red", "blue"], secret: true }),
      node("4", BLOCK.toggle, { name: "loud", advanced: true }),
    ]);
    const { body } = await create(graph);
    expect(body["input_schema"]).toEqual({
      type: "object",
      properties: {
        story: { type: "string", format: "long-text", title: "The story", default: "Once" },
        day: { type: "string", format: "date", title: "day" },
        color: { type: "string", enum: ["red", "blue"], title: "color", secret: true },
        loud: { type: "boolean", title: "loud", advanced: true, default: false },
      },
      required: ["day", "color"],
    });
  });

  it("asks for no input that a link brings", async () => {
    const graph = graphOf(
      "Linked",
      [node("a", BLOCK.input, { name: "given" }), node("b", BLOCK.input, { name: "brought" })],
      [link("a", "result", "b", "value")],
    );
    expect((await create(graph)).body["input_schema"]).toMatchObject({ required: ["given"] });
  });

  const two = [node("a", BLOCK.input, { name: "a" }), node("b", BLOCK.output, { name: "b" })];
  it.each<[string, object, string]>([
    ["no name", { nodes: [], links: [] }, "name"],
    ["an empty name", { ...greeting(), name: "" }, "name"],
    ["no nodes", { name: "x", links: [] }, "nodes"],
    ["a node without a block", graphOf("x", [{ id: "a" }]), "nodes[0].block_id"],
    ["two nodes with one id", graphOf("x", [node("a", "b"), node("a", "b")]), "nodes[1].id"],
    ["a link from nowhere", graphOf("x", two, [link("z", "result", "b", "value")]), "links[0].source_id"],
    ["a link to nowhere", graphOf("x", two, [link("a", "result", "z", "value")]), "links[0].sink_id"],
    [
      "a reserved pin",
      graphOf("x", two, [link("a", "result", "b", "value_#___proto__")]),
      "links[0].sink_name",
    ],
    [
      "a list index that is too high",
      graphOf("x", [node("a", "b", { x_$_10001: 1 })]),
      "nodes[0].input_default.x_$_10001",
    ],
    [
      "two links with one id",
      graphOf("x", two, [link("a", "result", "b", "value"), link("a", "result", "b", "name")]),
      "links[1].id",
    ],
  ])("refuses %s", async (_what, graph, path) => {
    expect(await create(graph)).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR", details: { issues: [{ path }] } } },
    });
  });

  it("refuses more nodes and links than a graph may have", async () => {
    const nodes = Array.from({ length: 1001 }, (_, index) => ({ id: `${index}`, block_id: "x" }));
    const edge = { source_id: "0", sink_id: "1", source_name: "a", sink_name: "b" };
    const answer = await create(graphOf("Big", nodes, Array(5001).fill(edge)));
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "nodes" }, { path: "links" }] } } },
    });
  });
});

describe("GET /api/v2/builder/graphs", () => {
  it("lists the caller's graphs, last saved first, in pages", async () => {
    const bob = await session(person("bob"));
    const first = await created(greeting("First"), bob);
    const second = await created(greeting("Second"), bob);
    await created(greeting("Third"), bob);
    await api(bob).put(`${GRAPHS}/${first}`, greeting("First again"));
    const page = await api(bob).get(`${GRAPHS}?page_size=2`);
    expect(page.body).toMatchObject({
      graphs: [{ id: first, version: 2, name: "First again", is_active: true }, { name: "Third" }],
      pagination: { total: 3, page: 1, page_size: 2, total_pages: 2 },
    });
    expect((await api(bob).get(`${GRAPHS}?page=2&page_size=2`)).body).toMatchObject({
      graphs: [{ id: second }],
    });
    expect((await api(bob).get(`${GRAPHS}?page=9`)).body).toMatchObject({
      graphs: [],
      pagination: { total: 3, page: 9, page_size: 20 },
    });
  });

  it.each(["page=0", "page=-1", "page=x", "page=1.5", "page_size=0", "page_size=101", "page_size="])(
    "refuses ?%s",
    async (search) => {
      expect(await api(ada).get(`${GRAPHS}?${search}`)).toMatchObject({
        status: 422,
        body: { error: { details: { issues: [{ path: search.split("=")[0] }] } } },
      });
    },
  );
});

describe("GET /api/v2/builder/graphs/{id}", () => {
  it("gives the active version, or the one that is asked for", async () => {
    const id = await created(greeting("Old"));
    await api(ada).put(`${GRAPHS}/${id}`, greeting("New"));
    expect((await api(ada).get(`${GRAPHS}/${id}`)).body).toMatchObject({ version: 2, name: "New" });
    const old = await api(ada).get(`${GRAPHS}/${id}?version=1`);
    expect(old.body).toMatchObject({ version: 1, name: "Old", is_active: false });
  });

  it("takes ids in either case", async () => {
    const id = await created();
    expect(await api(ada).get(`${GRAPHS}/${id.toUpperCase()}`)).toMatchObject({ status: 200, body: { id } });
    const wished = crypto.randomUUID().toUpperCase();
    expect(await created({ ...greeting(), id: wished })).toBe(wished.toLowerCase());
  });

  it("answers the same with a slash at the end", async () => {
    const id = await created();
    expect(await api(ada).get(`${GRAPHS}/${id}/`)).toMatchObject({ status: 200, body: { id } });
  });

  it.each<[string, string, number]>([
    ["a version that is not there", "?version=9", 404],
    ["a version that is no number", "?version=x", 422],
    ["version 0", "?version=0", 422],
  ])("refuses %s", async (_what, search, status) => {
    expect((await api(ada).get(`${GRAPHS}/${await created()}${search}`)).status).toBe(status);
  });

  it("says that it is the version that is not there", async () => {
    const answer = await api(ada).get(`${GRAPHS}/${await created()}?version=9`);
    expect(answer.body).toMatchObject({ error: { message: "Graph version 9 not found" } });
  });

  it("refuses an id that is not a uuid", async () => {
    expect(await api(ada).get(`${GRAPHS}/nope`)).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "graph_id", message: "This must be a UUID" }] } } },
    });
  });
});

describe("PUT /api/v2/builder/graphs/{id}", () => {
  it("makes the next version and leaves the earlier ones as they were", async () => {
    const id = await created(greeting("One"));
    const second = await api(ada).put(`${GRAPHS}/${id}`, graphOf("Two", []));
    expect(second).toMatchObject({ status: 200, body: { id, version: 2, name: "Two", is_active: true } });
    const first = await api(ada).get(`${GRAPHS}/${id}?version=1`);
    expect(first.body).toMatchObject({ name: "One", nodes: [{ id: "who" }, { id: "text" }, { id: "out" }] });
  });

  it("loses no version of many that are saved at once", async () => {
    const id = await created();
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, index) => api(ada).put(`${GRAPHS}/${id}`, greeting(`Save ${index}`))),
    );
    const versions = saved.map(({ body }) => Number(body["version"])).toSorted((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    const rows = await sql<{ count: number }>(
      "select count(*)::int as count from graph_versions where graph_id = $1",
      [id],
    );
    expect(rows).toEqual([{ count: 21 }]);
    expect((await api(ada).get(`${GRAPHS}/${id}`)).body["version"]).toBe(21);
  });

  it("refuses a graph that could never be one, and saves nothing", async () => {
    const id = await created();
    const answer = await api(ada).put(
      `${GRAPHS}/${id}`,
      graphOf("x", [], [link("a", "result", "b", "value")]),
    );
    expect(answer).toMatchObject({ status: 422, body: { error: { code: "VALIDATION_ERROR" } } });
    expect((await api(ada).get(`${GRAPHS}/${id}`)).body["version"]).toBe(1);
  });
});

describe("DELETE /api/v2/builder/graphs/{id}", () => {
  it("takes the graph out of sight, keeps its rows, and a second time finds nothing", async () => {
    const id = await created();
    expect(await api(ada).delete(`${GRAPHS}/${id}`)).toMatchObject({ status: 204, text: "" });
    expect((await api(ada).get(`${GRAPHS}/${id}`)).status).toBe(404);
    expect((await api(ada).put(`${GRAPHS}/${id}`, greeting())).status).toBe(404);
    expect((await api(ada).post(`${GRAPHS}/${id}/execute`, { input_data: { who: "x" } })).status).toBe(404);
    expect((await api(ada).delete(`${GRAPHS}/${id}`)).status).toBe(404);
    expect((await api(ada).get(`${GRAPHS}?page_size=100`)).text).not.toContain(id);
    expect(await sql("select version from graph_versions where graph_id = $1", [id])).toEqual([
      { version: 1 },
    ]);
  });
});

describe("GET /api/v2/builder/blocks", () => {
  it("lists every block with its schemas", async () => {
    const { status, body } = await api(ada).get("/api/v2/builder/blocks");
    expect(status).toBe(200);
    expect(body["blocks"]).toContainEqual(
      expect.objectContaining({
        id: BLOCK.template,
        name: "FillTextTemplateBlock",
        categories: ["TEXT"],
        input_schema: expect.objectContaining({ type: "object" }),
        output_schema: expect.objectContaining({ type: "object" }),
      }),
    );
  });
});

describe("somebody else's graph", () => {
  it.each<[string, string, object | undefined]>([
    ["GET", "", undefined],
    ["PUT", "", greeting()],
    ["DELETE", "", undefined],
    ["POST", "/execute", { input_data: {} }],
  ])("does not exist for %s %s", async (method, path, body) => {
    const id = await created();
    const url = `${GRAPHS}/${id}${path}`;
    await api(ada).post(`${GRAPHS}/${id}/execute`, { input_data: { who: "me" } });
    expect(await api(eve).send(method, url, body)).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND", message: "Graph not found", details: {} } },
    });
  });
});
