import { describe, expect, it } from "vitest";
import { compile, microsOf } from "#kernel/compile.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { draw, factsFor, type NodeSketch, planFor, tryCompile } from "./graphs.ts";

const NEEDS_TEXT: NodeSketch = { inputs: { text: { required: true, hasDefault: false } } };

const PAYLOAD: NodeSketch = { inputs: { payload: { required: false, hasDefault: true } } };

describe("a graph that cannot run", () => {
  it.each<[string, Record<string, NodeSketch>, string[], [path: string, message: string][]]>([
    [
      "a required input that nothing feeds",
      { a: NEEDS_TEXT },
      [],
      [["nodes[0].input_default.text", 'Block a needs "text": give it a value or a link']],
    ],
    [
      "a required input that is null",
      { a: { ...NEEDS_TEXT, defaults: { text: null } } },
      [],
      [["nodes[0].input_default.text", 'Block a needs "text": give it a value or a link']],
    ],
    [
      "a required input that only a note is linked to",
      { note: { kind: "NOTE" }, a: NEEDS_TEXT },
      ["note.p -> a.text"],
      [["nodes[1].input_default.text", 'Block a needs "text": give it a value or a link']],
    ],
    ...(["WEBHOOK", "WEBHOOK_MANUAL"] as const).map(
      (kind): [string, Record<string, NodeSketch>, string[], [string, string][]] => [
        `a trigger (${kind}) of which nothing says what was sent`,
        { a: { kind, ...PAYLOAD } },
        [],
        [["nodes[0].input_default.payload", 'Block a needs "payload": give it a value or a link']],
      ],
    ),
    [
      "a link from nowhere",
      { a: {} },
      ["ghost.p -> a.x"],
      [["links[0].source_id", "There is no node ghost"]],
    ],
    ["a link to nowhere", { a: {} }, ["a.p -> ghost.x"], [["links[0].sink_id", "There is no node ghost"]]],
    [
      "a link from an output that there is not",
      { a: {}, b: {} },
      ["a.p -> b.x", "a.none_#_k -> b.x"],
      [["links[1].source_name", 'Block a has no output "none_#_k"']],
    ],
    [
      "a link to an input that there is not",
      { a: {}, b: {} },
      ["a.p -> b.none_$_0"],
      [["links[0].sink_name", 'Block b has no input "none_$_0"']],
    ],
    [
      "a link to what every object inherits",
      { a: {}, b: {} },
      ["a.p -> b.hasOwnProperty"],
      [["links[0].sink_name", 'Block b has no input "hasOwnProperty"']],
    ],
    [
      "a tool pin of what is no orchestrator",
      { a: {}, b: {} },
      ["a.tools_^_b_~_x -> b.x"],
      [["links[0].source_name", 'Block a has no output "tools_^_b_~_x"']],
    ],
    [
      "everything that is wrong at once",
      { a: NEEDS_TEXT, b: NEEDS_TEXT },
      ["a.none -> ghost.x", "ghost.p -> b.none"],
      [
        ["nodes[0].input_default.text", 'Block a needs "text": give it a value or a link'],
        ["nodes[1].input_default.text", 'Block b needs "text": give it a value or a link'],
        ["links[0].sink_id", "There is no node ghost"],
        ["links[0].source_name", 'Block a has no output "none"'],
        ["links[1].source_id", "There is no node ghost"],
        ["links[1].sink_name", 'Block b has no input "none"'],
      ],
    ],
  ])("K22: is refused for %s", (_what, nodes, links, issues) => {
    const expected = issues.map(([path, message]) => ({ path, message }));
    expect(tryCompile(nodes, links)).toEqual({ ok: false, issues: expected });
  });

  it.each<[JsonObject, field: string]>([
    [{ retry: [] }, "retry"],
    [{ retry: { max_attempts: "5", initial_ms: 10 } }, "retry.max_attempts"],
    [{ retry: { initial_ms: -1 } }, "retry.initial_ms"],
    [{ retry: { factor: 0 } }, "retry.factor"],
    [{ retry: { max_ms: true } }, "retry.max_ms"],
    [{ timeout_ms: 0 }, "timeout_ms"],
    [{ timeout_ms: "50" }, "timeout_ms"],
    [{ max_cost: -1 }, "max_cost"],
  ])("K14: is refused for the metadata %j of a node, by the field %s", (metadata, field) => {
    const compiled = tryCompile({ a: {}, b: { metadata } }, []);
    expect(compiled.ok ? [] : compiled.issues.map(({ path }) => path)).toEqual([
      `nodes[1].metadata.${field}`,
    ]);
  });

  const timer = (defaults: JsonObject): NodeSketch => ({
    waits: true,
    waitPins: { x: 1000, y: 60_000 },
    repeatPin: "value",
    defaults,
  });

  it.each<[string, JsonObject, string[], string[]]>([
    ["that one of its values makes too long", { x: 3601 }, [], ["x"]],
    ["that two make too long together, by the one that makes most of it", { x: 10, y: 60 }, [], ["y"]],
    ["that is as long as its run may take", { x: "0", y: "60" }, [], []],
    ["that another value shortens", { x: -60, y: 61 }, [], []],
    ["whose length is no number", { x: "soon", y: 61 }, [], []],
    ["whose length a link brings, whatever the value", { y: 61 }, ["a.p -> b.y"], []],
    ["of which a link brings a part, and the rest is too long", { x: 3601 }, ["a.p -> b.y"], ["x"]],
    ["that nothing says how long it is", {}, [], []],
    ["that is too long when it is repeated", { y: 30, value: 3 }, [], ["value"]],
    ["that is too long whether it is repeated or not", { y: 61, value: 3 }, [], ["y"]],
    ["that is repeated as often as its run may take", { y: "30", value: "2" }, [], []],
    ["that is repeated no number of times", { y: 30, value: "often" }, [], []],
    ["that is repeated as often as a link says", { y: 30, value: 3 }, ["a.p -> b.value"], []],
    ["whose length a link brings, however often", { y: 30, value: 3 }, ["a.p -> b.y"], []],
  ])("K22: is refused, or not, for a wait %s", (_what, defaults, links, pins) => {
    const compiled = tryCompile({ a: {}, b: timer(defaults) }, links, { wallMs: 3_600_000 });
    const message = "Block b would wait for longer than the 3600 seconds that its run may take";
    expect(compiled.ok ? [] : compiled.issues).toEqual(
      pins.map((pin) => ({ path: `nodes[1].input_default.${pin}`, message })),
    );
  });

  it("K22: is refused for a block that there is not", () => {
    const graph = draw({ a: {}, b: {} }, ["a.p -> b.anything"]);
    expect(compile(graph, factsFor({ a: {} }))).toEqual({
      ok: false,
      issues: [{ path: "nodes[1].block_id", message: "There is no block block-b" }],
    });
  });
});

