import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import type { Concurrency } from "#domain/executions/engine.ts";
import type { Plan } from "#kernel/plan.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { Random } from "./simulation/random.ts";
import type { VirtualStorage } from "./sql.ts";

const effectOf = (graph: string) => planOf(graph, { a: { blockId: EFFECT.id } });
const [red, blue, green] = [effectOf("red"), effectOf("blue"), effectOf("green")];
const pure = planOf("pure", { a: { blockId: storeValue.id, defaults: { input: 1 } } });

const queue = (max: number | null): Concurrency => ({ max, overlap: "queue" });

/** The object's tables refuse that a run begins, or whatever of it; what this answers lets it. */
function refuseToBegin(sql: VirtualStorage, id: string, also = "RUNNING"): () => void {
  sql.exec(`CREATE TRIGGER refuses BEFORE UPDATE ON runs WHEN NEW.id = '${id}' AND NEW.status IN ('RUNNING', '${also}')
    BEGIN SELECT RAISE(ABORT, 'A bug'); END`);
  return () => void sql.exec("DROP TRIGGER refuses");
}

function world(userRuns = 100) {
  const made = objectWorld({ settings: { userRuns } });
  const { object, status, complete, start } = made;
  return {
    ...made,
    begin: (plan: Plan, concurrency?: Concurrency) =>
      start(plan, {}, {}, concurrency === undefined ? {} : { concurrency }),
    statuses: (ids: readonly string[]) => ids.map(status),
    queued: (id: string) => object.executor.queued(id),
    finish(id: string): void {
      const [claimed] = object.executor.take(id, 1, 1);
      if (claimed === undefined) throw new Error(`${id} has nothing to do`);
      complete(id, claimed);
    },
  };
}

describe("the limit of a user", () => {
  it("lets others wait in line, says why, and gives a free place to the first of them in the same turn", () => {
    const { begin, statuses, queued, finish, object, outcomes } = world(2);
    const ids = Array.from({ length: 5 }, () => begin(red));
    const [a = "", b = "", c = "", d = "", e = ""] = ids;
    expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "QUEUED", "QUEUED", "QUEUED"]);
    expect([outcomes.get(b), outcomes.get(c)]).toEqual([{ state: "started" }, { state: "queued" }]);
    expect(queued(b)).toBeNull();
    expect(queued(e)).toEqual({ position: 3, blockedBy: "user_limit", limit: 2 });
    finish(b);
    expect(statuses(ids)).toEqual(["RUNNING", "COMPLETED", "RUNNING", "QUEUED", "QUEUED"]);
    object.evict();
    expect(queued(e)).toEqual({ position: 2, blockedBy: "user_limit", limit: 2 });
    finish(a);
    object.evict();
    finish(c);
    finish(d);
    finish(e);
    expect(statuses(ids)).toEqual(Array(5).fill("COMPLETED"));
  });

  it("is fair between graphs: the one with the fewest runs is first, of equals who waits longest", () => {
    const { begin, finish, statuses } = world(2);
    const [a1, a2, a3] = [begin(red), begin(red), begin(red)];
    const [b1, c1] = [begin(blue), begin(green)];
    finish(a1);
    expect(statuses([a3, b1, c1])).toEqual(["QUEUED", "RUNNING", "QUEUED"]);
    finish(a2);
    expect(statuses([a3, b1, c1])).toEqual(["RUNNING", "RUNNING", "QUEUED"]);
    finish(b1);
    expect(statuses([c1])).toEqual(["RUNNING"]);
  });

  it("is not about parts of runs, nor about what has ended", () => {
    const { begin, statuses } = world(1);
    const ids = [begin(pure), begin(pure), begin(red), begin(red)];
    expect(statuses(ids)).toEqual(["COMPLETED", "COMPLETED", "RUNNING", "QUEUED"]);
  });

  it("drains a line of a thousand runs that end at once, some in each turn", async () => {
    const { begin, finish, statuses, time } = world(1);
    const first = begin(red);
    const ids = Array.from({ length: 1000 }, () => begin(pure));
    finish(first);
    const ended = () => statuses(ids).filter((status) => status === "COMPLETED").length;
    expect(ended()).toBe(200);
    await time.passes(1000);
    expect(ended()).toBe(1000);
  });
});

