import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { agentInput } from "#blocks/io/input.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { statsOf } from "#domain/executions/stats.ts";
import type { Claimed } from "#engine/messages.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Limits } from "#kernel/plan.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { replay } from "../../local/replay/replay.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { faultySql } from "./sql.ts";

const effect = { blockId: EFFECT.id, defaults: { habit: "works", yields: 1, padding: 0 } };

const agentOf = (graph: string) => ({
  blockId: agentExecutor.id,
  defaults: { graph_id: graph, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} },
});

/** One node, then one for each item: each an effect. */
const wide = (width: number, limits: Partial<Limits> = {}) =>
  planOf(
    "wide",
    {
      items: {
        blockId: stepThroughItems.id,
        defaults: { items: Array.from({ length: width }, (_, index) => index) },
        feeds: { item: ["each.a"] },
      },
      each: effect,
    },
    limits,
  );

type World = ReturnType<typeof objectWorld>;

/** Node executions of a run and of all below it that ever began or wait to. */
function begunBy({ object }: World): number {
  const rows = object.sql.exec<{ head: string }>("SELECT head FROM runs").toArray();
  return rows.reduce((all, { head }) => all + JSON.parse(head).used.nodeExecutions, 0);
}

/** Its runs, each with its log. */
const runsOf = ({ object, log }: World) =>
  object.sql
    .exec<{ id: string }>("SELECT id FROM runs")
    .toArray()
    .flatMap(({ id }) => {
      const run = object.executor.find(id);
      return run === null ? [] : [{ id, plan: run.plan, log: log(id) }];
    });

/** Its log as it was before it told what others of its family held. */
const asOfOld = (log: readonly LogEntry[]): LogEntry[] =>
  log.map((entry) => {
    if (entry.type !== "execution.failed") return entry;
    const { shared: _, ...error } = entry.error;
    return { ...entry, error };
  });

/** Whether each of its runs is told by its own log, though what it might do depends on the others. */
const isRetold = (world: World): boolean =>
  runsOf(world).every(({ plan, log }) => replay(plan, log) === null && replay(plan, asOfOld(log)) === null);

/** Workers come until nothing more happens, and complete all that they get. */
async function serve(world: World, { evict = false, cost = 0 } = {}): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    await world.time.passes(1000);
    for (const { executionId, wake } of world.sent.splice(0)) {
      if (evict) world.object.evict();
      const lent = world.object.executor.take(executionId, wake, 6);
      for (const { id, attempt } of lent) {
        const outputs = [{ name: "out", data: 1 }];
        const spent = { ...NOTHING_SPENT, cost };
        const report = { id, attempt, from: 0, outputs, spent, end: { type: "completed" } as const };
        world.object.executor.report(executionId, report, 0);
      }
    }
  }
}

