import { describe, expect, it } from "vitest";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { agentInput } from "#blocks/io/input.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { Json } from "#lib/json.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { sqlStorage } from "./sql.ts";

const KB = 1000;
const completed = { type: "completed" } as const;

/** So many requests, each with the same large value beside its own small one. */
const fan = (width: number) =>
  planOf("fan", {
    large: { blockId: agentInput.id, defaults: { name: "large" }, feeds: { result: ["ask.body"] } },
    list: {
      blockId: stepThroughItems.id,
      defaults: { items: Array.from({ length: width }, (_, index) => `${index}`) },
      feeds: { item: ["ask.files_name"] },
    },
    ask: { blockId: sendWebRequest.id, defaults: { url: "https://api.example.com/" } },
  });

/** Characters of all bodies in the tables. */
function written(sql: ReturnType<typeof sqlStorage>): number {
  const tables = ["log", "parts", "large_values"];
  const sizes = tables.map((table) =>
    sql.exec<{ size: number }>(`SELECT coalesce(sum(length(body)), 0) AS size FROM ${table}`).one(),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

const inputsOf = (world: ReturnType<typeof objectWorld>, id: string): Json[] =>
  [...read(emptyHistory(), world.log(id)).nodes.values()]
    .filter(({ nodeId }) => nodeId === "ask")
    .map(({ input }) => input["body"] ?? null);

describe.each<[string, Json]>([
  ["a text", "ü".repeat(100 * KB)],
  [
    "an object",
    { rows: Array.from({ length: 200 }, (_, index) => ({ index, name: `row number ${index}` })) },
  ],
  ["what looks like that which stands for a large value", { "\u0000value": 1, size: 9 }],
])("a static value: %s", (_what, value) => {
  it("is written down once, is everywhere in the log, and survives an eviction", async () => {
    const sql = sqlStorage();
    const world = objectWorld({ sql });
    const { object, time, sent } = world;
    const id = world.start(fan(60), { large: value });
    await time.passes(10);
    expect(inputsOf(world, id)).toEqual(Array.from({ length: 60 }, () => value));
    expect(written(sql)).toBeLessThan(3.5 * JSON.stringify(value).length + 120 * KB);
    object.evict();
    expect(inputsOf(world, id)).toEqual(Array.from({ length: 60 }, () => value));
    const lent = object.executor.take(id, sent[0]?.wake ?? 0, 6);
    for (let step = lent.shift(); step !== undefined; step = lent.shift()) {
      expect(step.input["body"]).toEqual(value);
      const said = { id: step.id, attempt: step.attempt, from: 0, outputs: [], end: completed };
      lent.push(...(object.executor.report(id, said, 6) ?? []));
    }
    expect(world.status(id)).toBe("COMPLETED");
    expect(written(sql)).toBeLessThan(3.5 * JSON.stringify(value).length + 120 * KB);
  });
});

describe("large values", () => {
  it("are not taken for written when their commit failed", async () => {
    const failing = { next: false };
    const sql = sqlStorage();
    const { transactionSync } = sql;
    sql.transactionSync = (write) =>
      transactionSync(() => {
        write();
        if (failing.next) throw new Error("The disk hiccups");
      });
    const world = objectWorld({ sql });
    const { object, time, sent } = world;
    const id = world.start(fan(2), { large: "small" });
    await time.passes(10);
    const [step] = object.executor.take(id, sent[0]?.wake ?? 0, 1);
    if (step === undefined) throw new Error("Nothing is lent");
    const outputs = [{ name: "response", data: "x".repeat(50 * KB) }];
    const said = { id: step.id, attempt: step.attempt, from: 0, outputs, end: completed };
    failing.next = true;
    expect(() => object.executor.report(id, said, 0)).toThrow("hiccups");
    failing.next = false;
    object.executor.report(id, said, 0);
    object.evict();
    expect(read(emptyHistory(), world.log(id)).nodes.get(step.id)?.output).toEqual({
      response: [outputs[0]?.data],
    });
  });

  it("are forgotten with their run", async () => {
    const sql = sqlStorage();
    const world = objectWorld({ sql, settings: { logRetentionMs: 1000 } });
    const id = world.start(fan(2), { large: "x".repeat(50 * KB) });
    await world.time.passes(10);
    world.object.executor.stop(id);
    await world.time.passes(24 * 3_600_000);
    expect(world.status(id)).toBeNull();
    expect(written(sql)).toBe(0);
  });

  it("can be what a person is asked about, whatever they weigh as UTF-8", async () => {
    const world = objectWorld();
    const question = { blockId: humanInTheLoop.id, defaults: { data: "€".repeat(900 * KB), name: "Text" } };
    const id = world.start(planOf("question", { question }));
    await world.time.passes(10);
    world.object.evict();
    const { reviews } = world.object.executor.reviews({ limit: 10, offset: 0 });
    expect(reviews.map(({ executionId, data }) => [executionId, JSON.stringify(data).length])).toEqual([
      [id, 900 * KB + 2],
    ]);
    world.object.executor.stop(id);
    expect(world.object.executor.reviews({ limit: 10, offset: 0 }).reviews[0]?.status).toBe("CANCELLED");
  });
});

it("as many inputs are lent at once as one answer can carry, and the others after them", async () => {
  const world = objectWorld();
  const id = world.start(fan(15), { large: "x".repeat(1000 * KB) });
  await world.time.passes(10);
  const lentBy = (wake: number) => world.object.executor.take(id, wake, 20);
  expect(lentBy(1).map(({ id: of }) => of)).toEqual(Array.from({ length: 11 }, (_, i) => `ask#${i + 1}`));
  expect(lentBy(2)).toHaveLength(4);
});
