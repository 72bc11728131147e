// Graphs as exports of the reference platform carry them: each imports, and does here what it does there.

import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { blockId, type ExportParts, exported, input, output } from "./exports.ts";
import { startPlatform } from "./platform.ts";

const platform = await startPlatform();
const { models } = platform.stack;
const site = createServer((request, response) => {
  const status = Number((request.url ?? "/").slice(1)) || 200;
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ status, type: request.headers["content-type"] ?? null, body }));
  });
});
await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(site.address()).port}`;
afterAll(async () => {
  site.close();
  await platform.stop();
});

const Id = z.looseObject({ id: z.uuid() });

async function imported(graph: JsonObject): Promise<string> {
  const { status, body } = await platform.call("POST", "/api/v2/builder/graphs", graph);
  expect({ status, body }).toMatchObject({ status: 201, body: { id: graph["id"], name: graph["name"] } });
  return Id.parse(body).id;
}

const issuesOf = async (id: string) => {
  const answer = await platform.call("POST", `/api/v2/builder/graphs/${id}/execute`, { input_data: {} });
  expect(answer.status).toBe(422);
  const Refusal = z.object({
    error: z.looseObject({ details: z.looseObject({ issues: z.array(z.looseObject({})) }) }),
  });
  return Refusal.parse(answer.body).error.details.issues;
};

const AGENT_ID = "1d2c6f0a-9f0f-4f5c-8a55-0c1b9a6f7e11";
const doubling = exported("Doubles", {
  nodes: {
    n: input("n"),
    twice: ["CalculatorBlock", { operation: "Multiply", b: 2, round_result: true }],
    out: output("doubled"),
  },
  wires: [
    ["n.result", "twice.a"],
    ["twice.result", "out.value"],
  ],
});

type Case = [name: string, parts: ExportParts, inputs: JsonObject, outputs: Record<string, Json[]>];

const CASES: Case[] = [
  [
    "inputs take the run's value, else their own; typed ones too",
    {
      nodes: {
        a: input("a", "own"),
        b: input("b", "own"),
        n: ["AgentNumberInputBlock", { name: "n", value: 3 }],
        on: ["AgentToggleInputBlock", { name: "on", value: false }],
        pick: ["AgentDropdownInputBlock", { name: "pick", placeholder_values: ["red", "blue"] }],
        out: output("out"),
        number: output("number"),
        toggle: output("toggle"),
        color: output("color"),
      },
      wires: [
        ["a.result", "out.value"],
        ["b.result", "out.value"],
        ["n.result", "number.value"],
        ["on.result", "toggle.value"],
        ["pick.result", "color.value"],
      ],
    },
    { b: "given", on: true, pick: "blue" },
    { out: ["own", "given"], number: [3], toggle: [true], color: ["blue"] },
  ],
  [
    "an output is the value as it came, whatever its format; the pin has the rendered one",
    {
      nodes: {
        in: input("x"),
        raw: output("raw", { format: "<{{ value }}>" }),
        broken: output("broken", { format: "{{ value | nofilter }}" }),
        rendered: output("rendered"),
        failed: output("failed"),
      },
      wires: [
        ["in.result", "raw.value"],
        ["in.result", "broken.value"],
        ["raw.output", "rendered.value"],
        ["broken.output", "failed.value"],
      ],
    },
    { x: "it" },
    { raw: ["it"], broken: ["it"], rendered: ["<it>"], failed: [expect.stringMatching(/^Error/)] },
  ],
  [
    "templates of before have single braces",
    {
      nodes: {
        in: input("who"),
        text: ["FillTextTemplateBlock", { format: "Dear {who}, {not a value}" }],
        out: output("out"),
      },
      wires: [
        ["in.result", "text.values_#_who"],
        ["text.output", "out.value"],
      ],
    },
    { who: "Ada" },
    { out: ["Dear Ada, {not a value}"] },
  ],
  [
    "pins chain into values and build them, also in what a node has by default",
    {
      nodes: {
        in: input("data"),
        text: ["FillTextTemplateBlock", { format: "{{ a }}{{ b.c }}{{ l[1] }}", "values_#_a": "A" }],
        out: output("out"),
      },
      wires: [
        ["in.result_#_rows_$_1_#_name", "text.values_#_b_#_c"],
        ["in.result_@_mark", "text.values_#_l_$_1"],
        ["text.output", "out.value"],
      ],
    },
    { data: { rows: [{}, { name: "B" }], mark: "L" } },
    { out: ["ABL"] },
  ],
  [
    "values are coerced to the types of their pins",
    {
      nodes: {
        in: input("given"),
        text: ["CountItemsBlock", { collection: "abcd" }],
        reversed: ["ReverseListOrderBlock"],
        sum: ["CalculatorBlock", { operation: "Add", a: "2.5", b: [1, 2] }],
        none: ["CalculatorBlock", { operation: "Add", a: "no number", b: 1 }],
        split: ["TextSplitBlock", { text: { a: 1 }, delimiter: ":" }],
        found: ["FindInDictionaryBlock", { input: '{"k": "v"}', key: "k" }],
        count: output("count"),
        list: output("list"),
        number: output("number"),
        zero: output("zero"),
        texts: output("texts"),
        value: output("value"),
      },
      wires: [
        ["in.result", "reversed.input_list"],
        ["text.count", "count.value"],
        ["reversed.reversed_list", "list.value"],
        ["sum.result", "number.value"],
        ["none.result", "zero.value"],
        ["split.texts", "texts.value"],
        ["found.output", "value.value"],
      ],
    },
    { given: { a: 1, b: 2 } },
    {
      count: [4],
      list: [
        [
          ["b", 2],
          ["a", 1],
        ],
      ],
      number: [4.5],
      zero: [1],
      texts: [['{"a"', "1}"]],
      value: ["v"],
    },
  ],
  [
    "a condition compares texts as numbers, and falls back to what it compared",
    {
      nodes: {
        in: input("n"),
        more: ["ConditionBlock", { operator: ">", value2: "9" }],
        other: ["ConditionBlock", { operator: "==", value2: "x", yes_value: "same", no_value: "other" }],
        yes: output("yes"),
        no: output("no"),
        result: output("result"),
      },
      wires: [
        ["in.result", "more.value1"],
        ["in.result", "other.value1"],
        ["more.yes_output", "yes.value"],
        ["other.no_output", "no.value"],
        ["more.result", "result.value"],
      ],
    },
    { n: "10" },
    { yes: [10], no: ["other"], result: [true] },
  ],
  [
    "if-input-matches says null where it has no value to say",
    {
      nodes: {
        match: ["IfInputMatchesBlock", { input: "a", value: "a", no_value: "b" }],
        miss: ["IfInputMatchesBlock", { input: "a", value: "z", no_value: "b" }],
        yes: output("yes"),
        no: output("no"),
      },
      wires: [
        ["match.yes_output", "yes.value"],
        ["miss.no_output", "no.value"],
      ],
    },
    {},
    { yes: [null], no: ["b"] },
  ],
  [
    "a stored value is served again and again to the items of a loop",
    {
      nodes: {
        note: ["NoteBlock", { text: "never runs" }],
        list: input("list"),
        by: input("by"),
        kept: ["StoreValueBlock", { input: null }],
        each: ["StepThroughItemsBlock"],
        times: ["CalculatorBlock", { operation: "Multiply" }],
        out: output("out"),
        keys: output("keys"),
      },
      wires: [
        ["by.result", "kept.input"],
        ["list.result", "each.items"],
        ["each.item", "times.a"],
        ["kept.output", "times.b", true],
        ["times.result", "out.value"],
        ["each.key", "keys.value"],
      ],
    },
    { list: "[1, 2, 3]", by: 10 },
    { out: [10, 20, 30], keys: [0, 1, 2] },
  ],
  [
    "a dictionary is stepped through by its keys",
    {
      nodes: {
        in: input("all"),
        each: ["StepThroughItemsBlock"],
        items: output("items"),
        keys: output("keys"),
      },
      wires: [
        ["in.result", "each.items_object"],
        ["each.item", "items.value"],
        ["each.key", "keys.value"],
      ],
    },
    { all: { x: 1, y: null } },
    { items: [1, null], keys: ["x", "y"] },
  ],
  [
    "lists grow at a place, and come in chunks",
    {
      nodes: {
        add: ["AddToListBlock", { list: [1, 2], entry: 0, position: 0 }],
        more: ["AddToListBlock", { entries: [8, 9] }],
        chunks: ["CreateListBlock", { values: [1, 2, 3], max_size: 2 }],
        sum: output("sum"),
        chunk: output("chunk"),
      },
      wires: [
        ["add.updated_list", "more.list"],
        ["more.updated_list", "sum.value"],
        ["chunks.list", "chunk.value"],
      ],
    },
    {},
    { sum: [[0, 1, 2, 8, 9]], chunk: [[1, 2], [3]] },
  ],
  [
    "text is matched and extracted",
    {
      nodes: {
        in: input("text"),
        all: ["ExtractTextInformationBlock", { pattern: "(\\w+)@(\\w+)", group: 2, find_all: true }],
        none: ["ExtractTextInformationBlock", { pattern: "\\d{9}" }],
        match: ["MatchTextPatternBlock", { match: "^ADA", case_sensitive: false, data: { kept: 1 } }],
        hosts: output("hosts"),
        found: output("found"),
        count: output("count"),
        whole: output("whole"),
        data: output("data"),
      },
      wires: [
        ["in.result", "all.text"],
        ["in.result", "none.text"],
        ["in.result", "match.text"],
        ["all.positive", "hosts.value"],
        ["all.matched_results", "found.value"],
        ["all.matched_count", "count.value"],
        ["none.negative", "whole.value"],
        ["match.positive", "data.value"],
      ],
    },
    { text: "ada@home bob@work" },
    {
      hosts: ["home", "work"],
      found: [["home", "work"]],
      count: [2],
      whole: ["ada@home bob@work"],
      data: [{ kept: 1 }],
    },
  ],
  [
    "a division by zero leaves by the error pin, and the run goes on",
    {
      nodes: {
        in: input("by"),
        quotient: ["CalculatorBlock", { operation: "Divide", a: 1 }],
        rounded: ["CalculatorBlock", { operation: "Power", a: 1.5, b: 2, round_result: true }],
        problem: output("problem"),
        power: output("power"),
      },
      wires: [
        ["in.result", "quotient.b"],
        ["quotient.error", "problem.value"],
        ["rounded.result", "power.value"],
      ],
    },
    { by: 0 },
    { problem: [expect.stringMatching(/./)], power: [2] },
  ],
  [
    "templates are a sandbox",
    {
      nodes: {
        attribute: ["FillTextTemplateBlock", { format: "{{ x.__class__ }}", values: { x: "a" } }],
        global: ["FillTextTemplateBlock", { format: "{{ lipsum }}{{ range(3) | list }}", values: {} }],
        hidden: output("hidden"),
        shown: output("shown"),
      },
      wires: [
        ["attribute.output", "hidden.value"],
        ["attribute.error", "hidden.value"],
        ["global.output", "shown.value"],
      ],
    },
    {},
    { hidden: [expect.stringContaining("cannot be used")], shown: ["[0, 1, 2]"] },
  ],
  [
    "web requests part by the class of their status, and by nobody being there",
    {
      nodes: {
        ok: ["SendWebRequestBlock", { url: `${url}/201`, method: "POST", json_format: true, body: { a: 1 } }],
        form: [
          "SendWebRequestBlock",
          { url: `${url}/200`, method: "POST", json_format: false, body: { a: 1 } },
        ],
        missing: ["SendWebRequestBlock", { url: `${url}/404` }],
        broken: ["SendWebRequestBlock", { url: `${url}/500` }, { retry: { max_attempts: 1 } }],
        nobody: ["SendWebRequestBlock", { url: "http://127.0.0.1:9/" }, { retry: { max_attempts: 1 } }],
        response: output("response"),
        type: output("type"),
        client: output("client"),
        server: output("server"),
        error: output("error"),
      },
      wires: [
        ["ok.response_#_body", "response.value"],
        ["form.response_#_type", "type.value"],
        ["missing.client_error_#_status", "client.value"],
        ["broken.server_error_#_status", "server.value"],
        ["nobody.error", "error.value"],
      ],
    },
    {},
    {
      response: ['{"a":1}'],
      type: ["application/x-www-form-urlencoded"],
      client: [404],
      server: [500],
      error: [expect.stringMatching(/./)],
    },
  ],
  [
    "what is remembered comes back",
    {
      nodes: {
        in: input("value"),
        keep: ["PersistInformationBlock", { key: "imported", scope: "across_agents" }],
        recall: ["RetrieveInformationBlock", { scope: "across_agents" }],
        pass: ["ConditionBlock", { operator: "!=", value2: "-", yes_value: "imported" }],
        out: output("out"),
      },
      wires: [
        ["in.result", "keep.value"],
        ["keep.value", "pass.value1"],
        ["pass.yes_output", "recall.key"],
        ["recall.value", "out.value"],
      ],
    },
    { value: "seen" },
    { out: ["seen"] },
  ],
  [
    "an agent is run with its embedded graph, and its outputs leave by their names",
    {
      nodes: {
        in: input("n"),
        agent: [
          "AgentExecutorBlock",
          {
            graph_id: AGENT_ID,
            graph_version: 7,
            inputs: {},
            input_schema: { type: "object", properties: { n: { title: "n" } }, required: ["n"] },
            output_schema: { type: "object", properties: { doubled: { title: "doubled" } } },
          },
        ],
        out: output("out"),
      },
      wires: [
        ["in.result", "agent.n"],
        ["agent.doubled", "out.value"],
      ],
      subGraphs: [{ ...doubling, id: AGENT_ID, version: 7 }],
    },
    { n: 21 },
    { out: [42] },
  ],
  [
    "a node whose credentials are optional, and that has none, is done without output",
    {
      nodes: {
        in: input("x"),
        quiet: [
          "GithubListBranchesBlock",
          { repo_url: "https://github.com/a/b" },
          { credentials_optional: true },
        ],
        branches: output("branches"),
        out: output("out"),
      },
      wires: [
        ["quiet.branches", "branches.value"],
        ["in.result", "out.value"],
      ],
    },
    { x: 1 },
    { out: [1] },
  ],
];

describe("an imported graph", () => {
  it.each(CASES)("%s", async (name, parts, inputs, outputs) => {
    const id = await imported(exported(name, parts));
    const execution = await platform.ended(await platform.start(id, inputs));
    expect(execution).toMatchObject({ status: "COMPLETED", outputs });
    expect(Object.keys(execution.outputs).sort()).toEqual(Object.keys(outputs).sort());
    expect(execution.node_executions.map(({ node_id }) => node_id)).not.toContain("note");
  });

  it("with people in it passes them by where its safe mode is off, and asks where it is on", async () => {
    const review: ExportParts = {
      nodes: {
        in: input("draft"),
        ask: ["HumanInTheLoopBlock", { name: "Check the draft" }],
        out: output("approved"),
        no: output("rejected"),
        why: output("why"),
      },
      wires: [
        ["in.result", "ask.data"],
        ["ask.approved_data", "out.value"],
        ["ask.rejected_data", "no.value"],
        ["ask.review_message", "why.value"],
      ],
    };
    const off = { ...exported("Unasked", review), settings: { human_in_the_loop_safe_mode: false } };
    const passed = await platform.ended(await platform.start(await imported(off), { draft: "text" }));
    expect(passed.outputs).toEqual({ approved: ["text"] });
    const id = await platform.start(await imported(exported("Asked", review)), { draft: "text" });
    const Reviews = z.object({ reviews: z.array(z.looseObject({ id: z.string(), digest: z.string() })) });
    const waiting = async () =>
      Reviews.parse((await platform.call("GET", `/api/v2/reviews?execution_id=${id}&status=WAITING`)).body)
        .reviews;
    await expect.poll(async () => (await waiting()).length).toBe(1);
    const [{ id: asked, digest } = { id: "", digest: "" }] = await waiting();
    await platform.call("POST", `/api/v2/reviews/${asked}/reject`, { digest, message: "Too long" });
    expect((await platform.ended(id)).outputs).toEqual({ rejected: ["text"], why: ["Too long"] });
  });

  it("with a model answers, then says what it asked; prompts are templates", async () => {
    models.scripts.push({ when: "Say hello to Ada", answers: [{ text: "Hello." }] });
    const graph = exported("Greets", {
      nodes: {
        in: input("who"),
        model: ["AITextGeneratorBlock", { prompt: "Say hello to {{ who }}", model: "GPT4O", retry: 3 }],
        out: output("said"),
        asked: output("asked"),
      },
      wires: [
        ["in.result", "model.prompt_values_#_who"],
        ["model.response", "out.value"],
        ["model.prompt", "asked.value"],
      ],
    });
    const execution = await platform.ended(await platform.start(await imported(graph), { who: "Ada" }));
    expect(execution.outputs).toMatchObject({ said: ["Hello."], asked: [expect.anything()] });
    expect(JSON.stringify(execution.outputs["asked"])).toContain("Say hello to Ada");
  });

  it("with an orchestrator goes round by links until it finishes, one decision a round", async () => {
    const prompt = "Double 21 by the links.";
    const call = { calls: [{ name: "doubler", arguments: { a: 21 } }] };
    models.scripts.push({ when: prompt, answers: [call, { text: "It is 42." }] });
    const graph = exported("Smart", {
      nodes: {
        task: input("task"),
        decide: ["OrchestratorBlock", { sys_prompt: "Use tools", agent_mode_max_iterations: 0 }],
        doubler: ["CalculatorBlock", { operation: "Multiply", b: 2 }, { customized_name: "Doubler" }],
        out: output("answer"),
      },
      wires: [
        ["task.result", "decide.prompt"],
        ["decide.tools_^_doubler_~_a", "doubler.a"],
        ["decide.conversations", "decide.conversation_history"],
        ["doubler.result", "decide.last_tool_output"],
        ["decide.finished", "out.value"],
      ],
    });
    const execution = await platform.ended(await platform.start(await imported(graph), { task: prompt }));
    expect(execution).toMatchObject({ status: "COMPLETED", outputs: { answer: ["It is 42."] } });
    expect(execution.node_executions.filter(({ node_id }) => node_id === "decide")).toHaveLength(2);
  });

  it("names every block that is not here, and keeps them all with their links", async () => {
    const strangers = ["a1e2d3c4-0001-4000-8000-000000000001", "a1e2d3c4-0002-4000-8000-000000000002"];
    const graph = exported("Strange", {
      nodes: {
        in: input("x"),
        one: [strangers[0] ?? "", { setting: { deep: [1] } }],
        two: [strangers[1] ?? "", { credentials: { id: "gone", provider: "exa", type: "api_key" } }],
        out: output("out"),
      },
      wires: [
        ["in.result", "one.anything"],
        ["one.result_#_a", "two.values_$_0"],
        ["two.result", "out.value"],
      ],
    });
    const id = await imported(graph);
    expect(await issuesOf(id)).toMatchObject([
      { path: "nodes[1].block_id", message: `There is no block ${strangers[0]}` },
      { path: "nodes[2].block_id", message: `There is no block ${strangers[1]}` },
    ]);
    const { body } = await platform.call("GET", `/api/v2/builder/graphs/${id}`);
    expect(body).toMatchObject({
      nodes: [{}, { input_default: { setting: { deep: [1] } } }, {}, {}],
      links: [{ sink_name: "anything" }, { source_name: "result_#_a", sink_name: "values_$_0" }, {}],
    });
  });

  it("with a trigger imports, and takes the payload as an input of the run", async () => {
    const graph = exported("Triggered", {
      nodes: {
        hook: ["GenericWebhookTriggerBlock", { constants: { source: "shop" } }],
        payload: output("payload"),
        constants: output("constants"),
      },
      wires: [
        ["hook.payload", "payload.value"],
        ["hook.constants", "constants.value"],
      ],
    });
    expect(await imported(graph)).toBe(graph["id"]);
  });

  it("comes out as it went in: exported again it has no owner, no credentials, and imports elsewhere", async () => {
    const credentials = { id: crypto.randomUUID(), provider: "github", type: "api_key", title: "Mine" };
    const graph = exported("Round trip", {
      nodes: {
        in: input("x"),
        secret: ["AgentInputBlock", { name: "token", value: "s3cret", secret: true }],
        list: ["GithubListBranchesBlock", { repo_url: "https://github.com/a/b", credentials }],
        out: output("out"),
      },
      wires: [["in.result", "out.value"]],
    });
    const id = await imported(graph);
    const again = await platform.call("GET", `/api/v2/builder/graphs/${id}?for_export=true`);
    expect(JSON.stringify(again.body)).not.toMatch(/s3cret|Mine/);
    expect(again.body).toMatchObject({
      sub_graphs: [],
      input_schema: { properties: { x: {}, token: {} } },
      output_schema: { properties: { out: {} } },
    });
    const Fields = z.looseObject({
      credentials_input_schema: z.looseObject({ properties: z.record(z.string(), z.unknown()) }),
    });
    const { properties } = Fields.parse(again.body).credentials_input_schema;
    expect(Object.values(properties)).toMatchObject([{ credentials_provider: ["github"] }]);
    const copy = await platform.call("POST", "/api/v2/builder/graphs", again.body);
    expect(copy.status).toBe(201);
    expect(Id.parse(copy.body).id).not.toBe(id);
  });
});

it("the old name of the orchestrator is its id's", () => {
  expect(blockId("OrchestratorBlock")).toBe("3b191d9f-356f-482d-8238-ba04b6d18381");
});