describe("the node executions of a family", () => {
  it.each([
    [false, {}],
    [true, {}],
    [false, { nodeExecutions: 10 }],
    [true, { nodeExecutions: 10 }],
  ])("are never more than the budget of its eldest (evicted: %s, theirs: %o)", async (evict, theirs) => {
    const world = objectWorld();
    const top = planOf("top", { a: agentOf("wide"), b: agentOf("wide") }, { nodeExecutions: 12 });
    const id = world.start(top, {}, { "wide@1": wide(6, theirs) });
    await serve(world, { evict });
    expect(begunBy(world)).toBe(12);
    expect(isRetold(world)).toBe(true);
    const { nodes } = read(emptyHistory(), world.log(id));
    expect([...nodes.values()].map(({ status }) => status)).toEqual(["COMPLETED", "FAILED"]);
    expect(nodes.get("b#1")?.error).toContain("used its 12 node executions");
  });

  it("are what a run tells that ends for them: a log that tells others is not its own", async () => {
    const world = objectWorld();
    const top = planOf("top", { a: agentOf("wide"), b: agentOf("wide") }, { nodeExecutions: 12 });
    world.start(top, {}, { "wide@1": wide(6) });
    await serve(world);
    const [ended] = runsOf(world).filter(({ log }) => log.at(-1)?.type === "execution.failed");
    const { plan, log } = ended ?? { plan: top, log: [] };
    const last = log.at(-1);
    if (last?.type !== "execution.failed") throw new Error("No run has failed");
    const { error } = last;
    const { shared = { node_executions: 0, elsewhere: 0 } } = error;
    expect(shared.node_executions).toBe(12);
    expect(shared.elsewhere).toBeGreaterThan(6);
    const told = (change: Partial<typeof shared>) =>
      replay(plan, [...log.slice(0, -1), { ...last, error: { ...error, shared: { ...shared, ...change } } }]);
    expect(told({})).toBeNull();
    expect(told({ elsewhere: shared.elsewhere - 1 })).not.toBeNull();
    expect(told({ elsewhere: shared.elsewhere + 1 })).not.toBeNull();
    expect(told({ node_executions: 13 })).not.toBeNull();
  });

  it("may use all of it, and what one that ended did not begin is there for others", async () => {
    const world = objectWorld();
    // Its second pin is never fed, so that what waits for it never begins.
    const half = planOf("wide", {
      items: { blockId: stepThroughItems.id, defaults: { items: [1, 2, 3] }, feeds: { item: ["join.a"] } },
      never: { blockId: agentInput.id, defaults: { name: "x", value: 0 }, feeds: { error: ["join.b"] } },
      join: effect,
    });
    const next = (sink: string) => ({ ...effect, feeds: { out: [`${sink}.a`] } });
    const chain = { one: next("two"), two: next("three"), three: next("four"), four: effect };
    const top = planOf("top", { first: agentOf("wide"), ...chain }, { nodeExecutions: 7 });
    const id = world.start(top, {}, { "wide@1": half });
    await serve(world);
    // While it lived, the child held 5: two that began, and three that waited.
    expect(world.status(id)).toBe("COMPLETED");
    expect(statsOf(read(emptyHistory(), world.log(id)))).toMatchObject({ total_nodes: 7, failed_nodes: 0 });
  });

  it("may all be used by a family that is read anew at each step, and was told of some before", async () => {
    const world = objectWorld();
    const next = (sink: string) => ({ ...effect, feeds: { out: [`${sink}.a`] } });
    const chain = planOf("chain", {
      one: next("two"),
      two: next("three"),
      three: next("four"),
      four: effect,
    });
    const top = planOf("top", { a: agentOf("chain") }, { nodeExecutions: 5 });
    const id = world.start(top, {}, { "chain@1": chain });
    await serve(world, { evict: true, cost: 1 });
    expect(statsOf(read(emptyHistory(), world.log(id)))).toMatchObject({ total_nodes: 5, failed_nodes: 0 });
  });

  const next = (sink: string) => ({ ...effect, feeds: { out: [`${sink}.a`] } });
  const chain = {
    one: next("two"),
    two: next("three"),
    three: next("four"),
    four: next("five"),
    five: effect,
  };
  const another = { six: next("seven"), seven: next("eight"), eight: effect };

  it.each(
    [false, true].flatMap((evict) => [
      { evict, above: 100, below: 8, bottom: wide(20) },
      { evict, above: 10, below: 100, bottom: wide(20) },
      { evict, above: 10, below: 100, bottom: planOf("wide", { zero: next("one"), ...chain, ...another }) },
    ]),
  )("count at every depth (evicted: $evict, limits: $above and $below)", async (family) => {
    const { evict, above, below, bottom } = family;
    const world = objectWorld();
    const middle = planOf("middle", { down: agentOf("wide"), own: effect }, { nodeExecutions: below });
    const top = planOf("top", { a: agentOf("middle"), own: effect }, { nodeExecutions: above });
    const id = world.start(top, {}, { "wide@1": bottom, "middle@1": middle });
    await serve(world, { evict });
    expect(begunBy(world)).toBe(10);
    expect(isRetold(world)).toBe(true);
    expect(world.status(id)).toBe("COMPLETED");
  });

  it("that were begun by an agent which has ended are not there again when the run is read anew", async () => {
    const world = objectWorld();
    const top = planOf("top", { a: agentOf("wide"), ...chain }, { nodeExecutions: 8 });
    const id = world.start(top, {}, { "wide@1": wide(3) });
    await serve(world, { evict: true });
    expect(begunBy(world)).toBe(8);
    expect(read(emptyHistory(), world.log(id)).error).toMatchObject({ code: "BUDGET_EXCEEDED" });
  });

  it("that an agent holds are nobody else's, though the run is read anew and was told nothing of it", async () => {
    const world = objectWorld();
    const top = planOf("top", { a: agentOf("wide"), ...chain }, { nodeExecutions: 10 });
    const id = world.start(top, {}, { "wide@1": wide(6) });
    for (let wake = 1; world.status(id) === "RUNNING" && wake < 9; wake += 1) {
      world.object.evict();
      for (const { id: of, attempt } of world.object.executor.take(id, wake, 6)) {
        const outputs = [{ name: "out", data: 1 }];
        const report = { id: of, attempt, from: 0, outputs, end: { type: "completed" } as const };
        world.object.executor.report(id, report, 0);
      }
    }
    expect(begunBy(world)).toBe(10);
    expect(read(emptyHistory(), world.log(id)).error).toMatchObject({ code: "BUDGET_EXCEEDED" });
  });
});

