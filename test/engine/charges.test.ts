import { describe, expect, it } from "vitest";
import * as z from "zod";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { type BlockIo, block } from "#blocks/block.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { statsOf } from "#domain/executions/stats.ts";
import type { Claimed, Report } from "#engine/messages.ts";
import { glanceAt } from "#engine/runs/glance.ts";
import type { Said } from "#engine/steps/gatherer.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { Limits } from "#kernel/plan.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { quietIo } from "../blocks/run.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";

const step: Claimed = {
  id: "a#1",
  attempt: 1,
  lastAttempt: true,
  blockId: "model",
  graphId: "graph",
  input: {},
  timeoutMs: 1000,
  leaseMs: 30_000,
};

/** Runs a block that does as it is told, and gives back what its worker hands over, and how it ends. */
async function outcomeOf(run: (io: BlockIo) => AsyncGenerator<readonly ["text", string]>) {
  const model = block({
    id: "model",
    name: "ModelBlock",
    description: "Costs something.",
    categories: [],
    pure: false,
    input: () => z.object({}),
    output: () => z.object({ text: z.string() }),
    run: (_input, io) => run(io),
    examples: [],
  });
  const handed: Said[] = [];
  const deps = {
    world: () => quietIo(),
    now: Date.now,
    hand: async (said: Said) => {
      handed.push(said);
      return true;
    },
  };
  const attempt = { userId: "ada", executionId: "e", step, deadline: deadlineOf(step) };
  const outcome = await runBlock(deps, model, attempt);
  return { handed, outcome };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("what a block charges", () => {
  it("adds up within its attempt, and is handed over while it still runs", async () => {
    const { handed, outcome } = await outcomeOf(async function* ({ charge }) {
      charge({ cost: 1500, inputTokens: 100, calls: 1 });
      await sleep(120);
      charge({ cost: 500, outputTokens: 20 });
      yield ["text", "done"];
    });
    const first = { ...NOTHING_SPENT, cost: 1500, inputTokens: 100, calls: 1 };
    expect(handed).toEqual([{ from: 0, outputs: [], spent: first }]);
    expect(outcome).toMatchObject({
      outputs: [{ name: "text", data: "done" }],
      spent: { ...first, cost: 2000, outputTokens: 20 },
      end: { type: "completed" },
    });
  });

  it("counts although the block fails after it", async () => {
    // biome-ignore lint/correctness/useYield: it fails before it could
    const { outcome } = await outcomeOf(async function* ({ charge }) {
      charge({ cost: 7 });
      throw new Error("no");
    });
    expect(outcome).toMatchObject({ spent: { cost: 7 }, end: { type: "failed", message: "no" } });
  });

  it.each([{ cost: -1 }, { cost: 0.5 }, { inputTokens: Number.NaN }, { calls: Number.POSITIVE_INFINITY }])(
    "is refused when it cannot be counted: %j",
    async (amount) => {
      const { outcome } = await outcomeOf(async function* ({ charge }) {
        charge(amount);
        yield ["text", "done"];
      });
      expect(outcome).toMatchObject({ end: { type: "failed", message: expect.stringContaining("integer") } });
      expect(outcome).not.toHaveProperty("spent");
    },
  );
});

const request = { blockId: sendWebRequest.id, defaults: { url: "https://api.example.com/" } };

const agent = (graph: string) => ({
  blockId: agentExecutor.id,
  defaults: { graph_id: graph, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} },
});

const leaf = planOf("leaf", { one: request, two: request });
const middle = planOf("middle", { agent: agent("leaf"), own: request });
const top = planOf("top", { agent: agent("middle") });

/** A run of a run of a run, and what says of node executions at the bottom what they cost. */
async function family() {
  const world = objectWorld();
  const { object } = world;
  const id = world.start(top, {}, { "leaf@1": leaf, "middle@1": middle });
  await world.time.passes(10);
  const claimed = new Map<string, { run: string; step: Claimed }>();
  for (const { executionId, wake } of world.sent) {
    for (const lent of object.executor.take(executionId, wake, 6)) {
      const { graphId } = object.executor.find(executionId)?.plan ?? {};
      claimed.set(`${graphId} ${lent.id}`, { run: executionId, step: lent });
    }
  }
  const charge = (name: string, cost: number, end?: Report["end"]) => {
    const { run, step } = claimed.get(name) ?? {};
    if (run === undefined || step === undefined) throw new Error(`${name} is not lent`);
    const { id: nodeExecution, attempt } = step;
    const spent = { ...NOTHING_SPENT, cost, calls: 1 };
    const said = { id: nodeExecution, attempt, from: 0, outputs: [], spent };
    object.executor.report(run, end === undefined ? said : { ...said, end }, 0);
  };
  return { ...world, id, charge, stats: () => statsOf(read(emptyHistory(), world.log(id))) };
}

