import { describe, expect, it } from "vitest";
import * as z from "zod";
import { BlockError, type BlockIo, block } from "#blocks/block.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import { quietIo } from "../blocks/run.ts";

type Yield = readonly ["text" | "error", string];

/** Runs a block that does as it is told, in so many milliseconds. */
function outcomeOf(run: (io: BlockIo) => AsyncGenerator<Yield>, timeoutMs = 60_000) {
  const told = block({
    id: "told",
    name: "ToldBlock",
    description: "Does as it is told.",
    categories: [],
    pure: false,
    input: () => z.object({}),
    output: () => z.object({ text: z.string() }),
    run: (_input, io) => run(io),
    examples: [],
  });
  const step = {
    ...{ id: "a#1", blockId: "told", graphId: "g", input: {} },
    ...{ attempt: 1, lastAttempt: false, timeoutMs, leaseMs: 30_000 },
  };
  const deps = { world: () => quietIo(), now: Date.now, hand: async () => true };
  return runBlock(deps, told, { userId: "ada", executionId: "e", step, deadline: deadlineOf(step) });
}

const text = (data: string) => ({ name: "text", data });

describe("a block with effects", () => {
  it("ends by what it yields on error, which is its message; what it yielded before stays", async () => {
    const outcome = await outcomeOf(async function* () {
      yield ["text", "before"];
      yield ["error", "It said no"];
      yield ["text", "after"];
    });
    expect(outcome).toEqual({
      from: 0,
      outputs: [text("before")],
      end: { type: "failed", message: "It said no", retryable: false },
    });
  });

  it.each<[string, () => unknown, object]>([
    ["by an error of its own", () => new BlockError("Wrong"), { message: "Wrong", retryable: false }],
    [
      "by one that may pass",
      () => new BlockError("Busy", { retryable: true }),
      { message: "Busy", retryable: true },
    ],
    [
      "by one that says when to come back",
      () => new BlockError("Busy", { retryable: true, retryAfterMs: 7000 }),
      { message: "Busy", retryable: true, retryAfterMs: 7000 },
    ],
    [
      "by a fault in it",
      () => new TypeError("x is undefined"),
      { message: "x is undefined", retryable: false },
    ],
    ["by what is no error", () => "thrown", { message: "thrown", retryable: false }],
  ])(
    "that ends %s keeps what it yielded, and is tried again only when that may help",
    async (_how, made, end) => {
      const outcome = await outcomeOf(async function* () {
        yield ["text", "before"];
        throw made();
      });
      expect(outcome).toEqual({ from: 0, outputs: [text("before")], end: { type: "failed", ...end } });
    },
  );

  it.each([
    [20_000, { type: "completed" }],
    [20_001, { type: "failed", message: "ToldBlock yielded more than 20000 values", retryable: false }],
  ])("that yields %i values ends as %o", async (count, end) => {
    const outcome = await outcomeOf(async function* () {
      for (let index = 0; index < count; index += 1) yield ["text", "x"];
    });
    expect(outcome.end).toEqual(end);
  });

  it("that takes too long may be tried again", async () => {
    const outcome = await outcomeOf(async function* () {
      yield ["text", "before"];
      await new Promise(() => undefined);
    }, 30);
    expect(outcome).toEqual({
      from: 0,
      outputs: [text("before")],
      end: { type: "failed", message: "It took longer than 30 ms", retryable: true },
    });
  });
});