describe("a run that is stopped", () => {
  it("counts all that its children did, and they do nothing more, though they were to be told of an event", async () => {
    const world = objectWorld();
    const child = planOf("child", {
      wait: { blockId: waitForEvent.id, defaults: { event: "go" }, feeds: { payload: ["list.items"] } },
      list: { blockId: stepThroughItems.id },
    });
    const agent = agentOf("child");
    const top = planOf("top", {
      items: {
        blockId: stepThroughItems.id,
        defaults: { items: Array.from({ length: 80 }, (_, index) => index) },
        feeds: { item: ["agent.x"] },
      },
      agent: { ...agent, defaults: { ...agent.defaults, input_schema: { properties: { x: {} } } } },
    });
    const id = world.start(top, {}, { "child@1": child });
    await world.time.passes(1000);
    world.object.executor.signal("e1", "go", [1]);
    world.object.executor.stop(id);
    await world.time.passes(1000);
    const began = world.object.sql
      .exec<{ head: string }>("SELECT head FROM runs")
      .toArray()
      .reduce((all, { head }) => all + JSON.parse(head).used.began, 0);
    expect(began).toBeGreaterThan(161);
    expect(statsOf(read(emptyHistory(), world.log(id)))).toMatchObject({ total_nodes: began });
  });
});

describe("a run that is stopped before it is told what happens below it", () => {
  it("counts that, too, to any depth", async () => {
    const { sql, fault } = faultySql();
    const world = objectWorld({ sql });
    const middle = planOf("middle", { down: agentOf("wide") });
    const id = world.start(
      planOf("top", { a: agentOf("middle") }),
      {},
      { "middle@1": middle, "wide@1": wide(3) },
    );
    await world.time.passes(10);
    const below = world.sent.find(({ executionId }) => executionId !== id);
    if (below === undefined) throw new Error("Nobody was called for");
    const { executionId, wake } = below;
    const [lent] = world.object.executor.take(executionId, wake, 1);
    if (lent === undefined) throw new Error("There is nothing to do");
    fault.times = 1;
    fault.within = "FROM errands WHERE due";
    const report = { id: lent.id, attempt: 1, from: 0, outputs: [], spent: { ...NOTHING_SPENT, cost: 100 } };
    expect(() => world.object.executor.report(executionId, report, 0)).toThrow("The disk hiccups");
    world.object.executor.stop(id);
    // The two agents, the list, and an effect for each of its items.
    expect(statsOf(read(emptyHistory(), world.log(id)))).toMatchObject({ total_nodes: 6, cost: 0.0001 });
  });
});

const waits = planOf("waits", {
  first: effect,
  wait: { blockId: waitForEvent.id, defaults: { event: "go" }, feeds: { payload: ["last.a"] } },
  last: effect,
});

/** A run whose one node, with agents as tools, a worker has. */
async function withTools(limits: Partial<Limits> = {}) {
  const world = objectWorld({ settings: { leaseMs: 1000 } });
  const plan = planOf("top", { model: { blockId: orchestrator.id, defaults: { prompt: "Go" } } }, limits);
  const [model] = Object.values(plan.nodes);
  if (model !== undefined) model.tools = [];
  const id = world.start(plan, {}, { "wide@1": wide(3), "waits@1": waits });
  await world.time.passes(10);
  const take = (): Claimed => {
    const wake = world.sent.find(({ executionId }) => executionId === id)?.wake ?? 0;
    const [step] = world.object.executor.take(id, wake, 1);
    if (step === undefined) throw new Error("There is nothing to claim");
    return step;
  };
  const spawn = (step: Claimed, graphId: string, child: number) => {
    const wanted = { id: childId(child), graphId, graphVersion: 1, inputs: {} };
    expect(world.object.executor.spawn(id, step.id, step.attempt, wanted)).toBeNull();
  };
  /** A worker does the steps of a child that are there, each for so much. */
  const work = (child: number, cost: number) => {
    for (const { id: nodeExecution, attempt } of world.object.executor.take(childId(child), 1, 6)) {
      const spent = { ...NOTHING_SPENT, cost, calls: 1 };
      const end = { type: "completed" } as const;
      const report = { id: nodeExecution, attempt, from: 0, outputs: [], spent, end };
      world.object.executor.report(childId(child), report, 0);
    }
  };
  const stats = () => statsOf(read(emptyHistory(), world.log(id)));
  return { ...world, id, take, spawn, work, stats };
}

