import type { End, Output } from "#kernel/execution.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What a node does in a test: it yields in order, then ends or fails. */
export interface Script {
  yields: Yield[];
  /** How many tries fail before one succeeds, each after its first output. */
  failures: number;
  retryable: boolean;
  retryAfterMs?: number;
  /** It waits before it yields; or before it runs, for an approval. */
  waits?: "timer" | "child" | "review" | "approval";
}

export interface Yield {
  pin: string;
  shape: "text" | "dict" | "list" | "null";
}

export const ALWAYS = 1000;

/** A value has travelled through at most this many nodes; beyond, and for null, they just end, so that cycles do. */
const MAX_DEPTH = 3;

/** A function of the node and its input, so that a run's values tell where they came from and through what. */
export function perform(
  node: string,
  script: Script,
  input: JsonObject,
  failed: number,
): { outputs: Output[]; end: End } {
  const origin = canonical(input);
  const depth = depthOf(origin) + 1;
  if (depth > MAX_DEPTH || Object.values(input).includes(null)) {
    return { outputs: [], end: { type: "completed" } };
  }
  const outputs = script.yields.map(({ pin, shape }, index) => ({
    name: pin,
    data: shaped(shape, `${node}.${pin}${index}.${digest(origin)}.d${depth}`),
  }));
  if (failed >= script.failures) return { outputs, end: { type: "completed" } };
  const { retryable, retryAfterMs } = script;
  const message = `${node} failed.d${depth}`;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { outputs: outputs.slice(0, 1), end: { type: "failed", message, retryable, ...wait } };
}

function shaped(shape: Yield["shape"], text: string): Json {
  switch (shape) {
    case "text":
      return text;
    case "dict":
      return { k: text, none: null, l: [`${text}.l`] };
    case "list":
      return [text, null, { k: `${text}.i` }];
    case "null":
      return null;
  }
}

const depthOf = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/\.d(\d+)/g)].map(([, depth]) => Number(depth)));

/** JSON text that does not depend on the order of keys. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}

function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
