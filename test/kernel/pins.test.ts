import { describe, expect, it } from "vitest";
import { expand, type PathStep, parsePin, pinProblem, resolve } from "#kernel/pins.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { planFor, play } from "./graphs.ts";

const path = (name: string): PathStep[] => parsePin(name).path;

describe("the name of a pin", () => {
  it.each<[string, string, [PathStep["kind"], string][]]>([
    ["plain", "plain", []],
    ["values_#_a", "values", [["key", "a"]]],
    ["items_$_2", "items", [["index", "2"]]],
    ["user_@_email", "user", [["key", "email"]]],
    [
      "a_#_b_$_0_@_c",
      "a",
      [
        ["key", "b"],
        ["index", "0"],
        ["key", "c"],
      ],
    ],
    ["under_score_#_and_more", "under_score", [["key", "and_more"]]],
    ["a_#_", "a", [["key", ""]]],
    ["tools_^_node_~_pin", "tools_^_node_~_pin", []],
  ])("K8: %s ends at its first mark", (name, pin, steps) => {
    expect(parsePin(name)).toEqual({ pin, path: steps.map(([kind, key]) => ({ kind, key })) });
  });

  it.each<[string, string | null]>([
    ["values_#_a", null],
    ["items_$_10000", null],
    ["toString", null],
    ["items_$_10001", '"items_$_10001" needs a list index from 0 to 10000'],
    ["items_$_-1", '"items_$_-1" needs a list index from 0 to 10000'],
    ["items_$_x", '"items_$_x" needs a list index from 0 to 10000'],
    ["items_$_", '"items_$_" needs a list index from 0 to 10000'],
    ["__proto__", '"__proto__" uses a reserved name'],
    ["constructor_#_a", '"constructor_#_a" uses a reserved name'],
    ["values_#_a_@_prototype", '"values_#_a_@_prototype" uses a reserved name'],
  ])("K8: %s is refused or not: %s", (name, problem) => {
    expect(pinProblem(name)).toBe(problem);
  });
});

describe("what a path picks", () => {
  const value: Json = { list: [1, { k: "inner" }, null], none: null, "": "empty" };

  it.each<[string, Json | undefined]>([
    ["p", value],
    ["p_#_list_$_0", 1],
    ["p_@_list_$_1_#_k", "inner"],
    ["p_#_list_$_2", null],
    ["p_#_none", null],
    ["p_#_", "empty"],
    ["p_#_absent", undefined],
    ["p_#_none_#_deeper", undefined],
    ["p_#_list_$_3", undefined],
    ["p_#_list_#_0", undefined],
    ["p_#_list_#_length", undefined],
    ["p_$_0", undefined],
    ["p_#_toString", undefined],
    ["p_#_list_$_1_#_constructor", undefined],
  ])("K8: %s", (name, picked) => {
    expect(resolve(value, path(name))).toEqual(picked);
  });
});

describe("what dynamic pins build", () => {
  it.each<[string, JsonObject, JsonObject]>([
    ["a dictionary", { "v_#_a": 1, "v_#_b": 2 }, { v: { a: 1, b: 2 } }],
    ["a list, padded with null", { l_$_2: "c", l_$_0: "a" }, { l: ["a", null, "c"] }],
    ["an object's attributes", { "u_@_name": "Ada" }, { u: { name: "Ada" } }],
    ["nested ones", { "v_#_a_$_1_@_k": 1 }, { v: { a: [null, { k: 1 }] } }],
    ["into a default", { v: { a: 0, z: 9 }, "v_#_a": 1 }, { v: { a: 1, z: 9 } }],
    ["over a default that is no container", { v: "text", "v_#_a": 1 }, { v: { a: 1 } }],
    ["over a list where a key is built", { v: [1], "v_#_a": 1 }, { v: { a: 1 } }],
    ["null", { "v_#_a": null }, { v: { a: null } }],
  ])("K8: %s", (_what, flat, built) => {
    expect(expand(flat)).toEqual({ ...flat, ...built });
  });

  it("K8: nothing of a reserved name", () => {
    const input = expand({ "__proto___#_polluted": true, "v_#___proto___#_polluted": true, "v_#_a": 1 });
    expect(input).toEqual({
      "__proto___#_polluted": true,
      "v_#___proto___#_polluted": true,
      "v_#_a": 1,
      v: { a: 1 },
    });
    expect([Object.getPrototypeOf(input), "polluted" in input]).toEqual([Object.prototype, false]);
  });

  it("K2: a new input, beside the one it was given", () => {
    const given: JsonObject = Object.freeze({ v: Object.freeze({ a: 0 }), "v_#_a": 1 });
    expect(expand(given)).not.toBe(given);
    expect(given["v"]).toEqual({ a: 0 });
  });
});

