import { describe, expect, it } from "vitest";
import * as z from "zod";
import { BlockError, type BlockIo, block } from "#blocks/block.ts";
import type { Claimed } from "#engine/messages.ts";
import { MAX_OUTPUTS } from "#engine/runs/perform.ts";
import { PAGE_SIZE } from "#engine/size.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import type { Json } from "#lib/json.ts";
import { quietIo } from "../blocks/run.ts";

/** What comes of a step whose block does as it is told, and all the outputs that were handed over. */
async function outcomeOf(
  run: (io: BlockIo) => AsyncGenerator<readonly ["out", Json] | readonly ["error", string]>,
  step: Partial<Claimed> = {},
) {
  const obedient = block({
    id: "obedient",
    name: "ObedientBlock",
    description: "Does as it is told.",
    categories: [],
    pure: false,
    input: () => z.object({}),
    output: () => z.object({ out: z.json() }),
    run: (_input, io) => run(io),
    examples: [],
  });
  const claimed: Claimed = {
    ...{ id: "a#1", attempt: 1, lastAttempt: true, blockId: "obedient", graphId: "graph", input: {} },
    ...{ timeoutMs: 60_000, leaseMs: 60_000 },
    ...step,
  };
  const outputs: Json[] = [];
  const hand = async (said: { outputs: { data: Json }[] }) => {
    outputs.push(...said.outputs.map(({ data }) => data));
    return true;
  };
  const deadline = deadlineOf(claimed);
  const ref = { userId: "ada", executionId: "e" };
  const { end, ...rest } = await runBlock({ world: quietIo, now: Date.now, hand }, obedient, {
    ...{ ...ref, step: claimed, deadline },
  });
  deadline.end();
  await hand(rest);
  return { end, outputs };
}

const completed = { type: "completed" };
const failed = (message: string, more: object = {}) => ({
  type: "failed",
  message,
  retryable: false,
  ...more,
});

describe("a step", () => {
  it("has failed for good with what its block yields as its error, and nothing after that", async () => {
    const { end, outputs } = await outcomeOf(async function* () {
      yield ["out", 1];
      yield ["error", "No such page"];
      yield ["out", 2];
    });
    expect([end, outputs]).toEqual([failed("No such page"), [1]]);
  });

  it.each<[string, unknown, object]>([
    ["a bug", new TypeError("x is not a function"), failed("x is not a function")],
    ["what is no error", "thrown", failed("thrown")],
    ["a failure for good", new BlockError("404"), failed("404")],
    ["one that may pass", new BlockError("503", { retryable: true }), failed("503", { retryable: true })],
    [
      "one that passes in its time",
      new BlockError("429", { retryable: true, retryAfterMs: 7000 }),
      failed("429", { retryable: true, retryAfterMs: 7000 }),
    ],
  ])("ends as its block does: %s", async (_what, error, end) => {
    const outcome = await outcomeOf(async function* () {
      yield ["out", 1];
      throw error;
    });
    expect(outcome).toEqual({ end, outputs: [1] });
  });

  it("that takes too long is tried again", async () => {
    const never = new Promise<never>(() => undefined);
    const { end, outputs } = await outcomeOf(
      async function* () {
        yield ["out", 1];
        await never;
      },
      { timeoutMs: 20 },
    );
    expect([end, outputs]).toEqual([failed("It took longer than 20 ms", { retryable: true }), [1]]);
  });

  it.each([
    ["as many values as it may", MAX_OUTPUTS, completed],
    ["one more", MAX_OUTPUTS + 1, failed(`ObedientBlock yielded more than ${MAX_OUTPUTS} values`)],
  ])("yields %s", async (_what, count, end) => {
    const outcome = await outcomeOf(async function* () {
      for (let value = 0; value < count; value += 1) yield ["out", 0];
    });
    expect(outcome.end).toEqual(end);
    expect(outcome.outputs).toHaveLength(MAX_OUTPUTS);
  });

  // In quotes.
  it.each([
    ["as large as a call carries", PAGE_SIZE - 2, completed],
    [
      "larger than that, but fails for it",
      PAGE_SIZE - 1,
      failed(`Output "out" is larger than ${PAGE_SIZE} characters, or nested too deep`),
    ],
  ])("may yield a value %s", async (_what, length, end) => {
    const outcome = await outcomeOf(async function* () {
      yield ["out", "x".repeat(length)];
    });
    expect(outcome.end).toEqual(end);
  });

  it("has less money left for each charge", async () => {
    const { outputs } = await outcomeOf(
      async function* ({ charge, budget }) {
        charge({ cost: 60 });
        yield ["out", (await budget?.hold(100))?.amount ?? null];
      },
      { budget: 100 },
    );
    expect(outputs).toEqual([40]);
  });
});
