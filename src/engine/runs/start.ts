import type { StartRun } from "#domain/executions/engine.ts";

/** A run to start; its plan as text, which is parsed once an object. */
export interface Start extends Omit<StartRun, "plan" | "agents" | "tags" | "mustBeActive">, PlanText {
  /** The user's, in IANA's words, if it is known: the run keeps it to its end, and so do the runs of its agents. */
  timeZone?: string;
  agents?: Record<string, PlanText>;
  /** Of what it keeps, so many came before: see `keep`. */
  keptBefore?: number;
}

interface PlanText {
  planKey: string;
  planText: string;
}