describe("the overlap of a graph's runs", () => {
  it("queue: one after the other, in the order in which they came, whatever other graphs do", () => {
    const { begin, statuses, queued, finish } = world();
    const ids = [begin(red, queue(null)), begin(red, queue(null)), begin(red, queue(null))];
    const other = begin(blue, queue(null));
    expect(statuses([...ids, other])).toEqual(["RUNNING", "QUEUED", "QUEUED", "RUNNING"]);
    expect(queued(ids[2] ?? "")).toEqual({ position: 2, blockedBy: "graph_limit", limit: 1 });
    finish(ids[0] ?? "");
    expect(statuses(ids)).toEqual(["COMPLETED", "RUNNING", "QUEUED"]);
  });

  it("allow: as many as the graph wants, then they wait", () => {
    const { begin, statuses } = world();
    const two: Concurrency = { max: 2, overlap: "allow" };
    expect(statuses([begin(red, two), begin(red, two), begin(red, two)])).toEqual([
      "RUNNING",
      "RUNNING",
      "QUEUED",
    ]);
    expect(statuses([begin(blue), begin(blue), begin(blue)])).toEqual(Array(3).fill("RUNNING"));
  });

  it("skip: a start is left out and told for which run; nothing is left behind", () => {
    const { begin, status, finish, outcomes, object } = world();
    const skip: Concurrency = { max: null, overlap: "skip" };
    const first = begin(red, skip);
    const second = begin(red, skip);
    expect(outcomes.get(second)).toEqual({ state: "skipped", for: first });
    object.evict();
    expect([status(second), object.executor.find(second)]).toEqual([null, null]);
    expect(status(begin(blue, skip))).toBe("RUNNING");
    finish(first);
    expect(status(begin(red, skip))).toBe("RUNNING");
  });

  it("skip: a run that waits for the user's limit is in the way too", () => {
    const { begin, outcomes } = world(1);
    const skip: Concurrency = { max: null, overlap: "skip" };
    begin(blue);
    const waiting = begin(red, skip);
    expect(outcomes.get(begin(red, skip))).toEqual({ state: "skipped", for: waiting });
  });

  it("replace: the eldest is stopped first, and its place is the new one's", () => {
    const { begin, statuses } = world(1);
    const replace: Concurrency = { max: null, overlap: "replace" };
    const first = begin(red, replace);
    const other = begin(blue);
    const second = begin(red, replace);
    expect(statuses([first, other, second])).toEqual(["TERMINATED", "QUEUED", "RUNNING"]);
  });

  it.each(["stays in memory", "was lost"])(
    "replace: no more than make room, the eldest; their object %s",
    async (how) => {
      const { begin, statuses, object, time } = world();
      const replace: Concurrency = { max: 3, overlap: "replace" };
      const ids = [begin(red, replace), begin(red, replace), begin(red, replace)];
      // The first in the order of their ids is now the youngest.
      object.executor.stop(ids[0] ?? "");
      await time.passes(1000);
      const first = "00000000-0000-4000-8000-000000000000";
      const facts = { userId: "", trigger: "api", createdAt: time.now(), inputs: {} };
      const plan = { planKey: "plan of red", planText: JSON.stringify(red) };
      object.executor.start({ executionId: first, ...facts, ...plan, concurrency: replace });
      if (how === "was lost") object.evict();
      const last = begin(red, replace);
      expect(statuses([first, ...ids, last])).toEqual([
        "RUNNING",
        "TERMINATED",
        "TERMINATED",
        "RUNNING",
        "RUNNING",
      ]);
    },
  );
});

describe("a graph whose limit was raised", () => {
  it.each([
    ["stays in memory", false],
    ["was lost", true],
  ])(
    "lets those begin who wait in line for it, and says what it is now; their object %s",
    async (_how, isLost) => {
      const { begin, statuses, queued, object, time } = world();
      const ids: string[] = [];
      for (const max of [1, 1, 1, 1, 3]) {
        ids.push(begin(red, queue(max)));
        await time.passes(10);
      }
      if (isLost) object.evict();
      expect(statuses(ids)).toEqual(["RUNNING", "RUNNING", "QUEUED", "QUEUED", "RUNNING"]);
      expect(queued(ids[3] ?? "")).toEqual({ position: 2, blockedBy: "graph_limit", limit: 3 });
      object.executor.stop(ids[0] ?? "");
      expect(statuses(ids)).toEqual(["TERMINATED", "RUNNING", "RUNNING", "QUEUED", "RUNNING"]);
    },
  );
});

