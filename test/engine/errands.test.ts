import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { storeValue } from "#blocks/basic/store-value.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import type { Errand } from "#engine/storage/errand-table.ts";
import type { Plan } from "#kernel/plan.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { faultySql } from "./sql.ts";

const MINUTE = 60_000;

const waiting = planOf("child", { wait: { blockId: waitForEvent.id, defaults: { event: "go" } } });

const parent = planOf("parent", {
  agent: {
    blockId: agentExecutor.id,
    defaults: { graph_id: "child", graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} },
  },
});

const family = (child: Plan) => {
  const world = objectWorld();
  const id = world.start(parent, {}, { "child@1": child });
  const [{ id: childId } = { id: "" }] = world.object.sql
    .exec<{ id: string }>("SELECT id FROM runs WHERE id <> ?", id)
    .toArray();
  return { ...world, id, childId };
};

describe("what a run asks of another", () => {
  it.each<[Errand["type"], (ids: { id: string; childId: string }) => Errand]>([
    ["start", ({ id }) => ({ type: "start", run: id, of: "agent#1" })],
    ["tell", ({ id }) => ({ type: "tell", run: id, of: "agent#1" })],
    ["event", ({ childId }) => ({ type: "event", run: childId, of: "wait#1" })],
  ])("twice is as once (%s)", (_type, errandOf) => {
    const ids = family(waiting);
    const { object, log, time, id, childId, status } = ids;
    const ask = () => {
      object.tables.errands.put(errandOf(ids), time.now());
      object.evict();
      object.executor.runErrands();
      expect(object.tables.errands.all()).toEqual([]);
      return [log(id), log(childId)];
    };
    const logs = ask();
    expect(ask()).toEqual(logs);
    object.executor.signal("e", "go", 1);
    expect([status(id), status(childId)]).toEqual(["COMPLETED", "COMPLETED"]);
  });

  it("is done with when a child has said just as much as is told at once", () => {
    const nodes = Array.from({ length: 66 }, (_, index) => [
      `n${index}`,
      { blockId: storeValue.id, defaults: { input: 1 } },
    ]);
    const { object, log, status, id, childId } = family(planOf("child", Object.fromEntries(nodes)));
    expect(log(childId)).toHaveLength(200);
    expect(status(id)).toBe("COMPLETED");
    expect(object.tables.errands.all()).toEqual([]);
  });

  it("is done as soon as the object can read it, though it stays in memory", () => {
    const { sql, fault } = faultySql();
    const { object, start, status } = objectWorld({ sql });
    const id = start(waiting);
    fault.times = 1;
    fault.within = "FROM errands WHERE due";
    const send = () => object.executor.signal("e", "go", 1);
    expect(send).toThrow("The disk hiccups");
    send();
    expect(status(id)).toBe("COMPLETED");
  });

  it("is done by the alarm although nobody comes back who saw that it could not be read", async () => {
    const { sql, fault } = faultySql();
    const { object, start, status, time } = objectWorld({ sql });
    const id = start(waiting);
    await time.passes(MINUTE);
    fault.times = 1;
    fault.within = "FROM errands WHERE due";
    expect(() => object.executor.signal("e", "go", 1)).toThrow("The disk hiccups");
    await time.passes(2000);
    expect(status(id)).toBe("COMPLETED");
  });

  it("is tried for half a minute, and forgotten when its run has ended meanwhile", async () => {
    const { sql, fault } = faultySql();
    const { object, start, status, time } = objectWorld({ sql });
    const [left, stopped] = [start(waiting), start(waiting)];
    fault.times = Number.POSITIVE_INFINITY;
    fault.within = "SELECT body, at FROM signals";
    object.executor.signal("e", "go", 1);
    await time.passes(25_000);
    expect(status(left)).toBe("RUNNING");
    object.executor.stop(stopped);
    await time.passes(MINUTE);
    expect([status(left), status(stopped)]).toEqual(["FAILED", "TERMINATED"]);
    expect(object.tables.errands.all()).toEqual([]);
  });
});
