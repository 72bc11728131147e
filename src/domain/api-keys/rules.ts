import { type Issue, invalid } from "#lib/errors.ts";
import { isScope, type Scope } from "../scopes.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a key may live. */
export const LIFETIMES = {
  "30d": 30 * DAY_MS,
  "60d": 60 * DAY_MS,
  "90d": 90 * DAY_MS,
  "1y": 365 * DAY_MS,
  never: null,
} as const satisfies Record<string, number | null>;

export type Lifetime = keyof typeof LIFETIMES;

/** Each scope once; 422 that names those we do not know. */
export function knownScopes(words: readonly string[]): Scope[] {
  const issues = words.flatMap((word, index): Issue[] =>
    isScope(word) ? [] : [{ path: `scopes[${index}]`, message: `There is no scope ${JSON.stringify(word)}` }],
  );
  if (issues.length > 0) throw invalid(issues, issues.map(({ message }) => message).join("; "));
  return [...new Set(words.filter(isScope))];
}
