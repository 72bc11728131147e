import { deepStrictEqual, equal } from "node:assert/strict";
import * as fc from "fast-check";
import { queued } from "#kernel/execution.ts";
import type { BlockFacts, Graph } from "#kernel/graph.ts";
import { emptyHistory } from "#kernel/history.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Kernel } from "./kernel.ts";

interface Link {
  value: Json;
  /** What the source pin picks, and what of the sink pin is built. */
  picks: Mark[];
  builds: Mark[];
  /** What the sink's pin is by default. */
  preset: Json;
}

type Mark = readonly ["_#_" | "_@_" | "_$_", string];

/** A value, a path that often leads into it, and a path to build. */
export const anyLink = (): fc.Arbitrary<Link> =>
  fc.record({
    value: json(),
    picks: fc.array(mark(), { maxLength: 3 }),
    builds: fc.array(mark(), { maxLength: 3 }),
    preset: json(),
  });

const KEYS = ["k", "l", "toString", "a b", "1"];

const mark = (): fc.Arbitrary<Mark> =>
  fc.oneof(
    fc.tuple(fc.constantFrom("_#_", "_@_"), fc.constantFrom(...KEYS)),
    fc.tuple(fc.constant("_$_" as const), fc.constantFrom("0", "1", "2", "7", "k", "-1")),
  );

const json = (): fc.Arbitrary<Json> =>
  fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3, depthSize: "large" },
      fc.constantFrom<Json>(null, "text", 0, true),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie("json"), { maxKeys: 3 }),
    ),
  })).json;

const nameOf = (pin: string, marks: readonly Mark[]): string =>
  pin + marks.map((mark) => mark.join("")).join("");

/** Sends the value along one link and looks at what the sink gets. */
export function checkLink({ compile, advance, read }: Kernel, { value, picks, builds, preset }: Link): void {
  const sourceName = nameOf("p", picks);
  const sinkName = nameOf("x", builds);
  const compiled = compile(graphOf(sourceName, sinkName, preset), (id) => ({ ...FACTS, id }));
  if (!compiled.ok) throw new Error("A sound graph is refused");
  const perform = ({ id }: { id: string }) => ({
    outputs: id === "source" ? [{ name: "p", data: value }] : [],
    end: { type: "completed" } as const,
  });
  const { log } = advance(compiled.plan, queued, [{ type: "start", at: 1, inputs: {} }], perform, 10);
  const input = read(emptyHistory(), log).nodes.get("sink#1")?.input;
  const picked = follow(value, picks);
  equal(input === undefined, picked === undefined);
  if (input === undefined || picked === undefined) return;
  deepStrictEqual(input[sinkName], picked);
  const canBuild = builds.every(([text, key]) => text !== "_$_" || isIndex(key));
  if (canBuild && builds.length > 0) checkBuilt(preset, input["x"], builds, picked);
}

/** The value is where the path leads, lists are padded with null, and what was there beside the path still is. */
function checkBuilt(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly Mark[],
  value: Json,
): void {
  const [first, ...rest] = path;
  if (first === undefined) deepStrictEqual(after, value);
  else if (first[0] === "_$_") checkList(before, after, Number(first[1]), rest, value);
  else checkDict(before, after, first[1], rest, value);
}

function checkList(
  before: Json | undefined,
  after: Json | undefined,
  at: number,
  rest: readonly Mark[],
  value: Json,
): void {
  const was = Array.isArray(before) ? before : [];
  if (!Array.isArray(after)) throw new Error("An index builds a list");
  equal(after.length, Math.max(was.length, at + 1));
  checkBuilt(was[at], after[at], rest, value);
  const others = after.map((item, index) => (index === at ? null : item));
  const expected = after.map((_, index) => (index === at ? null : (was[index] ?? null)));
  deepStrictEqual(others, expected);
}

function checkDict(
  before: Json | undefined,
  after: Json | undefined,
  key: string,
  rest: readonly Mark[],
  value: Json,
): void {
  const was = isDict(before) ? before : {};
  if (!isDict(after)) throw new Error("A key builds a dictionary");
  checkBuilt(Object.hasOwn(was, key) ? was[key] : undefined, after[key], rest, value);
  deepStrictEqual({ ...after, [key]: null }, { ...was, [key]: null });
}

function follow(value: Json, path: readonly Mark[]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const [text, key] = first;
  if (text === "_$_") {
    const item = Array.isArray(value) && isIndex(key) ? value[Number(key)] : undefined;
    return item === undefined ? undefined : follow(item, rest);
  }
  const item = isDict(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return item === undefined ? undefined : follow(item, rest);
}

const isIndex = (key: string): boolean => /^\d+$/.test(key);

const isDict = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const FACTS: Omit<BlockFacts, "id"> = {
  name: "Any",
  kind: "STANDARD",
  pure: true,
  staticOutput: false,
  inputs: { x: { required: false, hasDefault: false } },
  outputs: ["p"],
};

const graphOf = (sourceName: string, sinkName: string, preset: Json): Graph => ({
  id: "graph",
  version: 1,
  nodes: [
    { id: "source", blockId: "source", inputDefault: {}, metadata: {} },
    { id: "sink", blockId: "sink", inputDefault: { x: preset }, metadata: {} },
  ],
  links: [{ id: "link", sourceId: "source", sourceName, sinkId: "sink", sinkName, isStatic: false }],
});
