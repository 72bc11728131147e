import { describe, expect, it } from "vitest";
import type { KeptNode } from "#domain/executions/engine.ts";
import type { Claimed } from "#engine/messages.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { Json } from "#lib/json.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const STEP = "f66a3543-28d3-4ab5-8945-9b336371e2ce";
const HUMAN = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d";
const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";

type World = ReturnType<typeof objectWorld>;

const chain = planOf("chain", {
  in: { blockId: INPUT, defaults: { name: "x" }, feeds: { result: ["first.a"] } },
  first: { blockId: EFFECT.id, feeds: { out: ["wait.input_message"] } },
  wait: { blockId: TIMER, defaults: { hours: 1 }, feeds: { output_message: ["second.a"] } },
  second: { blockId: EFFECT.id, feeds: { out: ["out.value"] } },
  out: { blockId: OUTPUT, defaults: { name: "y" } },
});

const EARLIER = "00000000-0000-4000-8000-0000000000ff";

const kept = (id: string, input: KeptNode["input"], name: string, ...values: Json[]): KeptNode => ({
  id,
  input,
  outputs: values.map((data) => ({ name, data })),
});

const ofFirstRun = [
  kept("in#1", { name: "x", value: 7 }, "result", 7),
  kept("first#1", { a: 7 }, "out", "seven"),
  kept("wait#1", { hours: 1, input_message: "seven" }, "output_message", "seven"),
];

const retry = (world: World, nodes: KeptNode[], inputs = { x: 7 }) =>
  world.start(chain, inputs, {}, { retryOf: EARLIER, kept: nodes });

const outputs = (world: World, id: string) => read(emptyHistory(), world.log(id)).outputs;

const keptInLog = (world: World, id: string) =>
  world
    .log(id)
    .flatMap((entry) => (entry.type === "node.completed" ? [[entry.node_id, entry.kept === true]] : []));

function finish(world: World, id: string, step: Claimed | undefined, data: Json): void {
  if (step === undefined) throw new Error("Nothing was lent");
  const outputs = [{ name: "out", data }];
  const end = { type: "completed" } as const;
  world.object.executor.report(id, { id: step.id, attempt: step.attempt, from: 0, outputs, end }, 0);
}