describe("a run in line", () => {
  it("keeps its turn when its object was lost, whatever its id", () => {
    const { begin, finish, object, queued, status, time } = world(1);
    const first = begin(blue);
    const ids = ["ffffffff", "88888888", "00000000"].map((start) => `${start}-0000-4000-8000-000000000000`);
    const facts = { userId: "", trigger: "api", createdAt: time.now(), inputs: {} };
    const plan = { planKey: "plan of red", planText: JSON.stringify(red) };
    for (const executionId of ids) object.executor.start({ executionId, ...facts, ...plan });
    object.evict();
    const last = begin(red);
    expect(queued(last)).toMatchObject({ position: 4 });
    finish(first);
    for (const id of [...ids, last]) {
      expect(status(id)).toBe("RUNNING");
      finish(id);
    }
  });

  it("that is asked to start again is the same run", () => {
    const { begin, object, status } = world(1);
    begin(red);
    const id = begin(red);
    const again = () =>
      object.executor.start({
        executionId: id,
        userId: "",
        trigger: "api",
        createdAt: 0,
        inputs: {},
        planKey: "",
        planText: "",
      });
    expect([again(), status(id)]).toEqual([{ state: "queued" }, "QUEUED"]);
  });

  it("can be stopped, which frees no place and shows that it never began", async () => {
    const { begin, object, statuses, time, rows, finish } = world(1);
    const ids = [begin(red), begin(red), begin(red)];
    const [first = "", second = ""] = ids;
    object.executor.stop(second);
    expect(statuses(ids)).toEqual(["RUNNING", "TERMINATED", "QUEUED"]);
    await time.passes(5000);
    expect(rows.executions.get(second)).toMatchObject({ status: "TERMINATED", started_at: null });
    object.evict();
    finish(first);
    expect(statuses(ids)).toEqual(["COMPLETED", "TERMINATED", "RUNNING"]);
  });

  it("has its wall time from its real start on, with the inputs that it came with", async () => {
    const { begin, object, time, start, status, finish, log } = world(1);
    const first = begin(red);
    const short = planOf("short", { a: { blockId: EFFECT.id } }, { wallMs: 60_000 });
    const id = start(short, { x: "y" });
    for (let hour = 0; hour < 3; hour += 1) {
      await time.passes(20_000);
      object.evict();
    }
    await time.passes(30_000);
    expect(status(id)).toBe("QUEUED");
    finish(first);
    expect(log(id)[0]).toMatchObject({ type: "execution.started", at: time.now(), inputs: { x: "y" } });
    await time.passes(59_000);
    expect(status(id)).toBe("RUNNING");
    await time.passes(2000);
    expect(log(id).at(-1)).toMatchObject({ error: { code: "BUDGET_EXCEEDED" } });
  });

  it("that cannot begin steps aside, says so, and is ended after a few tries, wherever it is evicted", async () => {
    const { begin, object, statuses, queued, finish, time, log, rows } = world(1);
    const ids = [begin(red), begin(blue), begin(blue), begin(green)];
    const [first = "", broken = "", second = "", third = ""] = ids;
    refuseToBegin(object.sql, broken);
    finish(first);
    expect(statuses(ids)).toEqual(["COMPLETED", "QUEUED", "RUNNING", "QUEUED"]);
    expect(queued(broken)).toEqual({ position: 1, blockedBy: "failed_start", limit: 5 });
    expect(queued(third)).toEqual({ position: 2, blockedBy: "user_limit", limit: 1 });
    finish(second);
    finish(third);
    for (let look = 0; look < 20; look += 1) {
      expect(object.violations()).toEqual([]);
      // After 2, 4, 8 and 16 s, and then no more.
      if (look === 4) expect(log(broken)).toEqual([]);
      if (look === 6) expect(log(broken)).toHaveLength(1);
      object.evict();
      await time.passes(7000);
    }
    await time.passes(7000);
    expect(log(broken)).toMatchObject([
      {
        type: "execution.failed",
        error: { code: "ENGINE_ERROR", message: expect.stringContaining("5 tries") },
      },
    ]);
    expect(rows.executions.get(broken)).toMatchObject({ status: "FAILED" });
  });

  it("that could not begin at first has its old turn when it is tried again", async () => {
    const { begin, object, statuses, finish, time, queued } = world(1);
    const ids = [begin(red), begin(blue), begin(blue), begin(blue)];
    const [first = "", broken = "", second = ""] = ids;
    const heal = refuseToBegin(object.sql, broken);
    finish(first);
    expect(statuses(ids)).toEqual(["COMPLETED", "QUEUED", "RUNNING", "QUEUED"]);
    heal();
    await time.passes(3000);
    expect(queued(broken)).toEqual({ position: 1, blockedBy: "user_limit", limit: 1 });
    finish(second);
    expect(statuses(ids)).toEqual(["COMPLETED", "RUNNING", "COMPLETED", "QUEUED"]);
  });

  it("that cannot even be put aside holds up nobody either, and is ended", async () => {
    const { begin, object, status, finish, time } = world(1);
    const [first, broken, next] = [begin(red), begin(blue), begin(blue)];
    const heal = refuseToBegin(object.sql, broken, "QUEUED");
    finish(first);
    expect([status(broken), status(next)]).toEqual(["QUEUED", "RUNNING"]);
    heal();
    refuseToBegin(object.sql, broken);
    finish(next);
    await time.passes(15 * 60_000);
    expect(status(broken)).toBe("FAILED");
  });

  it("that was called next while another took the place waits for its turn, at rest", async () => {
    const { begin, object, finish, time, status } = world(1);
    const first = begin(red);
    for (let count = 0; count < 200; count += 1) begin(pure);
    const called = begin(blue);
    finish(first);
    expect(status(called)).toBe("QUEUED");
    begin(red);
    let ticks = 0;
    const { tick } = object.executor;
    object.executor.tick = (id) => {
      ticks += 1;
      tick.call(object.executor, id);
    };
    await time.passes(5000);
    expect([status(called), ticks]).toEqual(["QUEUED", expect.any(Number)]);
    expect(ticks).toBeLessThan(5);
  });

  it("that cannot be read holds no other up", async () => {
    const { begin, object, status, time, finish } = world(1);
    const first = begin(red);
    begin(blue);
    const next = begin(green);
    object.sql.exec("UPDATE plans SET body = 'no plan' WHERE key = 'plan of blue'");
    object.evict();
    finish(first);
    await time.passes(10 * 60_000);
    expect(status(next)).not.toBe("QUEUED");
  });
});

