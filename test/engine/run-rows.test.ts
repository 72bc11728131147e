import { describe, expect, it } from "vitest";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { queued } from "#kernel/execution.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { sqlStorage } from "./sql.ts";

const url = "https://api.example.com/";
const completed = { type: "completed" } as const;

/** Items in turn for a number of requesting nodes. */
const fan = (width: number, ...nodes: string[]) =>
  planOf("fan", {
    list: {
      blockId: stepThroughItems.id,
      defaults: { items: Array.from({ length: width }, (_, index) => index) },
      feeds: { item: nodes.map((node) => `${node}.body`) },
    },
    ...Object.fromEntries(nodes.map((node) => [node, { blockId: sendWebRequest.id, defaults: { url } }])),
  });

/** A run of so many requests, some of them lent, and how many statements its object was asked so far. */
async function running(width: number, ...nodes: string[]) {
  let statements = 0;
  const sql = sqlStorage(() => {
    statements += 1;
  });
  const world = objectWorld({ sql });
  const id = world.start(fan(width, ...nodes));
  await world.time.passes(10);
  const lent = world.object.executor.take(id, world.sent[0]?.wake ?? 0, 6);
  const parts = () => world.object.tables.parts(id).map(([key]) => key);
  const alive = () => [...(world.object.executor.find(id)?.execution.live.keys() ?? [])];
  return { ...world, id, lent, parts, alive, statements: () => statements };
}

describe("the rows of a run", () => {
  it("are written for what a commit touched, however much is alive", async () => {
    const written = await Promise.all(
      [300, 3000].map(async (width) => {
        const { object, id, lent, statements } = await running(width, "ask");
        const before = statements();
        for (const { id: nodeExecution, attempt } of lent) {
          object.executor.report(id, { id: nodeExecution, attempt, from: 0, outputs: [], end: completed }, 1);
        }
        return statements() - before;
      }),
    );
    expect(written[0]).toBe(written[1]);
    expect(written[0]).toBeGreaterThan(0);
  });

  it("hold nothing of what has ended, also when it outgrew the row that it was in", async () => {
    const { object, id, lent, parts } = await running(3, "ask");
    const [elder, younger, last] = lent;
    if (elder === undefined || younger === undefined || last === undefined)
      throw new Error("Nothing is lent");
    const outputs = Array.from({ length: 20 }, () => ({ name: "response", data: "x".repeat(1000) }));
    object.executor.report(id, { id: younger.id, attempt: 1, from: 0, outputs }, 0);
    expect(parts()).toContain(`x:${younger.id}`);
    object.executor.report(id, { id: younger.id, attempt: 1, from: 20, outputs: [], end: completed }, 0);
    object.executor.report(id, { id: elder.id, attempt: 1, from: 0, outputs: [], end: completed }, 0);
    expect(parts().filter((key) => key.startsWith("x:"))).toEqual([]);
    object.evict();
    expect(object.executor.find(id)?.execution.live.size).toBe(1);
  });

  it("give back what is alive in the order in which it began, across nodes", async () => {
    const { object, id, alive } = await running(400, "zoe", "ada");
    const before = alive();
    expect(before.slice(0, 4)).toEqual(["zoe#1", "ada#1", "zoe#2", "ada#2"]);
    object.evict();
    expect(alive()).toEqual(before);
    expect(object.executor.take(id, 0, 4)[0]?.id).toBe(before[6]);
  });

  it("weigh what they weigh when they are read anew, whatever came and went", async () => {
    const { object, id, lent } = await running(40, "ask");
    for (const [index, { id: nodeExecution, attempt }] of lent.entries()) {
      const outputs = [{ name: "response", data: "x".repeat(100 * index) }];
      object.executor.report(id, { id: nodeExecution, attempt, from: 0, outputs }, 0);
      object.executor.report(id, { id: nodeExecution, attempt, from: 1, outputs: [], end: completed }, 0);
      expect(object.executor.find(id)?.weight).toBe(object.readAnew(id)?.weight);
    }
  });

  it("begin from a state of their own", async () => {
    await running(10, "ask");
    expect(queued.live.size + queued.nodes.size).toBe(0);
  });
});
