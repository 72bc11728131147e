import type { Json } from "./json.ts";

export type Level = "info" | "warn" | "error";

export type LogFields = { [name: string]: Json | undefined };

/** Writes one JSON line. Fields hold ids, names and numbers, never a credential or what a user sent. */
export function log(level: Level, event: string, fields: LogFields = {}): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }));
}

/** An error and its causes for the log. Of a failed query the text is kept and its parameters are not. */
export function describeError(error: unknown, depth = 0): Json {
  if (!(error instanceof Error)) return { message: String(error) };
  const next = error.cause ?? ("sourceError" in error ? error.sourceError : undefined);
  return {
    name: error.name,
    message: "query" in error ? `Failed query: ${String(error.query)}` : error.message,
    stack: "query" in error ? null : (error.stack?.split("\n").slice(1, 8).join("\n") ?? null),
    ...(next !== undefined && next !== null && depth < 4 && { cause: describeError(next, depth + 1) }),
  };
}
