import { describe, expect, it } from "vitest";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const MINUTE = 60_000;

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
    object.executor.tick = () => {
      throw new Error("A bug");
    };
    await time.passes(5 * MINUTE);
    expect(log(id).at(-1)).toMatchObject({ type: "execution.failed", error: { code: "ENGINE_ERROR" } });
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
