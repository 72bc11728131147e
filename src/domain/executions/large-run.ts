import { conflict } from "#lib/errors.ts";
import type { ExecutionRecord } from "./record.ts";

/** In characters of JSON: a run with more data than this is large. A Worker could not hold several of the largest. */
export const LARGE_RUN = 4_000_000;

/** For what needs the values of a run, which are left out of a large one. */
export function requireValues({ id, valuesOmitted }: ExecutionRecord): void {
  if (!valuesOmitted) return;
  const limit = LARGE_RUN.toLocaleString("en");
  throw conflict(
    `Execution ${id} has more than ${limit} characters of data: its events have them, page by page`,
  );
}
