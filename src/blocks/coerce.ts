// Brings an input nearer to its JSON Schema, as exported graphs expect.
//
//   list     a dict becomes its [key, value] pairs, text of a JSON list is parsed, anything else is wrapped
//   dict     text of a JSON object is parsed, a list becomes index -> value, anything else {"value": x}
//   string   anything that is not a string is JSON text
//   number   numeric text, a collection's length; text that is no number is 0; an integer is truncated
//   boolean  text `true` or `1` is true, other text false, else truthiness
//   union    a value that fits one branch stays, else the branch of its type, else the first
//
// Nulls on pins are dropped; enums and untyped pins are left alone.

import type { Json, JsonObject } from "#lib/json.ts";
import { convert, isDict, isTooDeep, MAX_DEPTH } from "./convert.ts";
import { type Fits, fitsSchema, typeOf } from "./fits.ts";

export type Coerced = { ok: true; input: JsonObject } | { ok: false; path: string; message: string };
export type Coercer = (merged: JsonObject) => Coerced;
type Convert = (value: Json) => Json;

/** Prepares the coercion of inputs to one block's schema. The coercer never throws and never changes its argument. */
export function coercer(schema: JsonObject): Coercer {
  const pins = Object.entries(isDict(schema["properties"]) ? schema["properties"] : {}).map(
    ([pin, of]) => [pin, isDict(of) ? converterOf(of) : keep] as const,
  );
  const keepsOthers = schema["additionalProperties"] !== undefined;
  return (merged) => {
    const input: JsonObject = keepsOthers ? withoutNulls(merged) : {};
    for (const [pin, convertPin] of pins) {
      const value = merged[pin] ?? null;
      if (value === null) continue;
      const coerced = coerceValue(value, convertPin);
      if (coerced === undefined) return tooDeep(pin);
      input[pin] = coerced;
    }
    return { ok: true, input };
  };
}

const withoutNulls = (merged: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));

/** Undefined when the value, or what its text spells, is nested too deeply. */
function coerceValue(value: Json, convertPin: Convert): Json | undefined {
  if (isTooDeep(value)) return undefined;
  const coerced = convertPin(value);
  return coerced !== value && isTooDeep(coerced) ? undefined : coerced;
}

const tooDeep = (pin: string): Coerced => ({
  ok: false,
  path: pin,
  message: `Input "${pin}" is nested deeper than ${MAX_DEPTH} levels`,
});

const keep: Convert = (value) => value;

function converterOf(schema: JsonObject): Convert {
  const { enum: choices, const: only, anyOf, oneOf } = schema;
  if (choices !== undefined || only !== undefined) return keep;
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches)) return unionConverter(branches.filter(isDict));
  switch (schema["type"]) {
    case "string":
    case "boolean":
    case "number":
    case "integer":
      return convert[schema["type"]];
    case "array":
      return listConverter(schema);
    case "object":
      return dictConverter(schema);
    default:
      return keep;
  }
}

function listConverter(schema: JsonObject): Convert {
  const items = schema["items"];
  const convertItem = isDict(items) ? converterOf(items) : keep;
  if (convertItem === keep) return convert.array;
  return (value) => {
    const list = convert.array(value);
    return list !== value && isTooDeep(list) ? list : mapChanged(list, convertItem);
  };
}

/** The same list when no element changes: most inputs fit already. */
function mapChanged(list: Json[], convertItem: Convert): Json[] {
  let changed: Json[] | undefined;
  for (const [index, item] of list.entries()) {
    const converted = convertItem(item);
    if (converted === item) continue;
    changed ??= [...list];
    changed[index] = converted;
  }
  return changed ?? list;
}

function dictConverter(schema: JsonObject): Convert {
  const { properties, additionalProperties: others } = schema;
  const known = new Map(
    Object.entries(isDict(properties) ? properties : {}).map(
      ([key, of]) => [key, isDict(of) ? converterOf(of) : keep] as const,
    ),
  );
  const convertOther = isDict(others) ? converterOf(others) : keep;
  if (convertOther === keep && [...known.values()].every((each) => each === keep)) return convert.object;
  return (value) => {
    const dict = convert.object(value);
    if (dict !== value && isTooDeep(dict)) return dict;
    const entries = Object.entries(dict);
    const converted = entries.map(
      ([key, item]) => [key, (known.get(key) ?? convertOther)(item)] as [string, Json],
    );
    const isChanged = converted.some(([, item], index) => item !== entries[index]?.[1]);
    return isChanged ? Object.fromEntries(converted) : dict;
  };
}

function unionConverter(branches: JsonObject[]): Convert {
  const fits: Fits[] = branches.map((branch) => fitsSchema(branch));
  const converters = branches.map((branch) => converterOf(branch));
  const types = branches.map((branch) => branch["type"]);
  const first = types.findIndex((type) => type !== "null");
  return (value) => {
    if (fits.some((fitsBranch) => fitsBranch(value))) return value;
    const sameType = types.findIndex((type) => type !== undefined && type === typeOf(value));
    return (converters[sameType < 0 ? first : sameType] ?? keep)(value);
  };
}
