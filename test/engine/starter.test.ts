import { describe, expect, it } from "vitest";
import type { OnRecord } from "#domain/executions/put-on-record.ts";
import type { Prepared } from "#engine/ledger.ts";
import type { Start } from "#engine/runs/start.ts";
import { Starter } from "#engine/starter.ts";
import type { LogEntry } from "#kernel/log.ts";
import { unavailable } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { objectWorld, USER } from "./object-world.ts";
import { planOf } from "./plan-of.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const TIME = "a892b8d9-3e4e-4e9c-9c1e-75f8efcf1bfa";

const format_type = { discriminator: "strftime", format: "%H:%M %z", use_user_timezone: true };
const clock = planOf("clock", {
  in: { blockId: INPUT, defaults: { name: "go" }, feeds: { result: ["clock.trigger"] } },
  clock: { blockId: TIME, defaults: { format_type }, feeds: { time: ["out.value"] } },
  out: { blockId: OUTPUT, defaults: { name: "time" } },
});

const POSTGRES_MS = 20;

/** An object whose runs are put on record in their time, and then found to be what the test says. */
function startingWorld(found: Partial<OnRecord> | null = {}) {
  const world = objectWorld();
  const { object, time } = world;
  const answers: { found: Partial<OnRecord> | null; error: Error | null; ms: number } = {
    ...{ found, error: null },
    ms: POSTGRES_MS,
  };
  const { executor } = object;
  const executing = {
    prepare: (start: Start) => executor.prepare(start),
    start: (start: Start, prepared: Prepared | null) => executor.start(start, prepared),
  };
  const starter = new Starter({
    executor: executing,
    later: time.later,
    recorder: {
      record: async ({ id }) => {
        const { found: row, error, ms } = answers;
        await time.sleep(ms);
        if (error !== null) throw error;
        if (row === null) return null;
        return { id, status: "QUEUED", seq: 0, version: 1, time_zone: null, ...row };
      },
    },
  });
  let runs = 0;
  const ask = (more: { executionId?: string; inputs?: JsonObject } = {}) => {
    runs += 1;
    const executionId = `00000000-0000-4000-8000-${String(runs).padStart(12, "0")}`;
    const run = { executionId, userId: USER, trigger: "manual", createdAt: time.now(), inputs: { go: runs } };
    const text = { planKey: "clock", planText: JSON.stringify(clock) };
    const terms = { graphId: clock.graphId, version: 1, mustBeActive: false, tags: [] };
    return { id: executionId, started: starter.begin({ ...run, ...text, ...more }, terms), at: time.now() };
  };
  return {
    ...world,
    answers,
    executing,
    ask,
    underWay: (id: string) => starter.underWay(id),
    /** A first run, by which the object knows the plan and the user's time zone; its rows are written, too. */
    async isKnown(): Promise<void> {
      const { started } = ask();
      await time.passes(POSTGRES_MS + 100);
      await started;
    },
  };
}

const timesIn = (log: readonly LogEntry[]) =>
  log.flatMap((entry) => (entry.type === "execution.output" ? [entry.output_data] : []));

/** What happened, but not when. */
const happenings = (log: readonly LogEntry[]) => log.map(({ at: _, ...happening }) => happening);

