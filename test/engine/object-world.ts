import type { SQL } from "drizzle-orm";
import type { Started } from "#domain/executions/engine.ts";
import type { Claimed, Wake } from "#engine/messages.ts";
import type { Start } from "#engine/runs/start.ts";
import type { EngineSettings } from "#engine/settings.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { dbOf, RecordedRows } from "./recorded-rows.ts";
import { sqlStorage, type VirtualStorage } from "./sql.ts";
import { VirtualObject } from "./virtual-object.ts";
import { VirtualTime } from "./virtual-time.ts";

export const USER = "00000000-0000-4000-8000-00000000000a";

interface Options {
  settings?: Partial<EngineSettings>;
  sql?: VirtualStorage;
  time?: VirtualTime;
}

/** One object, a queue that keeps what it is sent, and rows; the test says what these answer. */
export function objectWorld({ settings = {}, sql = sqlStorage(), time = new VirtualTime() }: Options = {}) {
  const rows = new RecordedRows();
  const sent: Wake[] = [];
  const answers = {
    queue: async (_wakes: readonly Wake[]): Promise<void> => undefined,
    postgres: async (_query: SQL): Promise<void> => undefined,
  };
  const object = new VirtualObject({
    time,
    sql,
    settings,
    queue: {
      call: async (wakes) => {
        await answers.queue(wakes);
        sent.push(...wakes);
      },
    },
    db: dbOf(async (query) => {
      await answers.postgres(query);
      rows.apply(query);
    }),
  });
  let runs = 0;
  const outcomes = new Map<string, Started>();
  return {
    /** What starts were answered with. */
    outcomes,
    time,
    rows,
    sent,
    answers,
    object,
    start(
      plan: Plan,
      inputs: JsonObject = {},
      agents: Record<string, Plan> = {},
      more: Pick<Start, "retryOf" | "kept" | "keptBefore" | "concurrency" | "timeZone"> = {},
    ): string {
      runs += 1;
      const executionId = `00000000-0000-4000-8000-${String(runs).padStart(12, "0")}`;
      rows.insert(executionId);
      const started = object.executor.start({
        ...startOf(executionId, plan, inputs, time.now()),
        ...more,
        agents: Object.fromEntries(Object.entries(agents).map(([graph, agent]) => [graph, textOf(agent)])),
      });
      outcomes.set(executionId, started);
      return executionId;
    },
    status: (id: string) => object.tables.run(id)?.status ?? null,
    log: (id: string) => object.tables.log(id, 0, Number.POSITIVE_INFINITY),
    complete(id: string, { id: nodeExecution, attempt }: Claimed, most = 0) {
      const end = { type: "completed" } as const;
      return object.executor.report(id, { id: nodeExecution, attempt, from: 0, outputs: [], end }, most);
    },
  };
}

const startOf = (executionId: string, plan: Plan, inputs: JsonObject, createdAt: number): Start => ({
  executionId,
  userId: USER,
  trigger: "manual",
  createdAt,
  inputs,
  ...textOf(plan),
});

const textOf = (plan: Plan) => ({ planKey: `plan of ${plan.graphId}`, planText: JSON.stringify(plan) });