describe("a family of runs", () => {
  const completed = { type: "completed" } as const;
  const failed = { type: "failed", message: "no", retryable: false } as const;

  it("rolls costs and counts up to who began it, while it goes on and when it ends", async () => {
    const { id, object, time, charge, stats } = await family();
    charge("leaf one#1", 400);
    expect(stats()).toMatchObject({ cost: 0.0004, llm_call_count: 1 });
    charge("leaf one#1", 1000, completed);
    charge("leaf two#1", 2000, failed);
    const run = object.executor.find(id);
    expect(run && glanceAt(run, object.tables, time.now()).stats).toMatchObject({
      total_nodes: 5,
      completed_nodes: 2,
      failed_nodes: 1,
      node_error_count: 1,
    });
    charge("middle own#1", 4000, completed);
    expect(stats()).toMatchObject({
      cost: 0.007,
      llm_call_count: 3,
      total_nodes: 5,
      completed_nodes: 4,
      failed_nodes: 1,
      node_error_count: 1,
    });
  });

  it("keeps what was spent when it is stopped", async () => {
    const { id, charge, object, stats } = await family();
    charge("leaf one#1", 1000, completed);
    charge("middle own#1", 4000);
    object.executor.stop(id);
    expect(stats()).toMatchObject({ cost: 0.005, llm_call_count: 2, total_nodes: 5 });
  });

  it("counts nothing twice when the object is evicted in between", async () => {
    const { time, charge, object, stats } = await family();
    charge("leaf one#1", 1000);
    object.evict();
    await time.passes(10);
    charge("leaf one#1", 1000, completed);
    expect(stats()).toMatchObject({ cost: 0.001, llm_call_count: 1 });
  });
});

describe("the budget of money", () => {
  const completed = { type: "completed" } as const;
  const plan = (nodes: number, limits: Partial<Limits>) => {
    const paid = planOf("paid", Object.fromEntries(names(nodes).map((name) => [name, request])), limits);
    for (const node of Object.values(paid.nodes)) node.maxCost = limits.nodeCost ?? null;
    return paid;
  };
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

  it("lends no more at once than can be paid for, and the rest as soon as it can be", async () => {
    const { object, time, start, sent, status } = objectWorld();
    const id = start(plan(5, { cost: 250, nodeCost: 100 }));
    await time.passes(10);
    const lent = object.executor.take(id, sent[0]?.wake ?? 0, 6);
    expect(lent.map(({ budget }) => budget)).toEqual([100, 100]);
    for (let step = lent.shift(); step !== undefined; step = lent.shift()) {
      const { id: nodeExecution, attempt } = step;
      const spent = { ...NOTHING_SPENT, cost: 30 };
      const report = { id: nodeExecution, attempt, from: 0, outputs: [], spent, end: completed };
      lent.push(...(object.executor.report(id, report, 6) ?? []));
    }
    expect(status(id)).toBe("COMPLETED");
  });

  it("sends for no worker while nothing can be paid for", async () => {
    const { object, time, start, sent } = objectWorld({ settings: { leaseMs: 3_600_000 } });
    const id = start(plan(5, { cost: 100, nodeCost: 100 }));
    await time.passes(10);
    object.executor.take(id, sent[0]?.wake ?? 0, 6);
    const before = sent.length;
    await time.passes(600_000);
    expect(sent.length).toBe(before);
  });

  it("sends for as many workers as all that can be paid for at once need", async () => {
    const { time, start, sent } = objectWorld();
    start(plan(24, { cost: 600, nodeCost: 100 }));
    await time.passes(10);
    expect(sent).toHaveLength(1);
  });

  it.each<[string, Partial<Limits>, number | undefined]>([
    ["what a node may cost", { nodeCost: 100 }, 100],
    ["of no limit where there is none", {}, undefined],
  ])("tells workers %s in a run that may cost any amount", async (_what, limits, budget) => {
    const { object, time, start, sent } = objectWorld();
    const id = start(plan(2, limits));
    await time.passes(10);
    const lent = object.executor.take(id, sent[0]?.wake ?? 0, 6);
    expect(lent.map((step) => step.budget)).toEqual([budget, budget]);
  });

  it("gives a child what its node may cost, also in a run that may cost any amount", async () => {
    const agents = planOf("agents", { a: agent("leaf"), b: agent("leaf") });
    for (const node of Object.values(agents.nodes)) node.maxCost = node.id === "a" ? 700 : null;
    const { object, time, start, sent } = objectWorld();
    start(agents, {}, { "leaf@1": leaf });
    await time.passes(10);
    const limits = sent.map(({ executionId }) => object.executor.find(executionId)?.plan.limits.cost);
    expect(new Set(limits)).toEqual(new Set([700, undefined]));
  });

  it("gives a child what was set aside for its node, and lets the next one wait for that", async () => {
    const agents = planOf("agents", { a: agent("leaf"), b: agent("leaf") }, { cost: 1000 });
    for (const node of Object.values(agents.nodes)) node.maxCost = 700;
    const { object, time, start, sent, log, status } = objectWorld();
    const id = start(agents, {}, { "leaf@1": leaf });
    await time.passes(10);
    const children = new Set<string>();
    for (let round = 0; round < 10 && status(id) === "RUNNING"; round += 1) {
      for (const { executionId, wake } of sent.splice(0)) {
        children.add(executionId);
        expect(object.executor.find(executionId)?.plan.limits.cost).toBe(700);
        for (const { id: nodeExecution, attempt } of object.executor.take(executionId, wake, 6)) {
          const spent = { ...NOTHING_SPENT, cost: 100 };
          const report = { id: nodeExecution, attempt, from: 0, outputs: [], spent, end: completed };
          object.executor.report(executionId, report, 0);
        }
      }
      await time.passes(10);
    }
    expect(children.size).toBe(2);
    expect(statsOf(read(emptyHistory(), log(id)))).toMatchObject({ cost: 0.0004, completed_nodes: 6 });
  });
});