describe("a start", () => {
  it("takes its first step while Postgres is asked, and nobody sees it before the answer", async () => {
    const { isKnown, ask, object, log, time } = startingWorld();
    await isKnown();
    const changes = () => object.sql.exec("SELECT total_changes() AS changes").one();
    const before = changes();
    const { id, started, at } = ask();
    await time.passes(POSTGRES_MS - 1);
    expect(object.executor.find(id)).toBeNull();
    expect(changes()).toEqual(before);
    await time.passes(1);
    expect(await started).toEqual({ state: "started" });
    expect(changes()).not.toEqual(before);
    expect(log(id)[0]).toMatchObject({ type: "execution.started", at: at + 1, inputs: { go: 2 } });
    expect(object.tables.run(id)).toMatchObject({ status: "COMPLETED" });
  });

  it("comes to the same whether it was prepared or not", async () => {
    const { ask, log, time } = startingWorld({ time_zone: "Asia/Tokyo" });
    const unprepared = ask({ inputs: { go: "now" } });
    await time.passes(POSTGRES_MS);
    const prepared = ask({ inputs: { go: "now" } });
    await time.passes(POSTGRES_MS);
    const [first, second] = [unprepared, prepared].map(({ id }) => log(id));
    expect(first?.[0]).toMatchObject({ at: unprepared.at + POSTGRES_MS });
    expect(second?.[0]).toMatchObject({ at: prepared.at + 1 });
    expect(happenings(second ?? [])).toEqual(happenings(first ?? []));
    expect(timesIn(second ?? [])).toEqual([expect.stringContaining("+0900")]);
  });

  it.each([
    ["is not on record", null, { state: "unknown" }],
    ["was swept meanwhile", { status: "FAILED" }, { state: "swept" }],
    ["is of another version by now", { version: 2 }, { state: "moved", version: 2 }],
  ] as const)("leaves nothing behind when the run %s", async (_, found, outcome) => {
    const { isKnown, answers, ask, object, log, time } = startingWorld();
    await isKnown();
    answers.found = found;
    const { id, started } = ask();
    await time.passes(POSTGRES_MS);
    expect(await started).toEqual(outcome);
    expect(object.executor.find(id)).toBeNull();
    answers.found = {};
    const again = ask({ executionId: id });
    await time.passes(POSTGRES_MS);
    expect(await again.started).toEqual({ state: "started" });
    expect(log(id)[0]).toMatchObject({ inputs: { go: 3 } });
  });

  it("goes by the time zone that is on record, not by the one before it", async () => {
    const { isKnown, answers, ask, log, time } = startingWorld({ time_zone: "Asia/Tokyo" });
    await isKnown();
    answers.found = { time_zone: "America/Lima" };
    const { id, at } = ask();
    await time.passes(POSTGRES_MS);
    expect(log(id)[0]).toMatchObject({ at: at + POSTGRES_MS, time_zone: "America/Lima" });
    expect(timesIn(log(id))).toEqual([expect.stringContaining("-0500")]);
  });

  it("that was asked for twice at once happens once", async () => {
    const { isKnown, ask, log, time } = startingWorld();
    await isKnown();
    const { id, started } = ask();
    const again = ask({ executionId: id });
    await time.passes(2 * POSTGRES_MS);
    expect([await started, await again.started]).toEqual([{ state: "started" }, { state: "started" }]);
    expect(log(id).filter(({ type }) => type === "execution.started")).toHaveLength(1);
  });

  it("is not prepared while many are under way", async () => {
    const { isKnown, ask, log, time } = startingWorld();
    await isKnown();
    const asked = Array.from({ length: 10 }, () => ask());
    await time.passes(POSTGRES_MS);
    const waits = asked.map(({ id, at }) => (log(id)[0]?.at ?? 0) - at);
    expect(waits.filter((wait) => wait === 1)).toHaveLength(3);
    expect(waits.filter((wait) => wait === POSTGRES_MS)).toHaveLength(7);
  });

  it("goes by no time zone when there is none on record any more", async () => {
    const { isKnown, answers, ask, log, time } = startingWorld({ time_zone: "Asia/Tokyo" });
    await isKnown();
    answers.found = {};
    const { id } = ask();
    await time.passes(POSTGRES_MS);
    expect(log(id)[0]).not.toHaveProperty("time_zone");
    expect(timesIn(log(id))).toEqual([expect.stringContaining("+0000")]);
  });

  it("happens although it could not be prepared", async () => {
    const { isKnown, ask, executing, status, time } = startingWorld();
    await isKnown();
    executing.prepare = () => {
      throw new Error("A bug");
    };
    const { id, started } = ask();
    await time.passes(POSTGRES_MS);
    expect(await started).toEqual({ state: "started" });
    expect(status(id)).toBe("COMPLETED");
  });

  it("does not happen while Postgres is away, and says so", async () => {
    const { answers, ask, object, time } = startingWorld();
    answers.error = unavailable("The database");
    const { id, started } = ask();
    await time.passes(POSTGRES_MS);
    expect(await started).toEqual({ state: "unrecorded" });
    expect(object.executor.find(id)).toBeNull();
  });

  it("fails with what Postgres has against it", async () => {
    const { answers, ask, object, time } = startingWorld();
    answers.error = new Error("Such JSON is not for me");
    const { id, started } = ask();
    const refused = expect(started).rejects.toThrow("Such JSON is not for me");
    await time.passes(POSTGRES_MS);
    await refused;
    expect(object.executor.find(id)).toBeNull();
  });
});

describe("a run that is about to begin", () => {
  it("is awaited until it has begun, by every start of it", async () => {
    const { ask, underWay, status, time } = startingWorld();
    const { id } = ask();
    await time.passes(POSTGRES_MS / 2);
    ask({ executionId: id });
    let begun: string | null = null;
    void underWay(id)?.then(() => {
      begun = status(id);
    });
    await time.passes(POSTGRES_MS / 2);
    expect(begun).toBeNull();
    expect(underWay(id)).not.toBeNull();
    await time.passes(POSTGRES_MS / 2);
    expect(begun).toBe("COMPLETED");
    expect(underWay(id)).toBeNull();
  });

  it("is awaited though another start of it has been refused meanwhile", async () => {
    const { answers, ask, underWay, status, time } = startingWorld();
    const { id } = ask();
    Object.assign(answers, { found: null, ms: 1 });
    ask({ executionId: id });
    let begun: string | null = null;
    void underWay(id)?.then(() => {
      begun = status(id);
    });
    await time.passes(POSTGRES_MS);
    expect(begun).toBe("COMPLETED");
  });

  it("is awaited no longer when it cannot begin", async () => {
    const { answers, ask, underWay, time } = startingWorld();
    answers.error = new Error("Such JSON is not for me");
    const { id, started } = ask();
    const refused = expect(started).rejects.toThrow();
    const awaited = expect(underWay(id)).resolves.toBeUndefined();
    await time.passes(POSTGRES_MS);
    await Promise.all([refused, awaited]);
    expect(underWay(id)).toBeNull();
  });
});
