import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { addToList } from "#blocks/data/add-to-list.ts";
import { agentInput } from "#blocks/io/input.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { Plan } from "#kernel/plan.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { sqlStorage } from "./sql.ts";

const MINUTE = 60_000;

const child = planOf("child", {
  in: { blockId: agentInput.id, defaults: { name: "x", value: 1 }, feeds: { result: ["out.value"] } },
  out: { blockId: agentOutput.id, defaults: { name: "x" } },
});

const agent = {
  blockId: agentExecutor.id,
  defaults: {
    graph_id: "child",
    graph_version: 1,
    inputs: {},
    input_schema: { properties: { x: {} } },
    output_schema: {},
  },
};

/** Every agent's output starts the next one. */
const chain = (length: number): Plan =>
  planOf(
    "chain",
    {
      first: {
        blockId: addToList.id,
        defaults: { list: [], entry: 1 },
        feeds: { updated_list: ["agent.x"] },
      },
      agent: { ...agent, feeds: { x: ["agent.x"] } },
    },
    { nodeExecutions: length },
  );

const fan = (width: number): Plan =>
  planOf("fan", {
    list: {
      blockId: stepThroughItems.id,
      defaults: { items: Array.from({ length: width }, (_, index) => index) },
      feeds: { item: ["agent.x"] },
    },
    agent: { ...agent, feeds: { x: ["out.value"] } },
    out: { blockId: agentOutput.id, defaults: { name: "x" } },
  });

/** A world of which every commit is counted, and may be made to fail at a statement. */
function countingWorld() {
  const failing = { next: (_statement: number): boolean => false };
  let statement = 0;
  let isInside = false;
  const sql = sqlStorage(() => {
    if (!isInside) return;
    statement += 1;
    if (failing.next(statement)) throw new Error("The disk hiccups");
  });
  const { transactionSync } = sql;
  let commits = 0;
  sql.transactionSync = (write) => {
    commits += 1;
    isInside = true;
    try {
      transactionSync(write);
    } finally {
      isInside = false;
    }
  };
  return { ...objectWorld({ sql }), failing, commits: () => commits };
}

describe("a family of runs", () => {
  it.each([
    ["a chain", chain(800)],
    ["a fan", fan(400)],
  ])("of very many agents in %s takes its turns", async (_what, plan) => {
    const { time, commits, start, log, status } = countingWorld();
    const id = start(plan, {}, { "child@1": child });
    expect(status(id)).toBe("RUNNING");
    expect(commits()).toBeLessThan(100);
    await time.passes(MINUTE);
    expect(read(emptyHistory(), log(id))).toMatchObject({ status: "COMPLETED" });
  });

  it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    "loses none of its words when statement %i throws (E1)",
    async (at) => {
      const { time, object, failing, start, log } = countingWorld();
      failing.next = (statement) => statement === at;
      const begin = () => {
        try {
          return start(fan(3), {}, { "child@1": child });
        } catch {
          return start(fan(3), {}, { "child@1": child });
        }
      };
      const id = begin();
      object.evict();
      await time.passes(10 * MINUTE);
      expect(read(emptyHistory(), log(id))).toMatchObject({ status: "COMPLETED", outputs: { x: [0, 1, 2] } });
    },
  );

  it("hears an event although one of those who wait for it cannot go on at first", async () => {
    const wait = { blockId: waitForEvent.id, defaults: { event: "paid" }, feeds: { payload: ["out.value"] } };
    const plan = planOf("event", { wait, out: { blockId: agentOutput.id, defaults: { name: "order" } } });
    const { time, object, failing, start, log } = countingWorld();
    const runs = [start(plan), start(plan), start(plan)];
    let throws = 0;
    failing.next = () => {
      throws += 1;
      return throws >= 8 && throws < 16;
    };
    object.executor.signal("e1", "paid", 7);
    object.evict();
    await time.passes(MINUTE);
    for (const id of runs) expect(read(emptyHistory(), log(id)).outputs).toEqual({ order: [7] });
  });

  it("tells all that a child said at once, however much that is", async () => {
    const { time, start, log } = objectWorld();
    const talkative = planOf("child", {
      in: { blockId: agentInput.id, defaults: { name: "x" }, feeds: { result: ["each.items"] } },
      each: { blockId: stepThroughItems.id, feeds: { item: ["out.value"] } },
      out: { blockId: agentOutput.id, defaults: { name: "x" } },
    });
    const items = Array.from({ length: 450 }, (_, index) => index);
    const parent = planOf("parent", {
      in: { blockId: agentInput.id, defaults: { name: "x" }, feeds: { result: ["agent.x"] } },
      agent: { ...agent, feeds: { x: ["out.value"] } },
      out: { blockId: agentOutput.id, defaults: { name: "x" } },
    });
    const id = start(parent, { x: items }, { "child@1": talkative });
    await time.passes(1000);
    expect(read(emptyHistory(), log(id))).toMatchObject({ status: "COMPLETED", outputs: { x: items } });
  });

  it("is ended where it cannot be told what it waits for, rather than left to hang (E2)", async () => {
    const sql = sqlStorage();
    const { exec } = sql;
    let isBroken = false;
    sql.exec = (query, ...given) => {
      if (isBroken && query.includes("SELECT body, at FROM signals")) throw new Error("The table is broken");
      return exec(query, ...given);
    };
    const { time, object, start, log } = objectWorld({ sql });
    const id = start(planOf("event", { wait: { blockId: waitForEvent.id, defaults: { event: "paid" } } }));
    isBroken = true;
    object.executor.signal("e1", "paid", 7);
    await time.passes(MINUTE);
    expect(log(id).at(-1)).toMatchObject({ type: "execution.failed", error: { code: "ENGINE_ERROR" } });
  });
});
