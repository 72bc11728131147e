import type { Json, JsonObject } from "#lib/json.ts";
import type { Random } from "../../engine/simulation/random.ts";
import type { Values } from "./operations.ts";

/** Values that no schema asks for. */
const ODD: readonly [Json, ...Json[]] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  "x",
  "\0",
  "😀",
  "a".repeat(5000),
  [],
  {},
  [null],
  [[[]]],
  { a: 1 },
  "2026-13-45",
  "'; drop table users; --",
];

const ODD_IDS: readonly [string, ...string[]] = [
  "x",
  "%00",
  "%F0%9F%98%80",
  "a".repeat(300),
  "..%2f",
  "-1",
  "%",
];

/** A value by its schema in which now and then a part is missing, odd, or too much. */
export function hostileExample(schema: JsonObject, values: Values, random: Random): Json {
  if (random.chance(0.06)) return random.pick(ODD);
  if (schema["const"] !== undefined) return schema["const"];
  const choices = listOf(schema["enum"]);
  if (choices !== null) return random.pick(choices);
  const shapes = listOf(schema["anyOf"] ?? schema["oneOf"]);
  if (shapes !== null) return hostileExample(dictOf(random.pick(shapes)), values, random);
  switch (schema["type"]) {
    case "object":
      return objectOf(schema, values, random);
    case "array":
      return Array.from({ length: random.below(3) }, () =>
        hostileExample(dictOf(schema["items"]), values, random),
      );
    case "string":
      return random.pick(["x", "hello", "https://app.example/callback", "somebody@example.com"]);
    case "integer":
    case "number":
      return random.pick([Number(schema["minimum"] ?? 0), 1, Number(schema["maximum"] ?? 1e6), 1e9]);
    case "boolean":
      return random.chance(0.5);
    default:
      return random.pick(ODD);
  }
}

function objectOf(schema: JsonObject, values: Values, random: Random): JsonObject {
  const required: readonly Json[] = listOf(schema["required"]) ?? [];
  const fields = Object.entries(dictOf(schema["properties"])).flatMap(([name, property]) => {
    if (!random.chance(required.includes(name) ? 0.95 : 0.6)) return [];
    const known = values[name];
    const value =
      known !== undefined && random.chance(0.8) ? known : hostileExample(dictOf(property), values, random);
    return [[name, value] as const];
  });
  return Object.fromEntries(random.chance(0.1) ? [...fields, ["extra", random.pick(ODD)]] : fields);
}

/** A path with ids that exist, mostly. */
export const hostilePath = (path: string, values: Values, random: Random): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    values[name] !== undefined && random.chance(0.8) ? String(values[name]) : random.pick(ODD_IDS),
  );

const dictOf = (value: Json | undefined): JsonObject =>
  value instanceof Object && !Array.isArray(value) ? value : {};

const listOf = (value: Json | undefined): readonly [Json, ...Json[]] | null => {
  if (!Array.isArray(value)) return null;
  const [first, ...others] = value;
  return first === undefined ? null : [first, ...others];
};