const childId = (child: number): string => `00000000-0000-8000-8000-${String(child).padStart(12, "0")}`;

describe("an agent that is used as a tool", () => {
  it("counts in the run that uses it: what it did, and what it cost", async () => {
    const { take, spawn, work, complete, id, stats, status } = await withTools();
    const step = take();
    spawn(step, "wide", 1);
    work(1, 100);
    expect(stats()).toMatchObject({ total_nodes: 5, completed_nodes: 4, cost: 0.0003, llm_call_count: 3 });
    complete(id, step);
    expect(status(id)).toBe("COMPLETED");
    expect(stats()).toMatchObject({ total_nodes: 5, completed_nodes: 5, cost: 0.0003 });
  });

  it("counts once although a second attempt asks for it again", async () => {
    const { take, spawn, work, complete, id, object, time, stats } = await withTools();
    const first = take();
    spawn(first, "waits", 1);
    work(1, 100);
    const before = stats();
    expect(before).toMatchObject({ total_nodes: 3, cost: 0.0001 });
    await time.passes(2000);
    object.executor.signal("e", "go", 1);
    const second = take();
    expect(second.attempt).toBe(2);
    spawn(second, "waits", 1);
    work(1, 50);
    complete(id, second);
    expect(stats()).toMatchObject({ total_nodes: 4, completed_nodes: 4, cost: 0.00015, llm_call_count: 2 });
  });

  it("counts with all others that the step uses", async () => {
    const { take, spawn, work, stats } = await withTools();
    const step = take();
    for (const child of [1, 2]) spawn(step, "wide", child);
    for (const child of [1, 2]) work(child, 100);
    expect(stats()).toMatchObject({ total_nodes: 9, completed_nodes: 8, cost: 0.0006 });
  });

  it("gets all that was set aside for its step, whatever other nodes hold", async () => {
    const model = { blockId: orchestrator.id, defaults: { prompt: "Go" } };
    const plan = planOf("top", { first: model, second: model, agent: agentOf("waits") }, { cost: 1000 });
    for (const [id, maxCost] of [
      ["first", 300],
      ["second", 500],
      ["agent", 200],
    ] as const)
      Object.assign(plan.nodes[id] ?? {}, { maxCost, ...(id !== "agent" && { tools: [] }) });
    const world = objectWorld();
    const id = world.start(plan, {}, { "waits@1": waits });
    const { executor } = world.object;
    const limits = executor.take(id, 1, 2).map((step, index) => {
      const child = childId(index + 1);
      executor.spawn(id, step.id, step.attempt, { id: child, graphId: "waits", graphVersion: 1, inputs: {} });
      return executor.find(child)?.plan.limits.cost;
    });
    expect(limits).toEqual([300, 500]);
  });

  it("is paid for although its step ends, or is lost for good, before the object has heard of it", async () => {
    const { take, spawn, work, id, object, stats } = await withTools();
    const step = take();
    spawn(step, "waits", 1);
    work(1, 100);
    object.executor.stop(id);
    expect(stats()).toMatchObject({ total_nodes: 3, cost: 0.0001 });
  });

  it("gets of the money what no other tool of the step holds", async () => {
    const { take, spawn, work, object } = await withTools({ cost: 1000 });
    const limitOf = (child: number) => object.executor.find(childId(child))?.plan.limits.cost;
    const step = take();
    expect(step.budget).toBe(1000);
    spawn(step, "wide", 1);
    work(1, 100);
    spawn(step, "waits", 2);
    spawn(step, "wide", 3);
    expect([limitOf(1), limitOf(2), limitOf(3)]).toEqual([1000, 700, 0]);
  });

  it("keeps its money between the attempts of the step, and a later one may use the rest", async () => {
    const { take, spawn, work, object, time } = await withTools({ cost: 1000 });
    spawn(take(), "waits", 1);
    work(1, 100);
    await time.passes(2000);
    expect(take().budget).toBe(0);
    object.executor.signal("e", "go", 1);
    work(1, 50);
    expect(object.executor.find(childId(1))?.execution.status).toBe("COMPLETED");
    await time.passes(2000);
    expect(take().budget).toBe(850);
  });
});
