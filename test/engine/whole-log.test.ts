import { expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { recordOf } from "#domain/dead-letters/dead-letter.ts";
import { statsOf } from "#domain/executions/stats.ts";
import { glanceAt } from "#engine/runs/glance.ts";
import { wholeLog } from "#engine/runs/whole-log.ts";
import { PAGE_SIZE } from "#engine/size.ts";
import type { Tables } from "#engine/storage/tables.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

it("a run of 10,000 node executions is glanced at, and its dead letters are read, a page at a time", {
  timeout: 60_000,
}, async () => {
  const world = objectWorld();
  const { object, time } = world;
  const items = Array.from({ length: 9997 }, (_, index) => `${index}`.padEnd(150));
  const plan = planOf("long", {
    act: { blockId: EFFECT.id, defaults: { a: "x" } },
    each: { blockId: stepThroughItems.id, defaults: { items }, feeds: { item: ["keep.input"] } },
    keep: { blockId: storeValue.id },
  });
  const id = world.start(plan);
  const [step] = object.executor.take(id, 1, 1);
  if (step === undefined) throw new Error("Nothing is lent");
  const end = { type: "failed", message: "503", retryable: true, retryAfterMs: 10 } as const;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    object.executor.report(id, { id: step.id, attempt, from: 0, outputs: [], end }, 0);
    await time.passes(1000);
    object.executor.take(id, attempt + 1, 1);
  }
  await time.passes(60_000);
  object.evict();
  const run = object.executor.find(id);
  const [letter] = object.tables.deadLetters.list(10, 0).letters;
  if (run === null || letter === undefined) throw new Error("There is no run, or no letter");

  const pages: number[] = [];
  const counted: Pick<Tables, "log"> = {
    log: (...asked) => {
      const page = object.tables.log(...asked);
      pages.push(JSON.stringify(page).length);
      return page;
    },
  };
  const all = world.log(id);
  expect([...wholeLog(counted, id)]).toEqual(all);
  const { startedAt, endedAt, status } = read(emptyHistory(), all);
  const stats = statsOf(read(emptyHistory(), all));
  expect(stats).toMatchObject({ total_nodes: 9999, failed_nodes: 1 });
  expect(glanceAt(run, counted, time.now())).toEqual({ status, startedAt, endedAt, stats });
  const { history, input } = recordOf(letter, wholeLog(counted, letter.executionId));
  expect([input, history.map(({ attempt, error }) => `${attempt} ${error}`)]).toEqual([
    { a: "x" },
    ["1 503", "2 503", "3 503"],
  ]);
  expect(JSON.stringify(all).length).toBeGreaterThan(1.5 * PAGE_SIZE);
  expect(Math.max(...pages)).toBeLessThan(PAGE_SIZE);
});