describe("a graph that can run", () => {
  it.each<[string, Record<string, NodeSketch>, string[]]>([
    ["feeds a required input by its default", { a: { ...NEEDS_TEXT, defaults: { text: "" } } }, []],
    ["feeds a required input by a link", { a: {}, b: NEEDS_TEXT }, ["a.p -> b.text"]],
    ["feeds a required input by dynamic pins", { a: {}, b: NEEDS_TEXT }, ["a.p -> b.text_#_k"]],
    ["feeds it by dynamic pins in the defaults", { a: { ...NEEDS_TEXT, defaults: { "text_#_k": 1 } } }, []],
    [
      "needs nothing that has a default",
      { a: { inputs: { text: { required: true, hasDefault: true } } } },
      [],
    ],
    ["asks nothing of a note", { a: { ...NEEDS_TEXT, kind: "NOTE" } }, []],
    ["links the error of any block", { a: { outputs: [] }, b: {} }, ["a.error -> b.x"]],
    [
      "links an agent's pins by any name",
      { a: {}, b: { kind: "AGENT" } },
      ["a.p -> b.any", "b.other -> a.x"],
    ],
    ["links an orchestrator's tools", { a: { outputs: ["tools"] }, b: {} }, ["a.tools_^_b_~_x -> b.x"]],
  ])("K22: %s", (_what, nodes, links) => {
    expect(tryCompile(nodes, links)).toMatchObject({ ok: true });
  });

  it("K20: leaves notes and their links out", () => {
    const { nodes, entry } = planFor({ note: { kind: "NOTE" }, a: {} }, ["note.p -> a.x", "a.p -> note.x"]);
    expect([Object.keys(nodes), entry]).toEqual([["a"], ["a"]]);
    expect(nodes["a"]).toMatchObject({ links: {}, waitsFor: [] });
  });

  it("K7: makes a link static if it says so, or its source does", () => {
    const plan = planFor({ a: { staticOutput: true }, b: {}, sink: {} }, [
      "a.p -> sink.x",
      "b.p => sink.y",
      "b.p -> sink.items",
    ]);
    expect(plan.nodes["sink"]).toMatchObject({ waitsFor: ["x", "y", "items"], staticPins: ["x", "y"] });
  });

  it("K22: groups links by the pin they leave from, in link order, and waits for each pin once", () => {
    const plan = planFor({ a: {}, b: {} }, ["a.p_#_k -> b.x", "a.q -> b.x", "a.p -> b.y"]);
    expect(plan.nodes["a"]?.links).toEqual({
      p: [
        { sink: "b", path: [{ kind: "key", key: "k" }], sinkName: "x", isStatic: false },
        { sink: "b", path: [], sinkName: "y", isStatic: false },
      ],
      q: [{ sink: "b", path: [], sinkName: "x", isStatic: false }],
    });
    expect(plan.nodes["b"]?.waitsFor).toEqual(["x", "y"]);
  });

  it.each<[string, NodeSketch, { maxAttempts: number; initialMs: number; factor: number; maxMs: number }]>([
    ["three times, by default", {}, { maxAttempts: 3, initialMs: 1000, factor: 2, maxMs: 60_000 }],
    ["once if it is pure", { pure: true }, { maxAttempts: 1, initialMs: 1000, factor: 2, maxMs: 60_000 }],
    [
      "as its node says",
      { pure: true, metadata: { retry: { max_attempts: 5, initial_ms: 10, factor: 3, max_ms: 99 } } },
      { maxAttempts: 5, initialMs: 10, factor: 3, maxMs: 99 },
    ],
    [
      "by default where its node says nothing",
      { metadata: { retry: { max_attempts: null, max_ms: null } } },
      { maxAttempts: 3, initialMs: 1000, factor: 2, maxMs: 60_000 },
    ],
    [
      "as often and as late as makes sense, at most",
      { metadata: { retry: { max_attempts: 1e9, initial_ms: 1e12, factor: 1e6, max_ms: 1e300 } } },
      { maxAttempts: 100, initialMs: 86_400_000, factor: 100, maxMs: 86_400_000 },
    ],
    [
      "by default where there is no policy",
      { metadata: { retry: null } },
      { maxAttempts: 3, initialMs: 1000, factor: 2, maxMs: 60_000 },
    ],
  ])("K14: tries a node %s", (_what, node, retry) => {
    expect(planFor({ a: node }, []).nodes["a"]?.retry).toEqual(retry);
  });

  it.each<[JsonObject, number]>([
    [{}, 300_000],
    [{ timeout_ms: 50 }, 50],
    [{ timeout_ms: null }, 300_000],
    [{ timeout_ms: 3_600_000 }, 3_600_000],
    [{ timeout_ms: 3_600_001 }, 3_600_000],
  ])("K14: gives a node with %j %i ms", (metadata, timeoutMs) => {
    expect(planFor({ a: { metadata } }, []).nodes["a"]?.timeoutMs).toBe(timeoutMs);
  });

  it("K14: lets a node that waits take as long as it says, and its run by default", () => {
    const wait = (metadata: JsonObject, waits = true) =>
      planFor({ a: { waits, metadata } }, []).nodes["a"]?.waitMs;
    expect([wait({}), wait({ timeout_ms: 50 }), wait({ timeout_ms: 50 }, false)]).toEqual([
      undefined,
      50,
      undefined,
    ]);
    expect(wait({ timeout_ms: 1e15 })).toBe(30 * 86_400_000);
  });
});

