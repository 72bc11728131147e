import { describe, expect, it } from "vitest";
import type { Claimed, Heard, Report } from "#engine/messages.ts";
import { Reporter } from "#engine/steps/reporter.ts";
import { systemLater } from "#lib/later.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { VirtualTime } from "./virtual-time.ts";

const end = { type: "completed" } as const;
const reportOf = (id: string): Report => ({ id, attempt: 1, from: 0, outputs: [], end });

/** An object that answers when the test says so, and refuses calls that hold one of `poison`. */
function reporter({ poison = [] as string[], running = 0 } = {}) {
  const time = new VirtualTime();
  const calls: { ids: string[]; most: number; answer(): void }[] = [];
  const answered = async (reports: readonly Report[], most: number): Promise<Heard> => {
    await new Promise<void>((resolve) => {
      calls.push({ ids: reports.map(({ id }) => id), most, answer: resolve });
    });
    if (reports.some(({ id }) => poison.includes(id))) throw new Error("The object was reset");
    return { wanted: reports.map(({ id }) => id !== "late"), lent: [] };
  };
  let free = 0;
  const launched: Claimed[] = [];
  const subject = new Reporter({
    handIn: answered,
    execution: "run",
    later: time.later,
    running: () => running,
    reserve: (ended) => {
      const most = free + ended;
      free -= most;
      return most;
    },
    launch: (lent, reserved) => {
      free += reserved;
      launched.push(...lent);
    },
  });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  /** The object answers whatever it is asked, for longer than a report is tried. */
  const answerAll = async () => {
    for (let look = 0; look < 100; look += 1) {
      for (const call of calls) call.answer();
      await time.passes(100);
    }
  };
  return { subject, calls, settled, time, answerAll, room: () => free };
}

describe("reports of one delivery", () => {
  it("go together when they come up while a call is under way", async () => {
    const { subject, calls, settled } = reporter();
    const answers = ["a", "b", "late", "c"].map((id) => subject.report(reportOf(id)));
    await settled();
    expect(calls.map(({ ids }) => ids)).toEqual([["a"]]);
    calls[0]?.answer();
    await settled();
    expect(calls.map(({ ids, most }) => [ids, most])).toEqual([
      [["a"], 1],
      [["b", "late", "c"], 3],
    ]);
    calls[1]?.answer();
    expect(await Promise.all(answers)).toEqual([true, true, false, true]);
  });

  it("wait a moment for those of other steps that run, and no longer", async () => {
    const { subject, calls, settled, time } = reporter({ running: 4 });
    const answers = ["a", "b"].map((id) => subject.report(reportOf(id)));
    await settled();
    expect(calls).toEqual([]);
    await time.passes(1);
    expect(calls.map(({ ids }) => ids)).toEqual([["a", "b"]]);
    calls[0]?.answer();
    expect(await Promise.all(answers)).toEqual([true, true]);
  });

  it("wait for nobody when every step has reported", async () => {
    const { subject, calls, settled, time } = reporter({ running: 2 });
    void subject.report(reportOf("a"));
    await settled();
    expect(calls).toEqual([]);
    void subject.report(reportOf("b"));
    await settled();
    expect(calls.map(({ ids }) => ids)).toEqual([["a", "b"]]);
    expect(time.next).toBe(Number.POSITIVE_INFINITY);
  });

  it("are handed in one by one when they cannot be together, and one that never can holds no other up", async () => {
    const { subject, calls, answerAll, room } = reporter({ poison: ["bad"] });
    const answers = ["a", "bad", "b"].map((id) => subject.report(reportOf(id)));
    const failed = expect(answers[1]).rejects.toThrow("reset");
    await answerAll();
    expect(await answers[0]).toBe(true);
    expect(await answers[2]).toBe(true);
    await failed;
    expect(calls.filter(({ ids }) => ids.includes("bad")).map(({ ids }) => ids)).toEqual([
      ["bad", "b"],
      ["bad"],
      ["bad"],
      ["bad"],
    ]);
    expect(room()).toBe(0); // what was reserved is given back
  });

  it("are handed in again until they are heard, and then no more", async () => {
    const poison = ["unlucky"];
    const { subject, calls, answerAll, time } = reporter({ poison });
    const answer = subject.report(reportOf("unlucky"));
    calls[0]?.answer();
    await time.passes(20);
    poison.length = 0;
    await answerAll();
    expect(await answer).toBe(true);
    expect(calls).toHaveLength(2);
  });

  it("make room for other steps only when they are the last of theirs", async () => {
    const { subject, calls, answerAll } = reporter();
    const { end: _, ...output } = reportOf("a");
    for (const said of [output, reportOf("a")]) {
      void subject.report(said);
      await answerAll();
    }
    expect(calls.map(({ most }) => most)).toEqual([0, 1]);
  });
});

describe("an object that hears reports", () => {
  const plan = planOf("effects", {
    a: { blockId: EFFECT.id },
    b: { blockId: EFFECT.id },
    c: { blockId: EFFECT.id },
  });

  it("commits once for all of them, and tells which it wanted", () => {
    const { object, start, status, log } = objectWorld();
    const id = start(plan);
    const [a, b] = object.executor.take(id, 1, 2);
    if (a === undefined || b === undefined) throw new Error("Nothing to take");
    const late = { ...reportOf(b.id), attempt: b.attempt + 1 };
    const heard = object.executor.reportAll(id, [reportOf(a.id), late, reportOf("nobody#1")], 5);
    expect(heard.wanted).toEqual([true, false, false]);
    expect(heard.lent.map(({ id: of }) => of)).toEqual(["c#1"]);
    const last = object.executor.reportAll(id, [reportOf("c#1"), reportOf(b.id)], 5);
    expect(last).toEqual({ wanted: [true, true], lent: [] });
    expect(status(id)).toBe("COMPLETED");
    expect(log(id).filter(({ type }) => type === "node.completed")).toHaveLength(3);
    expect(object.executor.reportAll(id, [reportOf(a.id)], 5)).toEqual({ wanted: [false], lent: [] });
  });

  it("hears them one by one when its answer to all was lost, and changes nothing more", async () => {
    const { object, start, status, log } = objectWorld();
    const id = start(plan);
    const steps = object.executor.take(id, 1, 3);
    const subject = new Reporter({
      handIn: async (reports, most) => {
        const heard = object.executor.reportAll(id, reports, most);
        if (reports.length > 1) throw new Error("The answer was lost");
        return heard;
      },
      execution: id,
      later: systemLater,
      running: () => 0,
      reserve: () => 0,
      launch: () => undefined,
    });
    const answers = await Promise.all(steps.map((step) => subject.report(reportOf(step.id))));
    expect(answers).toEqual([true, false, false]);
    expect(status(id)).toBe("COMPLETED");
    expect(log(id).filter(({ type }) => type === "node.completed")).toHaveLength(3);
    expect(log(id).filter(({ type }) => type === "node.refused")).toEqual([]);
  });
});
