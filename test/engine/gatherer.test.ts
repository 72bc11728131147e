import { describe, expect, it } from "vitest";
import * as z from "zod";
import { block } from "#blocks/block.ts";
import { PAGE_SIZE } from "#engine/size.ts";
import { gatherer, type Said } from "#engine/steps/gatherer.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import { quietIo } from "../blocks/run.ts";

const MILLION = "x".repeat(1_000_000);

/** Runs a block that yields these; answers all that its worker says, the end last, as long as it is asked to go on. */
async function saidOf(values: readonly unknown[], goesOn = 100) {
  const yields = block({
    id: "yields",
    name: "YieldsBlock",
    description: "Yields what it is told.",
    categories: [],
    pure: false,
    input: () => z.object({}),
    output: () => z.object({ value: z.any() }),
    async *run() {
      for (const value of values) yield ["value", value];
    },
    examples: [],
  });
  const said: Said[] = [];
  const hand = async (part: Said) => {
    said.push(part);
    return said.length < goesOn;
  };
  const times = { timeoutMs: 10_000, leaseMs: 30_000 };
  const claim = { id: "a#1", attempt: 1, lastAttempt: true, blockId: "yields", graphId: "graph", input: {} };
  const step = { ...claim, ...times };
  const attempt = { userId: "ada", executionId: "e", step, deadline: deadlineOf(step) };
  const { end, ...rest } = await runBlock({ world: () => quietIo(), now: Date.now, hand }, yields, attempt);
  return { said: [...said, rest], end };
}

describe("what a worker says", () => {
  it("goes in as many calls as it takes, in order, each output once", async () => {
    const values = Array.from({ length: 30 }, (_, index) => `${index} ${MILLION}`);
    const { said, end } = await saidOf(values);
    expect(end).toEqual({ type: "completed" });
    expect(said.length).toBeGreaterThan(3);
    let from = 0;
    for (const part of said) {
      expect(part.from).toBe(from);
      expect(JSON.stringify(part.outputs).length).toBeLessThan(PAGE_SIZE + 1000);
      from += part.outputs.length;
    }
    expect(said.flatMap(({ outputs }) => outputs.map(({ data }) => data))).toEqual(values);
  });

  it("is not said any further when the step was taken away", async () => {
    const { said } = await saidOf(
      Array.from({ length: 30 }, () => MILLION),
      1,
    );
    expect(said).toHaveLength(2);
  });

  it("holds no value that no call could carry: the block has failed, and its worker is not lost", async () => {
    const { said, end } = await saidOf(["small", "x".repeat(PAGE_SIZE + 1)]);
    expect(said.flatMap(({ outputs }) => outputs)).toEqual([{ name: "value", data: "small" }]);
    expect(end).toMatchObject({
      type: "failed",
      retryable: false,
      message: expect.stringContaining("larger than 8000000"),
    });
  });

  it("goes in one call at a time, in order, though calls take long", async () => {
    const calls: Said[] = [];
    let underWay = 0;
    const gathered = gatherer(async (said) => {
      underWay += 1;
      expect(underWay).toBe(1);
      calls.push(said);
      await new Promise((resolve) => setTimeout(resolve, 100));
      underWay -= 1;
      return true;
    }, 0);
    for (let index = 0; index < 5; index += 1) {
      gathered.add({ name: "value", data: index });
      await gathered.note(`note ${index}`);
      gathered.add({ name: "value", data: `${index} too` });
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const said = [...calls, await gathered.rest()];
    const outputs = said.flatMap((each) => each.outputs.map(({ data }) => data));
    expect(outputs).toEqual([0, 1, 2, 3, 4].flatMap((index) => [index, `${index} too`]));
    let from = 0;
    for (const each of said) {
      expect(each.from).toBe(from);
      from += each.outputs.length;
    }
  });
});
