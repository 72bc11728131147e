// What the settings of a graph mean, once they are saved, for runs of it that there are already.

import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import type { Concurrency } from "#domain/executions/engine.ts";
import type { Plan } from "#kernel/plan.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { Random } from "./simulation/random.ts";

const red = planOf("red", { a: { blockId: EFFECT.id } });
const pure = planOf("red", { a: { blockId: storeValue.id, defaults: { input: 1 } } });

const queue = (max: number | null): Concurrency => ({ max, overlap: "queue" });
const allow = (max: number | null): Concurrency => ({ max, overlap: "allow" });

function world(userRuns = 100) {
  // No worker ever comes.
  const made = objectWorld({ settings: { userRuns, wakeTries: 1000 } });
  const { object, status, start } = made;
  let version = 1;
  return {
    ...made,
    begin: (concurrency: Concurrency, plan: Plan = red) => start(plan, {}, {}, { concurrency }),
    statuses: (ids: readonly string[]) => ids.map(status),
    queued: (id: string) => object.executor.queued(id),
    save(concurrency: Concurrency, as?: number): void {
      version = as ?? version + 1;
      object.executor.usher.setConcurrency({ graphId: "red", version, concurrency });
    },
  };
}

describe.each([
  ["stays in memory", false],
  ["is lost after every step", true],
])("settings that are saved while runs wait in line, in an object that %s", (_how, isLost) => {
  function steps(userRuns?: number) {
    const made = world(userRuns);
    const step = <In extends unknown[], Out>(work: (...given: In) => Out) => {
      return (...given: In): Out => {
        const out = work(...given);
        if (isLost) made.object.evict();
        return out;
      };
    };
    return {
      ...made,
      begin: step(made.begin),
      save: step(made.save),
      stop: step((id: string | undefined) => made.object.executor.stop(id ?? "")),
    };
  }

  it("let so many begin at once, and as many as are over from then on", () => {
    const { begin, save, statuses, queued, stop, object } = steps();
    const ids = Array.from({ length: 5 }, () => begin(queue(1)));
    save(queue(3));
    expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "RUNNING", "QUEUED", "QUEUED"]);
    expect(queued(ids[4] ?? "")).toEqual({ position: 2, blockedBy: "graph_limit", limit: 3 });
    stop(ids[1]);
    expect(statuses(ids)).toEqual(["RUNNING", "TERMINATED", "RUNNING", "RUNNING", "QUEUED"]);
    expect(object.violations()).toEqual([]);
  });

  it.each<[string, Concurrency]>([
    ["without a limit", allow(null)],
    ["with a high one", { max: 50, overlap: "skip" }],
  ])("let all of them begin %s", (_what, settings) => {
    const { begin, save, statuses } = steps();
    const ids = Array.from({ length: 5 }, () => begin(queue(null)));
    save(settings);
    expect(statuses(ids)).toEqual(Array(5).fill("RUNNING"));
  });

  it("let no more begin than the user may have", () => {
    const { begin, save, statuses, queued } = steps(2);
    const ids = Array.from({ length: 4 }, () => begin(queue(1)));
    save(allow(null));
    expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "QUEUED", "QUEUED"]);
    expect(queued(ids[3] ?? "")).toEqual({ position: 2, blockedBy: "user_limit", limit: 2 });
  });

  it("stop nobody when they allow fewer: the next one begins when that few run", () => {
    const { begin, save, statuses, stop, queued } = steps();
    const ids = Array.from({ length: 5 }, () => begin(queue(3)));
    save(queue(1));
    expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "RUNNING", "QUEUED", "QUEUED"]);
    expect(queued(ids[3] ?? "")).toEqual({ position: 1, blockedBy: "graph_limit", limit: 1 });
    stop(ids[0]);
    stop(ids[1]);
    expect(statuses(ids.slice(2))).toEqual(["RUNNING", "QUEUED", "QUEUED"]);
    stop(ids[2]);
    expect(statuses(ids.slice(2))).toEqual(["TERMINATED", "RUNNING", "QUEUED"]);
  });

  it.each(["skip", "replace"] as const)("leave those in line who came before the overlap %s", (overlap) => {
    const { begin, save, statuses, stop } = steps();
    const ids = Array.from({ length: 3 }, () => begin(queue(1)));
    save({ max: null, overlap });
    expect(statuses(ids)).toEqual(["RUNNING", "QUEUED", "QUEUED"]);
    stop(ids[0]);
    expect(statuses(ids)).toEqual(["TERMINATED", "RUNNING", "QUEUED"]);
  });

  it("count by version, whichever is told first, and hold until a run is made under others", async () => {
    const { begin, save, statuses, time, stop } = steps();
    const ids = Array.from({ length: 5 }, () => begin(queue(1)));
    save(queue(2), 7);
    save(queue(5), 6);
    save(queue(5), 7);
    expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "QUEUED", "QUEUED", "QUEUED"]);
    await time.passes(10);
    ids.push(begin(queue(1)));
    stop(ids[0]);
    expect(statuses(ids.slice(1, 3))).toEqual(["RUNNING", "QUEUED"]);
  });

  it("hold for a run, too, that was made before and comes only now", () => {
    const { save, begin, statuses } = steps();
    const ids = [begin(queue(2))];
    save(queue(1));
    ids.push(begin(queue(2)));
    expect(statuses(ids)).toEqual(["RUNNING", "QUEUED"]);
  });
});

