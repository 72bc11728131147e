import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDict } from "#blocks/convert.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What a service's own description says of its API: `test/fixtures/apis`. */
export interface ApiFacts {
  origin: string;
  methods: Record<string, MethodFacts>;
  schemas: Record<string, Record<string, Type>>;
  /** Enumerations that several parameters share. */
  lists?: Record<string, string[]>;
}

export interface MethodFacts {
  method: string;
  /** With its parameters in braces. */
  path: string;
  query: Record<string, Type>;
  required?: string[];
  /** What a token must have been granted one of. */
  anyScope?: string[];
  /** What a token must have been granted, all of it. */
  allScopes?: string[];
  body?: Type;
}

/** A name (`string`), `#Schema`, `@list`, `[element]`, a map of values, an enumeration, bounds, or fields. */
export type Type =
  | string
  | [Type]
  | { "*": Type }
  | { enum: string[] }
  | { integer: [number | null, number | null] }
  | { fields: Record<string, Type>; required: string[] };

export function factsOf(api: string): ApiFacts {
  const text = readFileSync(join(import.meta.dirname, `../fixtures/apis/${api}.json`), "utf8");
  const facts: ApiFacts = JSON.parse(text);
  return facts;
}

/** What is wrong with a JSON value, or null. `path` says where it stands. */
export function problemOf(facts: ApiFacts, type: Type, value: Json, path: string): string | null {
  if (Array.isArray(type)) {
    if (!Array.isArray(value)) return `Invalid value at '${path}': it is not a list`;
    return first(value, (item, index) => problemOf(facts, type[0], item, `${path}[${index}]`));
  }
  if (typeof type === "object") return problemInside(facts, type, value, path);
  if (type.startsWith("#")) return inFields(facts, facts.schemas[type.slice(1)] ?? {}, [], value, path);
  return primitive(type, value) ? null : `Invalid value at '${path}' (${type})`;
}

function problemInside(
  facts: ApiFacts,
  type: Exclude<Type, string | [Type]>,
  value: Json,
  path: string,
): string | null {
  const invalid = `Invalid value at '${path}'`;
  if ("enum" in type) return type.enum.includes(String(value)) ? null : invalid;
  if ("integer" in type) return inBounds(type.integer, value) ? null : invalid;
  if ("fields" in type) return inFields(facts, type.fields, type.required, value, path);
  if (!isDict(value)) return `${invalid}: it is not an object`;
  return first(Object.entries(value), ([name, each]) => problemOf(facts, type["*"], each, `${path}.${name}`));
}

function inFields(
  facts: ApiFacts,
  fields: Record<string, Type>,
  required: readonly string[],
  value: Json,
  path: string,
): string | null {
  if (!isDict(value)) return `Invalid value at '${path}': it is not an object`;
  const missing = required.find((name) => value[name] === undefined);
  if (missing !== undefined) return `Missing required field ${path}.${missing}`;
  return first(Object.entries(value), ([name, each]) => {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (type === undefined) return `Unknown name "${name}" at '${path}': Cannot find field.`;
    return problemOf(facts, type, each, `${path}.${name}`);
  });
}

/** What is wrong with the query of a call, or null. */
export function queryProblemOf(
  facts: ApiFacts,
  { query, required = [] }: MethodFacts,
  given: URLSearchParams,
  common: readonly string[],
): string | null {
  const missing = required.find((name) => !given.has(name));
  if (missing !== undefined) return `Missing required parameter: ${missing}`;
  return first([...given], ([name, text]) => {
    if (common.includes(name)) return null;
    const type = Object.hasOwn(query, name) ? query[name] : undefined;
    if (type === undefined) return `Unknown name "${name}": Cannot bind query parameter.`;
    return first(itemsOf(facts, type, text), ([of, item]) => problemOf(facts, of, item, name));
  });
}

/** Text of a query as what it stands for; lists of X are comma-separated, those of Google repeat their name. */
function itemsOf(facts: ApiFacts, type: Type, text: string): [Type, Json][] {
  if (typeof type === "string" && type.startsWith("@")) {
    const list = { enum: facts.lists?.[type.slice(1)] ?? [] };
    return text.split(",").map((item) => [list, item]);
  }
  if (Array.isArray(type)) return text.split(",").map((item) => [type[0], item]);
  return [[type, meantBy(type, text)]];
}

function meantBy(type: Type, text: string): Json {
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  const isNumber = type === "integer" || type === "number" || (typeof type === "object" && "integer" in type);
  return isNumber && text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function primitive(type: string, value: Json): boolean {
  if (type === "any") return true;
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

const inBounds = ([least, most]: [number | null, number | null], value: Json): boolean =>
  Number.isInteger(value) && Number(value) >= (least ?? -Infinity) && Number(value) <= (most ?? Infinity);

function first<T>(items: readonly T[], problem: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = problem(item, index);
    if (found !== null) return found;
  }
  return null;
}

export const dictIn = (of: JsonObject, key: string): JsonObject => {
  const value = of[key];
  return value !== undefined && isDict(value) ? value : {};
};

export const listIn = (of: JsonObject, key: string): Json[] => {
  const value = of[key];
  return Array.isArray(value) ? value : [];
};

export const textIn = (of: JsonObject, key: string): string => {
  const value = of[key];
  return typeof value === "string" ? value : "";
};

export const numberIn = (of: JsonObject, key: string): number => Number(of[key] ?? 0);