it("K22: a trigger runs once it has a payload, be it empty or from a link; others need none", () => {
  const trigger: NodeSketch = { kind: "WEBHOOK", ...PAYLOAD };
  expect(tryCompile({ a: { ...trigger, defaults: { payload: {} } } }, []).ok).toBe(true);
  expect(tryCompile({ a: {}, b: trigger }, ["a.p -> b.payload"]).ok).toBe(true);
  expect(tryCompile({ a: PAYLOAD }, []).ok).toBe(true);
});

it("what a graph says of its runs goes before what all runs have", () => {
  const nodes = { a: {} };
  const graph = { ...draw(nodes, []), limits: { nodeExecutions: 7 } };
  const compiled = compile(graph, factsFor(nodes), { ...DEFAULT_LIMITS, cost: 9 });
  expect(compiled).toMatchObject({ ok: true, plan: { limits: { nodeExecutions: 7, cost: 9 } } });
});

it("an agent may cost something, though its block charges nothing itself", () => {
  const { nodes } = planFor({ agent: { kind: "AGENT" }, other: {} }, [], { nodeCost: 60 });
  expect([nodes["agent"]?.maxCost, nodes["other"]?.maxCost]).toEqual([60, 0]);
});

describe("K22: a node that may do without credentials", () => {
  const needed = { required: true, hasDefault: false };
  const inputs = { credentials: needed, api_credentials: needed, text: needed, mycredentials: needed };
  const spared = (defaults: JsonObject): NodeSketch => ({
    inputs,
    defaults,
    metadata: { credentials_optional: true },
  });

  it("needs all else that it would, whatever else is called like one", () => {
    const compiled = tryCompile({ a: spared({}) }, []);
    expect(compiled.ok ? [] : compiled.issues.map(({ path }) => path)).toEqual([
      "nodes[0].input_default.text",
      "nodes[0].input_default.mycredentials",
    ]);
  });

  it("is left without empty places for credentials, and keeps what else is empty", () => {
    const given = { text: [], mycredentials: {}, credentials: {}, api_credentials: null };
    expect(planFor({ a: spared(given) }, []).nodes["a"]?.defaults).toEqual({ text: [], mycredentials: {} });
    const chosen = { ...given, credentials: { id: "1" } };
    expect(planFor({ a: spared(chosen) }, []).nodes["a"]?.defaults).toMatchObject({
      credentials: { id: "1" },
    });
  });
});

it("K22: an MCP tool takes what its server's tool takes, which only its node knows", () => {
  expect(tryCompile({ a: {}, tool: { kind: "MCP_TOOL" } }, ["a.p -> tool.anything"]).ok).toBe(true);
});

it("an amount of dollars is the nearest whole number of micro-dollars", () => {
  expect([1.005, 0.1, 0.000_000_6, 0].map(microsOf)).toEqual([1_005_000, 100_000, 1, 0]);
});
