import type { SQL } from "drizzle-orm";
import type { Start } from "#engine/executor.ts";
import type { Claimed, Wake } from "#engine/messages.ts";
import type { EngineSettings } from "#engine/settings.ts";
import { compile } from "#kernel/compile.ts";
import type { Limits, Plan } from "#kernel/plan.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { dbOf, RecordedRows } from "./recorded-rows.ts";
import { factsOf } from "./simulation/plans.ts";
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
  return {
    time,
    rows,
    sent,
    answers,
    object,
    start(
      plan: Plan,
      inputs: JsonObject = {},
      agents: Record<string, Plan> = {},
      retry: Pick<Start, "retryOf" | "kept"> = {},
    ): string {
      runs += 1;
      const executionId = `00000000-0000-4000-8000-${String(runs).padStart(12, "0")}`;
      rows.insert(executionId);
      object.executor.start({
        ...startOf(executionId, plan, inputs, time.now()),
        ...retry,
        agents: Object.fromEntries(Object.entries(agents).map(([graph, agent]) => [graph, textOf(agent)])),
      });
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

interface PlanNodes {
  [id: string]: { blockId: string; defaults?: JsonObject; feeds?: { [pin: string]: string[] } };
}

/** A plan in short: nodes by id, each with its links as `pin: ["sink.pin", …]`. */
export function planOf(graphId: string, nodes: PlanNodes, limits: Partial<Limits> = {}): Plan {
  const links = Object.entries(nodes).flatMap(([sourceId, { feeds = {} }]) =>
    Object.entries(feeds).flatMap(([sourceName, ends]) =>
      ends.map((end) => {
        const [sinkId = "", sinkName = ""] = end.split(".");
        return { id: `${sourceId} ${end}`, sourceId, sourceName, sinkId, sinkName, isStatic: false };
      }),
    ),
  );
  const graph = {
    id: graphId,
    version: 1,
    nodes: Object.entries(nodes).map(([id, { blockId, defaults = {} }]) => ({
      id,
      blockId,
      inputDefault: defaults,
      metadata: {},
    })),
    links,
  };
  const compiled = compile(graph, factsOf, { ...DEFAULT_LIMITS, ...limits });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues));
  return compiled.plan;
}
