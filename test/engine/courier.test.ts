import { describe, expect, it } from "vitest";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { faultySql } from "./sql.ts";

const MINUTE = 60_000;

const HOUR = 60 * MINUTE;

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });

describe("the alarm", () => {
  it("looks after other runs although one cannot even be read (E2)", async () => {
    const { object, start, status, time } = objectWorld({ settings: { wakeTries: 2 } });
    const broken = start(oneEffect);
    const whole = start(oneEffect);
    object.sql.exec("UPDATE runs SET head = '[' WHERE id = ?", broken);
    object.evict();
    await time.passes(10 * MINUTE);
    expect(status(whole)).toBe("FAILED");
    expect(status(broken)).toBe("RUNNING");
    expect(object.alarmAt).not.toBeNull();
  });

  it("ends a run that it cannot carry on (E2)", async () => {
    const { object, start, log, time } = objectWorld();
    const id = start(oneEffect);
    let looks = 0;
    object.executor.tick = () => {
      looks += 1;
      throw new Error("A bug");
    };
    await time.passes(5 * MINUTE);
    expect(looks).toBe(5);
    expect(log(id).at(-1)).toMatchObject({ type: "execution.failed", error: { code: "ENGINE_ERROR" } });
  });

  it("ends no run that it can carry on after another try, however often", async () => {
    const { object, start, status, time } = objectWorld({ settings: { wakeTries: 1000 } });
    const id = start(oneEffect);
    const { tick } = object.executor;
    let looks = 0;
    object.executor.tick = (run) => {
      looks += 1;
      if (looks % 2 === 1) throw new Error("Now and then");
      tick.call(object.executor, run);
    };
    await time.passes(HOUR);
    expect(looks).toBeGreaterThan(12);
    expect(status(id)).toBe("RUNNING");
  });

  it("looks ever more seldom at a run that cannot even be ended, and at least once an hour", async () => {
    const { object, start, time } = objectWorld();
    start(oneEffect);
    let looks = 0;
    object.executor.tick = object.executor.abort = () => {
      looks += 1;
      throw new Error("A bug");
    };
    await time.passes(24 * HOUR);
    expect(looks).toBeGreaterThan(30);
    expect(looks).toBeLessThan(50);
  });

  it("that failed until the platform gave it up is set again for whoever asks next (E2)", async () => {
    const { sql, fault } = faultySql();
    const { object, start, status, time } = objectWorld({ sql, settings: { wakeTries: 2 } });
    const id = start(oneEffect);
    await time.passes(1000);
    fault.times = Number.POSITIVE_INFINITY;
    await expect(time.passes(10 * MINUTE)).rejects.toThrow("The disk hiccups");
    expect(object.alarmAt).toBeNull();
    fault.times = 0;
    object.evict();
    expect(object.executor.find(id)).not.toBeNull();
    await time.passes(10 * MINUTE);
    expect(status(id)).toBe("FAILED");
  });

  it("lets others have their turn when very many runs are due at once", async () => {
    const { object, start, time } = objectWorld({ settings: { userRuns: 450 } });
    const ids = Array.from({ length: 450 }, () => start(oneEffect));
    const ticked: number[] = [];
    const { tick } = object.executor;
    object.executor.tick = (id) => {
      ticked.push(time.now());
      tick.call(object.executor, id);
    };
    let inOneAlarm = 0;
    const { alarm } = object.awake.courier;
    object.awake.courier.alarm = () => {
      const before = ticked.length;
      alarm.call(object.awake.courier);
      inOneAlarm = Math.max(inOneAlarm, ticked.length - before);
    };
    await time.passes(15_000);
    expect(ticked.length).toBeGreaterThanOrEqual(ids.length);
    expect(inOneAlarm).toBeLessThanOrEqual(200);
  });
});

describe("messages to the queue", () => {
  it("that come up while it is asked go together, as soon as it has answered", async () => {
    const { answers, start, time } = objectWorld();
    const requests: number[] = [];
    answers.queue = (wakes) => {
      requests.push(wakes.length);
      return time.sleep(100);
    };
    for (let run = 0; run < 10; run += 1) {
      start(oneEffect);
      await time.passes(5);
    }
    expect(requests).toEqual([1]);
    await time.passes(100);
    expect(requests).toEqual([1, 9]);
  });

  it("go on after one that could not be taken back", async () => {
    const { sql, fault } = faultySql();
    const { answers, sent, start, time } = objectWorld({ sql });
    answers.queue = async () => {
      fault.times = 1;
      throw new Error("The queue is away");
    };
    start(oneEffect);
    await time.passes(10);
    expect(fault.times).toBe(0);
    answers.queue = async () => undefined;
    const next = start(oneEffect);
    await time.passes(10);
    expect(sent).toMatchObject([{ executionId: next }]);
  });
});

describe("while the queue is away", () => {
  it("a message that it did not take is not lost, even when memory is (E1)", async () => {
    const { object, answers, sent, start, status, time } = objectWorld();
    const away = async () => {
      throw new Error("The queue is away");
    };
    answers.queue = away;
    const id = start(oneEffect);
    for (let minute = 0; minute < 30; minute += 1) {
      await time.passes(MINUTE);
      object.evict();
    }
    expect(status(id)).toBe("RUNNING");
    answers.queue = async () => undefined;
    await time.passes(MINUTE / 2);
    expect(sent).not.toHaveLength(0);
  });

  it("is asked ever more seldom, and never less than four times a minute", async () => {
    const { answers, start, time } = objectWorld();
    let calls = 0;
    answers.queue = async () => {
      calls += 1;
      throw new Error("The queue is away");
    };
    start(oneEffect);
    await time.passes(10 * MINUTE);
    expect(calls).toBeGreaterThan(39);
    expect(calls).toBeLessThan(60);
  });

  it("no more than once, it is asked again soon, however long it was away before", async () => {
    const { answers, sent, start, time } = objectWorld();
    const away = async () => {
      throw new Error("The queue is away");
    };
    answers.queue = away;
    start(oneEffect);
    await time.passes(2 * MINUTE);
    answers.queue = async () => undefined;
    await time.passes(MINUTE / 2);
    answers.queue = () => {
      answers.queue = async () => undefined;
      return away();
    };
    const id = start(oneEffect);
    await time.passes(3000);
    expect(sent.at(-1)).toMatchObject({ executionId: id, wake: 2 });
  });

  it("for a moment, all that it did not take is sent again soon", async () => {
    const { answers, sent, start, time } = objectWorld();
    answers.queue = async () => {
      throw new Error("The queue is away");
    };
    const ids = [start(oneEffect), start(oneEffect)];
    await time.passes(100);
    answers.queue = async () => undefined;
    await time.passes(3000);
    expect(sent.map(({ executionId }) => executionId)).toEqual(ids);
  });

  it("a request that hangs does not hold up the messages of other runs", async () => {
    const { answers, sent, start, time } = objectWorld();
    answers.queue = () => new Promise(() => undefined);
    const first = start(oneEffect);
    await time.passes(1000);
    answers.queue = async () => undefined;
    const second = start(oneEffect);
    await time.passes(MINUTE);
    expect(new Set(sent.map(({ executionId }) => executionId))).toEqual(new Set([first, second]));
  });
});
