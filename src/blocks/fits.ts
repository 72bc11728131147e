import type { Json, JsonObject } from "#lib/json.ts";
import { isDict } from "./convert.ts";

export type Fits = (value: Json) => boolean;

/** Prepares a test whether a value fits a schema: types, enums, required keys, items and branches; not formats or bounds. */
export function fitsSchema(schema: JsonObject): Fits {
  const { enum: choices, const: only, anyOf, oneOf } = schema;
  if (only !== undefined) return (value) => value === only;
  if (Array.isArray(choices)) return (value) => choices.includes(value);
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches)) {
    const tests = branches.filter(isDict).map((branch) => fitsSchema(branch));
    return (value) => tests.some((test) => test(value));
  }
  switch (schema["type"]) {
    case "array":
      return fitsList(schema);
    case "object":
      return fitsDict(schema);
    case "number":
      return (value) => typeof value === "number";
    case "integer":
      return (value) => Number.isInteger(value);
    case "string":
    case "boolean":
    case "null": {
      const type = schema["type"];
      return (value) => typeOf(value) === type;
    }
    default:
      return () => true;
  }
}

/** The JSON Schema type of a value; a whole number counts as `number` too. */
export function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function fitsList(schema: JsonObject): Fits {
  const items = schema["items"];
  const fitsItem = isDict(items) ? fitsSchema(items) : undefined;
  return (value) => Array.isArray(value) && (fitsItem === undefined || value.every(fitsItem));
}

function fitsDict(schema: JsonObject): Fits {
  const { properties, required, additionalProperties: others } = schema;
  const needed = Array.isArray(required) ? required.filter((key) => typeof key === "string") : [];
  const known = new Map(
    Object.entries(isDict(properties) ? properties : {}).map(
      ([key, of]) => [key, isDict(of) ? fitsSchema(of) : () => true] as const,
    ),
  );
  const fitsOther = isDict(others) ? fitsSchema(others) : () => true;
  return (value) =>
    isDict(value) &&
    needed.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, item]) => (known.get(key) ?? fitsOther)(item));
}