describe("a run that keeps what an earlier one did", () => {
  it("lends and waits for nothing of it, and says in its log what it kept", () => {
    const world = objectWorld();
    const id = retry(world, ofFirstRun);
    expect(world.sent.length).toBeLessThanOrEqual(1);
    const lent = world.object.executor.take(id, 1, 6);
    expect(lent).toMatchObject([{ id: "second#1", attempt: 1, input: { a: "seven" } }]);
    finish(world, id, lent[0], "done");
    expect(outputs(world, id)).toEqual({ y: ["done"] });
    expect(world.status(id)).toBe("COMPLETED");
    expect(keptInLog(world, id)).toEqual([
      ["in", true],
      ["first", true],
      ["wait", true],
      ["second", false],
      ["out", false],
    ]);
  });

  it("takes it in pieces, and begins only with all of them", () => {
    const world = objectWorld();
    const [first, ...others] = ofFirstRun;
    const id = "00000000-0000-4000-8000-000000000001";
    world.object.executor.keep(id, first === undefined ? [] : [first]);
    const more = { retryOf: EARLIER, kept: others };
    expect(() => world.start(chain, { x: 7 }, {}, { ...more, keptBefore: 2 })).toThrow("Not all");
    const whole = objectWorld();
    whole.object.executor.keep(id, first === undefined ? [] : [first]);
    expect(whole.start(chain, { x: 7 }, {}, { ...more, keptBefore: 1 })).toBe(id);
    expect(whole.object.executor.take(id, 1, 6)).toMatchObject([{ id: "second#1", input: { a: "seven" } }]);
  });

  it("takes nothing that comes again once it has begun", () => {
    const world = objectWorld();
    const id = retry(world, ofFirstRun, { x: 7 });
    world.object.executor.stop(id);
    world.object.executor.keep(id, ofFirstRun);
    expect(world.object.tables.kept.ids(id)).toEqual([]);
  });

  it("asks nobody again, though it keeps more questions in a row than one commit takes over", async () => {
    const world = objectWorld();
    const ids = Array.from({ length: 820 }, (_, index) => `ask${index}`);
    const nodes = ids.map((id, index) => {
      const feeds = { approved_data: index < ids.length - 1 ? [`ask${index + 1}.data`] : [] };
      return [id, { blockId: HUMAN, defaults: { name: "Well?", ...(index === 0 && { data: 1 }) }, feeds }];
    });
    const answers = ids.map((id) => kept(`${id}#1`, { name: "Well?", data: 1 }, "approved_data", 1));
    const plan = planOf("reviews", Object.fromEntries(nodes));
    const id = world.start(plan, {}, {}, { retryOf: EARLIER, kept: answers });
    expect(world.status(id)).toBe("RUNNING");
    await world.time.passes(1000);
    expect(world.status(id)).toBe("COMPLETED");
    expect(world.object.executor.reviews({ limit: 10, offset: 0 }).total).toBe(0);
  });

  it("does again what was done with another input, and from there on all the rest", async () => {
    const world = objectWorld();
    const id = retry(world, ofFirstRun.slice(1), { x: 8 });
    const lent = world.object.executor.take(id, 1, 6);
    expect(lent).toMatchObject([{ id: "first#1", input: { a: 8 } }]);
    world.object.evict();
    finish(world, id, lent[0], "seven");
    expect(keptInLog(world, id)).toEqual([
      ["in", false],
      ["first", false],
      ["wait", true],
    ]);
  });

  it("says of nothing that it was kept when it was run, also after the object slept", () => {
    const world = objectWorld();
    const id = retry(world, [kept("first#1", { a: 1 }, "out", "stale")]);
    const [first] = world.object.executor.take(id, 1, 6);
    world.object.evict();
    finish(world, id, first, "fresh");
    expect(keptInLog(world, id)).toEqual([
      ["in", false],
      ["first", false],
    ]);
    expect(world.object.sql.exec("SELECT id FROM kept").toArray()).toEqual([]);
  });

  it("goes on with it after the object slept, and forgets it at the end", () => {
    const world = objectWorld();
    const twice = planOf("twice", {
      in: { blockId: INPUT, defaults: { name: "x" }, feeds: { result: ["first.a"] } },
      first: { blockId: EFFECT.id, feeds: { out: ["each.items"] } },
      each: { blockId: STEP, feeds: { item: ["second.a"] } },
      second: { blockId: EFFECT.id },
    });
    const id = world.start(
      twice,
      { x: 7 },
      {},
      {
        retryOf: EARLIER,
        kept: [kept("second#2", { a: 2 }, "out", "two")],
      },
    );
    world.object.evict();
    const [first] = world.object.executor.take(id, 1, 6);
    world.object.evict();
    finish(world, id, first, [1, 2, 3]);
    const lent = world.object.executor.take(id, 2, 6);
    expect(lent.map((step) => step.id)).toEqual(["second#1", "second#3"]);
    for (const step of lent) finish(world, id, step, null);
    expect(world.status(id)).toBe("COMPLETED");
    expect(world.object.sql.exec("SELECT id FROM kept").toArray()).toEqual([]);
  });

  it("follows a long chain of kept effects", async () => {
    const world = objectWorld();
    const length = 450;
    const long = planOf(
      "long",
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `n${index}`,
          { blockId: EFFECT.id, feeds: index + 1 < length ? { out: [`n${index + 1}.a`] } : {} },
        ]),
      ),
    );
    const nodes = Array.from({ length }, (_, index) =>
      kept(`n${index}#1`, index === 0 ? {} : { a: index - 1 }, "out", index),
    );
    const id = world.start(long, {}, {}, { retryOf: EARLIER, kept: nodes });
    await world.time.passes(1000);
    expect(world.status(id)).toBe("COMPLETED");
    expect(world.sent).toEqual([]);
  });
});
