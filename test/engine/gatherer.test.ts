import { describe, expect, it } from "vitest";
import * as z from "zod";
import { block } from "#blocks/block.ts";
import { PAGE_SIZE } from "#engine/size.ts";
import { gatherer, type Said } from "#engine/steps/gatherer.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import { quietIo } from "../blocks/run.ts";
import { VirtualTime } from "./virtual-time.ts";

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

describe("what is said in the meantime", () => {
  const output = (data: number) => ({ name: "value", data });

  /** A gatherer on a clock that the test turns. */
  function gathering(hand: (said: Said) => Promise<boolean> = async () => true) {
    const time = new VirtualTime();
    const handed: Said[] = [];
    const gathered = gatherer(
      (said) => {
        handed.push(said);
        return hand(said);
      },
      0,
      time.later,
    );
    return { ...gathered, time, handed };
  }

  it("is handed over together after a moment, and what comes after that a moment later", async () => {
    const { add, time, handed } = gathering();
    for (const data of [1, 2, 3]) add(output(data));
    await time.passes(1000);
    add(output(4));
    await time.passes(1000);
    expect(handed).toEqual([
      { from: 0, outputs: [1, 2, 3].map(output) },
      { from: 3, outputs: [output(4)] },
    ]);
  });

  it("goes with the end if that comes first, and after it nothing is said any more", async () => {
    const { add, charge, rest, time, handed } = gathering();
    add(output(1));
    expect(await rest()).toEqual({ from: 0, outputs: [output(1)] });
    add(output(2));
    charge({ cost: 1 });
    await time.passes(1000);
    expect(handed).toEqual([]);
  });

  it("is nothing after an end before which nothing was said", async () => {
    const { add, charge, note, rest, time, handed } = gathering();
    expect(await rest()).toEqual({ from: 0, outputs: [] });
    add(output(1));
    charge({ cost: 1 });
    await expect(note("done")).rejects.toThrow("This attempt was given up");
    await time.passes(1000);
    expect(handed).toEqual([]);
  });

  it("is heard before the end is said", async () => {
    const { add, rest, time } = gathering(async () => {
      await time.sleep(1000);
      return true;
    });
    add(output(1));
    await time.passes(100);
    let isOver = false;
    const over = rest().then((said) => {
      isOver = true;
      return said;
    });
    await time.passes(100);
    expect(isOver).toBe(false);
    await time.passes(1000);
    expect(await over).toEqual({ from: 1, outputs: [] });
  });

  it("fails the end when it could not be handed over, and nothing before", async () => {
    const { add, rest, time } = gathering(async () => {
      throw new Error("The object was reset");
    });
    add(output(1));
    await time.passes(1000);
    await expect(rest()).rejects.toThrow("The object was reset");
  });

  it("ends an attempt that wants to remember what it did and may not any more", async () => {
    const { note } = gathering(async () => false);
    await expect(note("done")).rejects.toThrow("This attempt was given up");
  });
});
