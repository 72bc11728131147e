import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { agentInput } from "#blocks/io/input.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { agentOf } from "./simulation/plans.ts";
import { sqlStorage } from "./sql.ts";

const CHILD = "00000000-0000-8000-8000-000000000001";
const wanted = { id: CHILD, graphId: "child", graphVersion: 1, inputs: { x: 2 } };

const child = planOf("child", {
  in: { blockId: agentInput.id, defaults: { name: "x", value: 1 }, feeds: { result: ["out.value"] } },
  out: { blockId: agentOutput.id, defaults: { name: "x" } },
});

const waiting = planOf("child", { wait: { blockId: waitForEvent.id, defaults: { event: "never" } } });

/** A run whose one node a worker has. */
function claimed(agent = child, inner = child, sql = sqlStorage()) {
  const world = objectWorld({ sql });
  const plan = planOf("parent", { model: { blockId: orchestrator.id, defaults: { prompt: "Go" } } });
  const id = world.start(plan, {}, { "child@1": agent, "inner@1": inner });
  const { executor } = world.object;
  const [step] = executor.take(id, 1, 1);
  if (step === undefined) throw new Error("There is nothing to claim");
  return { ...world, id, executor, step };
}

describe("a child that a worker asks for", () => {
  it("runs once, however often it is asked for, and its outputs are in its log", () => {
    const { id, executor, step, status, log } = claimed();
    expect(executor.spawn(id, step.id, step.attempt, wanted)).toBeNull();
    expect(executor.spawn(id, step.id, step.attempt, wanted)).toBeNull();
    expect(status(CHILD)).toBe("COMPLETED");
    expect(log(CHILD).filter(({ type }) => type === "execution.output")).toMatchObject([{ output_data: 2 }]);
    expect(status(id)).toBe("RUNNING");
  });

  it("has its own agents begin at once, not when something else happens", () => {
    const nested = planOf("child", {
      agent: { blockId: agentExecutor.id, defaults: agentOf("inner") },
    });
    const { id, executor, step, status } = claimed(nested, { ...child, graphId: "inner" });
    executor.spawn(id, step.id, step.attempt, wanted);
    expect(status(CHILD)).toBe("COMPLETED");
  });

  it("is refused where the graph did not come with the run", () => {
    const { id, executor, step } = claimed();
    expect(executor.spawn(id, step.id, step.attempt, { ...wanted, graphVersion: 2 })).toBe(
      "There is no graph child@2",
    );
  });

  it("is refused to a worker that has the node execution no more", () => {
    const { id, executor, step } = claimed();
    expect(executor.spawn(id, step.id, step.attempt + 1, wanted)).toBe("The run has ended");
    executor.stop(id);
    expect(executor.spawn(id, step.id, step.attempt, wanted)).toBe("The run has ended");
  });

  it("ends with its parent, though no worker is there to say so", () => {
    const { id, executor, step, status } = claimed(waiting);
    executor.spawn(id, step.id, step.attempt, wanted);
    expect(status(CHILD)).toBe("RUNNING");
    executor.stop(id);
    expect(status(CHILD)).toBe("TERMINATED");
  });

  it.each(Array.from({ length: 9 }, (_, index) => index + 1))(
    "is its parent's although statement %i of its beginning throws (E1)",
    (at) => {
      let statements = Number.NEGATIVE_INFINITY;
      const sql = sqlStorage(() => {
        statements += 1;
        if (statements === at) throw new Error("The disk hiccups");
      });
      const { id, executor, step, status } = claimed(waiting, child, sql);
      const spawn = () => executor.spawn(id, step.id, step.attempt, wanted);
      statements = 0;
      expect(spawn).toThrow("The disk hiccups");
      expect(spawn()).toBeNull();
      expect(status(CHILD)).toBe("RUNNING");
      executor.stop(id);
      expect(status(CHILD)).toBe("TERMINATED");
    },
  );

  it("ends with the node execution that it is for", () => {
    const { id, executor, step, status } = claimed(waiting);
    executor.spawn(id, step.id, step.attempt, wanted);
    const end = { type: "failed", message: "no", retryable: false } as const;
    executor.report(id, { id: step.id, attempt: step.attempt, from: 0, outputs: [], end }, 0);
    expect([status(id), status(CHILD)]).toEqual(["COMPLETED", "TERMINATED"]);
  });
});
