import type { Glance } from "#domain/executions/engine.ts";
import { glanceOf } from "#domain/executions/record.ts";
import { statsNow } from "#domain/executions/stats.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import type { Run } from "./run.ts";
import type { Tables } from "./tables.ts";

/** How a run stands: from its counters while it goes on, and once it has ended as its log tells it, like its rows. */
export function glanceAt({ id, execution }: Run, tables: Tables, now: number): Glance {
  const { status, used, startedAt } = execution;
  if (isFinal(status))
    return glanceOf(read(emptyHistory(), tables.log(id, 0, Number.POSITIVE_INFINITY)), now);
  const began = status === "QUEUED" ? null : startedAt;
  return { status, startedAt: began, endedAt: null, stats: statsNow(used, began === null ? 0 : now - began) };
}
