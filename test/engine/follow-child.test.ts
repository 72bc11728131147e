import { describe, expect, it } from "vitest";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { Budget } from "#blocks/budget.ts";
import { agentInput } from "#blocks/io/input.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import type { LogStretch } from "#domain/executions/engine.ts";
import type { Wanted } from "#engine/families/children.ts";
import { readLog } from "#engine/follow/follow.ts";
import { runChild } from "#engine/steps/follow-child.ts";
import type { Plan } from "#kernel/plan.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const items = planOf("child", {
  in: { blockId: agentInput.id, defaults: { name: "items" }, feeds: { result: ["each.items"] } },
  each: { blockId: stepThroughItems.id, feeds: { item: ["out.value"] } },
  out: { blockId: agentOutput.id, defaults: { name: "item" } },
});

const effect = planOf("child", { act: { blockId: EFFECT.id } });

/** A step that a worker has, which runs graphs; their logs are read a few entries at a time. */
function stepOf(child: Plan) {
  const world = objectWorld();
  const plan = planOf("parent", { model: { blockId: orchestrator.id, defaults: { prompt: "Go" } } });
  const id = world.start(plan, {}, { "child@1": child });
  const { executor, tables, subscribers } = world.object.awake;
  const few = { ...tables, log: (run: string, after: number) => tables.log(run, after, 3) };
  const following = {
    ...{ tables: few, subscribers, find: (run: string) => executor.find(run), now: world.time.now },
    durable: async () => undefined,
  };
  const asked: Wanted[] = [];
  const holder = {
    spawn: async (run: string, of: string, attempt: number, wanted: Wanted) => {
      asked.push(wanted);
      return executor.spawn(run, of, attempt, wanted);
    },
    log: async (run: string, after: number): Promise<LogStretch | null> =>
      readLog(following, run, { after }, 0),
    stop: async (run: string) => {
      executor.stop(run);
      return null;
    },
  };
  const abort = new AbortController();
  const budget = new Budget(1000);
  const [step] = executor.take(id, 1, 1);
  if (step === undefined) throw new Error("There is nothing to claim");
  const run = (graphVersion = 1, key = "first", of: { id: string; attempt: number } = step) => {
    const deps = { object: () => holder, execution: id, step: of, io: { signal: abort.signal, budget } };
    return runChild(deps, { graphId: "child", graphVersion, inputs: { items: [1, 2, 3, 4] } }, key);
  };
  const childId = () => asked.at(-1)?.id ?? "";
  return { ...world, run, abort, asked, holder, executor, budget, step, childId };
}

describe("a graph that a step runs", () => {
  it("answers its outputs, each once and in order, however long its log is", async () => {
    const { run, log, childId } = stepOf(items);
    expect(await run()).toEqual({ item: [1, 2, 3, 4] });
    expect(log(childId()).length).toBeGreaterThan(6);
  });

  it("is the same run for every attempt, and another for another key or another step", async () => {
    const { run, asked, step } = stepOf(items);
    await run();
    await run();
    await run(1, "second");
    const others = [
      { id: step.id, attempt: 2 },
      { id: "model#2", attempt: 1 },
    ];
    for (const of of others) await expect(run(1, "first", of)).rejects.toThrow("The run has ended");
    const [first, again, second, attempt, other] = asked.map(({ id }) => id);
    expect([again, attempt]).toEqual([first, first]);
    expect(new Set([first, second, other]).size).toBe(3);
  });

  it("that cannot be run fails the step, which is told why", async () => {
    await expect(stepOf(items).run(2)).rejects.toThrow("There is no graph child@2");
  });

  it("that fails, fails the step with its reason", async () => {
    const { run, holder, childId, status } = stepOf(effect);
    const { log } = holder;
    holder.log = async (child, after) => {
      await holder.stop(child);
      return log(child, after);
    };
    await expect(run()).rejects.toThrow("The agent failed: Execution was cancelled");
    expect(status(childId())).toBe("TERMINATED");
  });

  it("is stopped when its step is given up", async () => {
    const { run, abort, childId, status } = stepOf(effect);
    abort.abort();
    await expect(run()).rejects.toThrow("The step was given up");
    expect(status(childId())).toBe("TERMINATED");
  });

  it("that is not there any more has nothing more to say", async () => {
    const { run, holder } = stepOf(effect);
    holder.log = async () => null;
    expect(await run()).toEqual({});
  });

  it("takes what it costs out of what the step may cost, once", async () => {
    const { run, holder, executor, budget } = stepOf(effect);
    const { log } = holder;
    let looks = 0;
    holder.log = async (child, after) => {
      looks += 1;
      if (looks === 2) {
        for (const { id, attempt } of executor.take(child, 1, 1)) {
          const said = { id, attempt, from: 0, outputs: [], spent: { ...NOTHING_SPENT, cost: 300 } };
          executor.report(child, { ...said, end: { type: "completed" } }, 0);
        }
      }
      return log(child, after);
    };
    await run();
    expect(looks).toBeGreaterThan(2);
    expect((await budget.hold(1000)).amount).toBe(700);
  });
});