it("K8: a path builds nothing into what objects inherit from", () => {
  expect(expand({ "values_#___proto___#_x": true })["values"]).toBeNull();
});

describe("pins in a run", () => {
  it("K8: a path that leads nowhere sends nothing, null is sent", () => {
    const run = play(
      planFor({ a: {}, left: {}, right: {} }, ["a.p_#_k -> left.x", "a.p_#_absent -> right.x"]),
    );
    run.run("a#1", ["p", { k: null }]);
    expect(run.alive).toEqual(["left#1 QUEUED"]);
    expect(run.input("left#1")).toEqual({ x: null });
  });

  it("K8: null on the very pin is sent", () => {
    const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x"]));
    run.run("a#1", ["p", null]);
    expect(run.input("b#1")).toEqual({ x: null });
  });

  it("K8: links of one pin get the value and its parts in link order", () => {
    const run = play(planFor({ a: {}, b: {} }, ["a.p_#_k -> b.x", "a.p -> b.y", "a.p_@_k -> b.items_$_1"]));
    run.run("a#1", ["p", { k: 1 }]);
    expect(run.input("b#1")).toEqual({ x: 1, y: { k: 1 }, items_$_1: 1, items: [null, 1] });
  });

  it("K8: an output whose name has marks reaches the links of that name, and those that go on from it", () => {
    const run = play(
      planFor({ agent: { kind: "AGENT" }, b: {}, c: {}, d: {} }, [
        "agent.total_#_sum -> b.x",
        "agent.total_#_sum_#_net -> c.x",
        "agent.total_#_tax -> d.x",
      ]),
    );
    run.run("agent#1", ["total_#_sum", { net: 7 }]);
    expect([run.input("b#1"), run.input("c#1"), run.input("d#1")]).toEqual([
      { x: { net: 7 } },
      { x: 7 },
      undefined,
    ]);
  });

  it("K8: an output whose name picks by key reaches no link that picks by index", () => {
    const run = play(planFor({ agent: { kind: "AGENT" }, b: {} }, ["agent.list_$_0 -> b.x"]));
    run.run("agent#1", ["list_#_0", "value"]);
    expect(run.input("b#1")).toBeUndefined();
  });

  it("K8: an output called like what every object inherits goes nowhere without a link", () => {
    const run = play(planFor({ a: {}, b: {} }, ["a.p -> b.x"]));
    run.run("a#1", ["toString", "text"], ["p", 1]);
    expect(run.input("b#1")).toEqual({ x: 1 });
  });

  it("K8: dynamic pins may stand in the defaults too", () => {
    const nodes = { a: {}, b: { defaults: { "values_#_k": "default", "values_#_l": "default" } } };
    const run = play(planFor(nodes, ["a.p -> b.values_#_k"]));
    run.run("a#1", ["p", "value"]);
    expect(run.input("b#1")?.["values"]).toEqual({ k: "value", l: "default" });
  });

  it("K7: a pin called like what every object inherits is waited for like any other", () => {
    const run = play(planFor({ a: {}, b: {}, sink: {} }, ["a.p -> sink.x", "b.p => sink.toString"]));
    run.run("a#1", ["p", 1]);
    expect(run.alive).toEqual(["b#1 QUEUED", "sink#1 INCOMPLETE"]);
    run.run("b#1", ["p", "text"]);
    expect(run.input("sink#1")).toEqual({ x: 1, toString: "text" });
  });
});
