import { invalid } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { pathText } from "#lib/path-text.ts";

export const MAX_DEPTH = 64;

/**
 * Refuses (422) what no schema should have to look at: nesting that would overflow a recursive reader, keys that
 * change what an object is, and what cannot be kept as it was sent: text that PostgreSQL cannot hold (U+0000, lone
 * surrogates), numbers beyond 1.8e308, which are read as infinite and would be stored as null.
 */
export function refuseUnsafe(body: Json): void {
  const problem = firstProblem(body, 0);
  if (problem !== null) throw invalid([{ path: pathText(problem.steps), message: problem.message }]);
}

interface Problem {
  /** Keys and indexes from the body down. */
  steps: (string | number)[];
  message: string;
}

/** Never goes deeper than the limit, and builds a path only once there is something to say of it. */
function firstProblem(value: Json, depth: number): Problem | null {
  if (typeof value === "string") {
    return isStorable(value) ? null : { steps: [], message: "Holds a character that cannot be stored" };
  }
  if (typeof value === "number") {
    return Number.isFinite(value) ? null : { steps: [], message: "This number is too large to be stored" };
  }
  if (typeof value !== "object" || value === null) return null;
  if (depth > MAX_DEPTH) return { steps: [], message: `Nested deeper than ${MAX_DEPTH} levels` };
  return Array.isArray(value) ? problemOfList(value, depth) : problemOfDict(value, depth);
}

function problemOfList(list: readonly Json[], depth: number): Problem | null {
  for (const [index, item] of list.entries()) {
    const problem = firstProblem(item, depth + 1);
    if (problem !== null) return { ...problem, steps: [index, ...problem.steps] };
  }
  return null;
}

function problemOfDict(dict: Readonly<Record<string, Json>>, depth: number): Problem | null {
  for (const [key, value] of Object.entries(dict)) {
    if (key === "__proto__") return { steps: [], message: 'The key "__proto__" is reserved' };
    if (!isStorable(key)) return { steps: [], message: "A key holds a character that cannot be stored" };
    const problem = firstProblem(value, depth + 1);
    if (problem !== null) return { ...problem, steps: [key, ...problem.steps] };
  }
  return null;
}

const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