const CAPS = new Map<Plan, number>([
  [red, 1],
  [blue, 2],
  [green, Number.POSITIVE_INFINITY],
]);

it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  "no place is lost or used twice, wherever the object is evicted (seed %i)",
  async (seed) => {
    const random = new Random(seed);
    const { begin, object, status, time, complete } = world(3);
    const runs: { id: string; plan: Plan }[] = [];
    const inState = (wanted: string) => runs.filter(({ id }) => status(id) === wanted);
    const some = (state: string) => inState(state)[random.below(3)]?.id ?? "";
    const check = () => {
      const running = inState("RUNNING");
      expect(running.length).toBeLessThanOrEqual(3);
      for (const [plan, cap] of CAPS) {
        const own = running.filter((run) => run.plan === plan).length;
        expect(own).toBeLessThanOrEqual(cap);
        const waits = inState("QUEUED").some((run) => run.plan === plan);
        if (running.length < 3 && own < cap) expect(waits).toBe(false);
      }
    };
    const beginOf = (plan: Plan) => () => {
      const cap = CAPS.get(plan) ?? 1;
      const max = Number.isFinite(cap) ? cap : null;
      if (runs.length < 60) runs.push({ id: begin(plan, { max, overlap: "allow" }), plan });
    };
    const finishOne = () => {
      const id = some("RUNNING");
      for (const claimed of object.executor.take(id, 1, 1)) complete(id, claimed);
    };
    const moves: [() => unknown, ...(() => unknown)[]] = [
      beginOf(red),
      beginOf(blue),
      beginOf(green),
      finishOne,
      finishOne,
      () => object.executor.stop(some("QUEUED")),
      () => object.executor.stop(some("RUNNING")),
      () => time.passes(random.below(700_000)),
    ];
    for (let step = 0; step < 100; step += 1) {
      await random.pick(moves)();
      if (random.chance(0.5)) object.evict();
      check();
    }
    expect(inState("COMPLETED").length).toBeGreaterThan(3);
    for (let run = inState("RUNNING")[0]; run !== undefined; run = inState("RUNNING")[0]) {
      object.executor.stop(run.id);
      object.evict();
      check();
    }
    expect(inState("QUEUED")).toEqual([]);
  },
);