it("settings are forgotten with the runs of their graph, when their object wakes the next time", () => {
  const { begin, save, object, statuses } = world();
  const caps = () => object.tables.caps.all().map(({ version, cap }) => [version, cap]);
  const first = begin(queue(1));
  save(queue(2));
  object.evict();
  expect([statuses([first]), caps()]).toEqual([["RUNNING"], [[2, 2]]]);
  object.executor.stop(first);
  object.evict();
  expect(statuses([begin(allow(null), pure)])).toEqual(["COMPLETED"]);
  expect(caps()).toEqual([]);
});

it("a higher limit of the user reaches the line by the alarm", async () => {
  const { begin, object, statuses, time } = world(1);
  const ids = Array.from({ length: 3 }, () => begin(allow(null)));
  object.settings.userRuns = 3;
  object.evict();
  await time.passes(11 * 60_000);
  expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "RUNNING"]);
});

it.each(Array.from({ length: 6 }, (_, index) => index + 1))(
  "no run waits while the settings that were saved last allow it (seed %i)",
  async (seed) => {
    const random = new Random(seed);
    const { begin, save, object, status, time } = world(4);
    const ids: string[] = [];
    const inState = (wanted: string) => ids.filter((id) => status(id) === wanted);
    let cap = 2;
    const moves: [() => unknown, ...(() => unknown)[]] = [
      () => ids.length < 60 && ids.push(begin(queue(cap))),
      () => ids.length < 60 && ids.push(begin(queue(cap))),
      () => {
        cap = 1 + random.below(6);
        save(queue(cap));
      },
      () => object.executor.stop(inState("RUNNING")[random.below(3)] ?? ""),
      () => object.executor.stop(inState("QUEUED")[random.below(3)] ?? ""),
      () => time.passes(1 + random.below(100)),
    ];
    for (let step = 0; step < 150; step += 1) {
      const before = inState("RUNNING").length;
      await random.pick(moves)();
      // A save and a start in one millisecond have no order.
      await time.passes(2);
      if (random.chance(0.5)) object.evict();
      const running = inState("RUNNING").length;
      const limit = Math.min(cap, 4);
      expect(running).toBeLessThanOrEqual(Math.max(before, limit));
      if (running < limit) expect(inState("QUEUED")).toEqual([]);
      expect(object.violations()).toEqual([]);
    }
    expect(ids.length).toBeGreaterThan(20);
  },
);
