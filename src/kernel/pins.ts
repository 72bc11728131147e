// Dynamic pins: `values_#_name` (dict key), `items_$_2` (list index), `user_@_email` (attribute), chained left to right.
// On a source they pick inside a value, on a sink they build one.

import type { Json, JsonObject } from "#lib/json.ts";

export interface PathStep {
  kind: "key" | "index";
  key: string;
}

export interface PinPath {
  pin: string;
  path: PathStep[];
}

export const MAX_LIST_INDEX = 10_000;

const MARKS = ["_#_", "_$_", "_@_"] as const;
const DYNAMIC = /_[#$@]_/;
const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** Splits a pin name at its marks: `a_#_b_$_0` is pin `a`, key `b`, index `0`. */
export function parsePin(name: string): PinPath {
  const first = nextMark(name, 0);
  if (first === undefined) return { pin: name, path: [] };
  const path: PathStep[] = [];
  let mark: Mark | undefined = first;
  while (mark !== undefined) {
    const from: number = mark.at + 3;
    const next: Mark | undefined = nextMark(name, from);
    path.push({ kind: mark.text === "_$_" ? "index" : "key", key: name.slice(from, next?.at) });
    mark = next;
  }
  return { pin: name.slice(0, first.at), path };
}

/** Why a pin name can never be used, or null. Refused when a graph is saved. */
export function pinProblem(name: string): string | null {
  const { pin, path } = parsePin(name);
  if (FORBIDDEN.has(pin) || path.some((step) => FORBIDDEN.has(step.key)))
    return `"${name}" uses a reserved name`;
  for (const step of path) {
    if (step.kind === "index" && indexOf(step) === undefined) {
      return `"${name}" needs a list index from 0 to ${MAX_LIST_INDEX}`;
    }
  }
  return null;
}

/** What a path picks inside a value; undefined when it does not resolve. */
export function resolve(value: Json, path: readonly PathStep[]): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) current = pick(current, step);
  return current;
}

function pick(value: Json | undefined, step: PathStep): Json | undefined {
  if (step.kind === "index") {
    const index = indexOf(step);
    return Array.isArray(value) && index !== undefined ? value[index] : undefined;
  }
  return isDict(value) && Object.hasOwn(value, step.key) ? value[step.key] : undefined;
}

/** Adds to an input the values that its dynamic pins build; the flattened keys stay. */
export function expand(flat: JsonObject): JsonObject {
  let expanded: JsonObject | undefined;
  for (const name of Object.keys(flat)) {
    if (!DYNAMIC.test(name)) continue;
    const { pin, path } = parsePin(name);
    if (FORBIDDEN.has(pin)) continue;
    expanded ??= { ...flat };
    expanded[pin] = place(expanded[pin], path, 0, flat[name] ?? null);
  }
  return expanded ?? flat;
}

function place(container: Json | undefined, path: readonly PathStep[], depth: number, value: Json): Json {
  const step = path[depth];
  if (step === undefined) return value;
  if (step.kind === "index") {
    const index = indexOf(step);
    if (index === undefined) return container ?? null;
    const list: Json[] = Array.isArray(container) ? [...container] : [];
    while (list.length <= index) list.push(null);
    list[index] = place(list[index], path, depth + 1, value);
    return list;
  }
  if (FORBIDDEN.has(step.key)) return container ?? null;
  const dict: JsonObject = isDict(container) ? { ...container } : {};
  dict[step.key] = place(dict[step.key], path, depth + 1, value);
  return dict;
}

const isDict = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function indexOf(step: PathStep): number | undefined {
  if (!/^\d{1,5}$/.test(step.key)) return undefined;
  const index = Number(step.key);
  return index <= MAX_LIST_INDEX ? index : undefined;
}

interface Mark {
  at: number;
  text: string;
}

function nextMark(name: string, from: number): Mark | undefined {
  let first: Mark | undefined;
  for (const text of MARKS) {
    const at = name.indexOf(text, from);
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, text };
  }
  return first;
}
