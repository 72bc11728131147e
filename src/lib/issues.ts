import type * as z from "zod";
import type { Issue } from "./errors.ts";
import { pathText } from "./path-text.ts";

/** What a schema found wrong: the first thing at each path, such as `nodes[3].id`. */
export function issuesOf({ issues }: z.core.$ZodError): Issue[] {
  const byPath = Map.groupBy(issues.flatMap(eachKey), ({ path }) => pathText(path));
  return [...byPath].flatMap(([path, [first]]) => (first ? [{ path, message: first.message }] : []));
}

/** Fields that nobody knows are named one by one. */
const eachKey = (issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, "path" | "message">[] =>
  issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "There is no such field" }))
    : [issue];

/**
 * What is wrong with one part of an input, in the words of whoever sent it: for zod's `error` option, where a message
 * of the schema's own comes first. Undefined where zod's words will do.
 */
export function issueText(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "This is required" : mustBe(KINDS[issue.expected]);
    case "invalid_value":
      return mustBeOneOf(issue.values);
    case "invalid_union":
      if (Array.isArray(issue.options)) return mustBeOneOf(issue.options);
      return issue.input === undefined ? "This is required" : mustBe(eitherOf(issue.errors));
    case "invalid_format":
      return mustBe(FORMATS[issue.format]);
    case "too_small":
      return mustKeepTo(issue.origin, "at least", issue.minimum);
    case "too_big":
      return mustKeepTo(issue.origin, "at most", issue.maximum);
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "a boolean",
  array: "an array",
  object: "an object",
  record: "an object",
  null: "null",
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: "a UUID",
  guid: "a UUID",
  email: "an e-mail address",
  url: "a URL",
  datetime: "an ISO 8601 time, such as 2026-01-31T08:00:00Z",
};

/** What a union takes, where it is a matter of the value's own type: "a number or a string". */
function eitherOf(branches: readonly z.core.$ZodIssue[][]): string | undefined {
  const kinds = branches.map(([first]) =>
    first?.code === "invalid_type" && first.path.length === 0 ? KINDS[first.expected] : undefined,
  );
  return kinds.includes(undefined) ? undefined : [...new Set(kinds)].join(" or ");
}

const mustBe = (what: string | undefined): string | undefined =>
  what === undefined ? undefined : `This must be ${what}`;

const mustBeOneOf = (values: readonly unknown[]): string =>
  `This must be ${values.length > 1 ? "one of " : ""}${values.map((value) => JSON.stringify(value)).join(", ")}`;

/** What is counted has a unit; what has none is itself the number. */
const UNITS: Readonly<Record<string, string>> = { string: "character", array: "item" };

function mustKeepTo(origin: string, bound: "at least" | "at most", limit: number | bigint): string {
  const unit = UNITS[origin];
  if (unit === undefined) return `This must be ${bound} ${limit}`;
  if (bound === "at least" && limit === 1) return "This must not be empty";
  return `This must have ${bound} ${limit} ${unit}${limit === 1 ? "" : "s"}`;
}
