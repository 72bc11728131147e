import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { sendAuthenticatedWebRequest } from "#blocks/http/send-authenticated-web-request.ts";
import type { JsonObject } from "#lib/json.ts";
import { BLOCK, graphOf, link, node } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, engine } = await world();
const ada = await session(person("ada"));
const GRAPHS = "/api/v2/builder/graphs";
const ref = { id: crypto.randomUUID(), provider: "http", type: "host_scoped" };
const KEY = "http_host_scoped_api.example.com_credentials";

const ask = (id: string, more: JsonObject = {}): JsonObject =>
  node(id, sendAuthenticatedWebRequest.id, { url: "https://api.example.com/x", ...more });

const optional = (of: JsonObject): JsonObject => ({ ...of, metadata: { credentials_optional: true } });

const saved = async (...nodes: JsonObject[]): Promise<string> =>
  textOf(await api(ada).post(GRAPHS, graphOf("Calls", nodes)), "id");

const schemaOf = async (id: string) =>
  (await api(ada).get(`${GRAPHS}/${id}`)).body["credentials_input_schema"];

describe("the credentials of a graph", () => {
  it("are one field where they fit each other, and another for another host", async () => {
    const elsewhere = { url: "https://other.example.com/" };
    expect(
      await schemaOf(await saved(ask("a"), ask("b", { credentials: ref }), ask("c", elsewhere))),
    ).toMatchObject({
      type: "object",
      required: [KEY, "http_host_scoped_other.example.com_credentials"],
      properties: {
        [KEY]: {
          credentials_provider: ["http"],
          credentials_types: ["host_scoped"],
          discriminator_values: ["api.example.com"],
          required: ["id", "provider", "type"],
        },
      },
    });
  });

  it.each<[string, JsonObject]>([
    ["have one", ask("a", { credentials: ref })],
    ["may do without", optional(ask("a"))],
  ])("are not required of nodes that %s", async (_what, of) => {
    expect(await schemaOf(await saved(of))).toMatchObject({ properties: { [KEY]: {} }, required: [] });
  });

  it("are missed before the run, in the plan and at the start", async () => {
    const id = await saved(ask("a"));
    const plan = await api(ada).post(`${GRAPHS}/${id}/plan`, {});
    expect(plan.body).toMatchObject({
      can_run: false,
      missing_credentials: [{ node_id: "a", pin: "credentials" }],
    });
    expect(await api(ada).post(`${GRAPHS}/${id}/execute`, {})).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "nodes[0].input_default.credentials" }] } } },
    });
  });

  it("can come with the run, and are its own", async () => {
    const id = await saved(ask("a"), ask("b", { credentials: { ...ref, id: "mine" } }));
    const credentials_inputs = { [KEY]: ref };
    const plan = await api(ada).post(`${GRAPHS}/${id}/plan`, { credentials_inputs });
    expect(plan.body).toMatchObject({ can_run: true, missing_credentials: [] });
    const started = await api(ada).post(`${GRAPHS}/${id}/execute`, { credentials_inputs });
    expect(started.status, started.text).toBe(200);
    const run = engine.started.find(({ executionId }) => executionId === started.body["execution_id"]);
    expect(run?.plan.nodes["a"]?.defaults["credentials"]).toEqual(ref);
    expect(run?.plan.nodes["b"]?.defaults["credentials"]).toEqual(ref);
    expect((await api(ada).post(`${GRAPHS}/${id}/execute`, {})).status).toBe(422);
  });

  it.each<[string, object]>([
    ["no id", { [KEY]: { provider: "http", type: "host_scoped" } }],
    ["an unknown type", { [KEY]: { ...ref, type: "magic" } }],
    ["a secret in their place", { [KEY]: "sesame" }],
  ])("are refused with %s", async (_what, credentials_inputs) => {
    const id = await saved(ask("a"));
    expect((await api(ada).post(`${GRAPHS}/${id}/execute`, { credentials_inputs })).status).toBe(422);
  });

  it("are refused when no node takes them, here or in an agent's graph", async () => {
    const child = await saved(ask("a", { credentials: ref }));
    const agent = { graph_id: child, graph_version: 1, input_schema: {}, output_schema: {} };
    const id = await saved(node("agent", agentExecutor.id, agent));
    const execute = (credentials_inputs: JsonObject) =>
      api(ada).post(`${GRAPHS}/${id}/execute`, { credentials_inputs });
    expect(await execute({ [KEY]: ref })).toMatchObject({ status: 200 });
    const before = engine.started.length;
    expect(await execute({ [KEY]: ref, http_credentials: ref })).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "credentials_inputs.http_credentials" }] } } },
    });
    expect(engine.started).toHaveLength(before);
  });

  it("are not needed where a node may do without", async () => {
    const id = await saved(optional(ask("a", { credentials: null })));
    expect((await api(ada).post(`${GRAPHS}/${id}/plan`, {})).body).toMatchObject({
      can_run: true,
      missing_credentials: [],
    });
    const started = await api(ada).post(`${GRAPHS}/${id}/execute`, {});
    const run = engine.started.find(({ executionId }) => executionId === started.body["execution_id"]);
    expect(Object.keys(run?.plan.nodes["a"]?.defaults ?? {})).toEqual(["url"]);
  });
});

it("an export has neither credentials nor secret values, also in what it embeds", async () => {
  const secret = node("key", BLOCK.input, { name: "key", secret: true, value: "sesame" });
  const file = { id: "1aB", name: "Plan", _credentials_id: ref.id };
  const graph = {
    ...graphOf(
      "Export",
      [ask("a", { credentials: ref }), secret],
      [link("key", "result", "a", "body_#_key")],
    ),
    sub_graphs: [
      { id: "sub", nodes: [{ id: "s", block_id: "x", input_default: { credentials: ref, a: 1, file } }] },
    ],
  };
  const id = textOf(await api(ada).post(GRAPHS, graph), "id");
  const exported = await api(ada).get(`${GRAPHS}/${id}?for_export=true`);
  expect(exported.text).not.toMatch(new RegExp(`sesame|${ref.id}`));
  expect(exported.body).toMatchObject({
    nodes: [{ input_default: { url: "https://api.example.com/x" } }, { input_default: { name: "key" } }],
    sub_graphs: [{ nodes: [{ input_default: { a: 1, file: { id: "1aB", name: "Plan" } } }] }],
  });
  expect((await api(ada).get(`${GRAPHS}/${id}`)).text).toContain(ref.id);
});
