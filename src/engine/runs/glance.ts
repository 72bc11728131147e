import type { Glance, Unrecorded } from "#domain/executions/engine.ts";
import { glanceOf } from "#domain/executions/record.ts";
import { statsNow } from "#domain/executions/stats.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import { eachValue } from "../storage/entry-values.ts";
import type { Tables } from "../storage/tables.ts";
import type { Run } from "./run.ts";
import { wholeLog } from "./whole-log.ts";

/** How a run stands: from its counters while it goes on, and once it has ended as its log tells it, like its rows. */
export function glanceAt(
  { id, execution }: Pick<Run, "id" | "execution">,
  tables: Pick<Tables, "log">,
  now: number,
): Glance {
  const { status, used, startedAt } = execution;
  if (isFinal(status)) return glanceOf(outline(tables, id), now);
  const began = status === "QUEUED" ? null : startedAt;
  return { status, startedAt: began, endedAt: null, stats: statsNow(used, began === null ? 0 : now - began) };
}

/** What else its row would say, and does not yet. */
export function introduced(run: Run, tables: Pick<Tables, "log">, now: number): Unrecorded {
  const { plan, facts } = run;
  return {
    graphId: plan.graphId,
    graphVersion: plan.version,
    trigger: facts.trigger,
    retryOf: facts.retryOf ?? null,
    parentExecutionId: facts.parent?.executionId ?? null,
    createdAt: facts.createdAt,
    inputs: run.queued?.inputs ?? read(emptyHistory(), tables.log(run.id, 0, 1)).inputs,
    glance: glanceAt(run, tables, now),
  };
}

/** What happened without the values, which nobody counts. */
function outline(tables: Pick<Tables, "log">, id: string) {
  const history = emptyHistory();
  for (const entry of wholeLog(tables, id)) read(history, [eachValue(entry, () => null)]);
  return history;
}
