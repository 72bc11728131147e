import { invalid } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";

export const MAX_DEPTH = 64;

/**
 * Refuses (422) what no schema should have to look at: nesting that would overflow a recursive reader, keys that
 * change what an object is, and text that PostgreSQL cannot hold (U+0000, lone surrogates).
 */
export function refuseUnsafe(body: Json): void {
  const problem = firstProblem(body);
  if (problem !== null) throw invalid([problem]);
}

interface Visit {
  value: Json;
  path: string;
  depth: number;
}

/** With a list of its own in place of recursion: the depth is not known to be harmless before this has run. */
function firstProblem(body: Json): { path: string; message: string } | null {
  const open: Visit[] = [{ value: body, path: "", depth: 0 }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const message = problemOf(visit);
    if (message !== null) return { path: visit.path, message };
    open.push(...childrenOf(visit));
  }
  return null;
}

function problemOf({ value, depth }: Visit): string | null {
  if (typeof value === "string") return isStorable(value) ? null : "Holds a character that cannot be stored";
  if (depth > MAX_DEPTH) return `Nested deeper than ${MAX_DEPTH} levels`;
  if (!isDict(value)) return null;
  for (const key of Object.keys(value)) {
    if (key === "__proto__") return 'The key "__proto__" is reserved';
    if (!isStorable(key)) return "A key holds a character that cannot be stored";
  }
  return null;
}

function childrenOf({ value, path, depth }: Visit): Visit[] {
  if (typeof value !== "object" || value === null) return [];
  return Array.isArray(value)
    ? value.map((child, index) => ({ value: child, path: `${path}[${index}]`, depth: depth + 1 }))
    : Object.entries(value).map(([key, child]) => ({
        value: child,
        path: path === "" ? key : `${path}.${key}`,
        depth: depth + 1,
      }));
}

const isDict = (value: Json): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
