import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { coercer } from "#blocks/coerce.ts";
import { anyDict, anyList, anyValue } from "#blocks/pins.ts";
import { BLOCKS } from "#blocks/registry.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { deepFrozen } from "./run.ts";

const schemaOf = (pin: z.ZodType): JsonObject =>
  JSON.parse(JSON.stringify(z.toJSONSchema(z.object({ pin }), { io: "input", unrepresentable: "any" })));

/** What a pin makes of a value; undefined when it is dropped. */
function coerced(pin: z.ZodType, value: Json): Json | undefined {
  const result = coercer(schemaOf(pin))(deepFrozen({ pin: value }));
  return result.ok ? result.input["pin"] : result.message;
}

const color = z.enum(["red", "green"]);
const format = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a"), size: z.number().default(1) }),
  z.object({ kind: z.literal("b") }),
]);

describe("a value becomes what its pin takes", () => {
  it.each<[string, z.ZodType, Json, Json | undefined]>([
    [
      "a dict to its pairs",
      anyList(),
      { a: 1, b: [2] },
      [
        ["a", 1],
        ["b", [2]],
      ],
    ],
    ["text of a list parsed", anyList(), ' [1, "b"] ', [1, "b"]],
    ["text that only looks like a list wrapped", anyList(), "[1, b]", ["[1, b]"]],
    ["text of a dict wrapped", anyList(), '{"a": 1}', ['{"a": 1}']],
    ["other text wrapped", anyList(), "a,b", ["a,b"]],
    ["a number wrapped", anyList(), 5, [5]],
    ["false wrapped", anyList(), false, [false]],
    ["a list kept", anyList(), [null], [null]],
    ["text of a dict parsed", anyDict(), '{"a": {"b": 1}}', { a: { b: 1 } }],
    ["a list to index and value", anyDict(), ["x", "y"], { "0": "x", "1": "y" }],
    ["other text as value", anyDict(), "[1]", { value: "[1]" }],
    ["a number as value", anyDict(), 0, { value: 0 }],
    ["a dict to JSON text", z.string(), { a: [1] }, '{"a":[1]}'],
    ["a number to text", z.string(), 1.5, "1.5"],
    ["a boolean to text", z.string(), true, "true"],
    ["text kept", z.string(), "[1]", "[1]"],
    ["text to a number", z.number(), " -1.5e3 ", -1500],
    ["a list to its length", z.number(), [1, 2], 2],
    ["a dict to its size", z.number(), { a: 1 }, 1],
    ["text that is no number to 0", z.number(), "0x10", 0],
    ["text beyond all numbers to 0", z.number(), "1e999", 0],
    ["empty text to 0", z.number(), "", 0],
    ["true to 1", z.number(), true, 1],
    ["text to a whole number", z.int(), "3.7", 3],
    ["a fraction to a whole number", z.int(), -3.7, -3],
    ["a small fraction to zero without sign", z.int(), -0.5, 0],
    ["TRUE to true", z.boolean(), "TRUE", true],
    ["text 1 to true", z.boolean(), "1", true],
    ["other text to false", z.boolean(), "yes", false],
    ["an empty list to false", z.boolean(), [], false],
    ["a filled dict to true", z.boolean(), { a: null }, true],
    ["0 to false", z.boolean(), 0, false],
    ["elements of a list", z.array(z.string()), [1, "a", { b: 2 }, null], ["1", "a", '{"b":2}', "null"]],
    ["elements of a parsed list", z.array(z.number()), '["1", "x", 2]', [1, 0, 2]],
    ["lists in lists", z.array(z.array(z.int())), ["[1]", 2, { a: 1 }], [[1], [2], [2]]],
    ["values of a dict", z.record(z.string(), z.string()), { a: 1, b: "c" }, { a: "1", b: "c" }],
    ["fields of an object", z.object({ n: z.number() }), { n: "2", other: "3" }, { n: 2, other: "3" }],
    ["an enum left alone", color, "RED", "RED"],
    ["a number for an enum left alone", color, 1, 1],
    ["an untyped pin left alone", anyValue(), "[1]", "[1]"],
    ["a union that fits kept", z.union([z.int(), z.string()]), "7", "7"],
    ["a union that does not fit to its first branch", z.union([z.int(), z.string()]), [1, 2], 2],
    ["a union to the branch of its type", z.union([anyDict(), z.array(anyDict())]), [1], [{ value: 1 }]],
    ["an optional union kept", z.string().nullable(), "a", "a"],
    ["an optional pin's value to its type", z.int().nullable(), "5", 5],
    ["an object that fits a branch kept", format, { kind: "b" }, { kind: "b" }],
    ["null dropped", z.string(), null, undefined],
  ])("%s", (_what, pin, value, expected) => {
    expect(coerced(pin, value)).toEqual(expected);
  });

  it("drops keys that the schema does not know, unless it is open", () => {
    const input = { pin: 1, "pin_#_a": 2, gone: null };
    expect(coercer(schemaOf(z.string()))(input)).toEqual({ ok: true, input: { pin: "1" } });
    const open: JsonObject = { ...schemaOf(z.string()), additionalProperties: {} };
    expect(coercer(open)(input)).toEqual({ ok: true, input: { pin: "1", "pin_#_a": 2 } });
  });

  it.each<[string, z.ZodType, Json]>([
    ["a deep value", anyValue(), nested(65)],
    ["text of a deep list", z.array(z.string()), "[".repeat(100_000) + "]".repeat(100_000)],
    ["text of a deep dict", anyDict(), `${'{"a":'.repeat(100)}1${"}".repeat(100)}`],
  ])("refuses %s", (_what, pin, value) => {
    expect(coerced(pin, value)).toBe('Input "pin" is nested deeper than 64 levels');
  });

  it("takes 64 levels", () => {
    expect(coerced(anyValue(), nested(64))).toEqual(nested(64));
  });

  it("leaves prototypes alone", () => {
    const hostile: JsonObject = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": 1, "pin": "{\\"__proto__\\": 1}"}',
    );
    const result = coercer(schemaOf(z.record(z.string(), z.string())))(hostile);
    expect(result.ok && Object.getPrototypeOf(result.input["pin"])).toBe(Object.prototype);
    expect(result.ok && Object.keys(result.input)).toEqual(["pin"]);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("for every block's schema", () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const hints = fc.constantFrom<Json>(
    "[1]",
    '{"a":1}',
    "12",
    "true",
    "",
    "abc",
    null,
    [],
    {},
    [[1], "x"],
    -1.5,
    1e21,
  );
  const value = fc.oneof(json, hints).map((any): Json => JSON.parse(JSON.stringify(any)));

  it.each(BLOCKS)("$name: coercion neither throws nor changes its argument, and is idempotent", (block) => {
    const coerce = coercer(block.inputSchema());
    const pins = Object.keys(block.inputSchema()["properties"] ?? {});
    const input = fc.dictionary(fc.oneof(fc.constantFrom(...pins), fc.string()), value, {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(input, (merged) => {
        const once = coerce(deepFrozen(merged));
        if (!once.ok) throw new Error(once.message);
        expect(coerce(deepFrozen(once.input))).toEqual(once);
        const parsed = block.parse(merged);
        if (!parsed.ok) expect(parsed.message).toMatch(/^Input ".+" (needs a value|does not fit: .+)$/);
      }),
      { numRuns: 50 },
    );
  });
});

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
