import type { Plan } from "#kernel/plan.ts";
import type { Concurrency } from "../executions/engine.ts";

/** A compiled version. `ownerId` keeps it from answering for anybody else; deletion is the statement's to see. */
export interface KnownPlan {
  ownerId: string;
  plan: Plan;
  /** Plans of the graphs that its agents run, those of their agents included, by `<graph id>@<version>`. */
  agents: Readonly<Record<string, Plan>>;
  /** How its runs meet each other. */
  concurrency: Concurrency;
}
