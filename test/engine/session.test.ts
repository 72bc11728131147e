import { describe, expect, it } from "vitest";
import type { OpenSession } from "#engine/holder.ts";
import type { Report } from "#engine/messages.ts";
import { Sessions } from "#engine/sessions.ts";
import { Session } from "#engine/steps/session.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";
import { VirtualTime } from "./virtual-time.ts";

const chain = planOf("chain", {
  a: { blockId: EFFECT.id, feeds: { out: ["b.a"] } },
  b: { blockId: EFFECT.id },
});

const reportOf = (id: string): Report => ({
  id,
  attempt: 1,
  from: 0,
  outputs: [{ name: "out", data: "x" }],
  end: { type: "completed" },
});

/** A run's object as a delivery meets it, and by which way it was spoken to. */
function delivery() {
  const { object, start, status, log } = objectWorld();
  const { executor } = object;
  const id = start(chain);
  const time = new VirtualTime();
  const sessions = new Sessions({ executor, later: time.later });
  const ways: string[] = [];
  const broken = { session: false, answers: false };
  const hear: OpenSession["report"] = async (reports, most) => {
    if (broken.session) throw new Error("The object was reset");
    ways.push("in session");
    const heard = executor.reportAll(id, reports, most);
    if (broken.answers) throw new Error("The answer was lost");
    return heard;
  };
  const holder = {
    openSession: async (run: string, wake: number, most: number): Promise<OpenSession> => {
      const { lent, report } = await sessions.open(run, { wake, most });
      ways.push("open");
      return { lent, report: report && hear, [Symbol.dispose]: () => void ways.push("disposed") };
    },
    take: async (...given: Parameters<typeof executor.take>) => {
      ways.push("take");
      return executor.take(...given);
    },
    report: async (...given: Parameters<typeof executor.report>) => {
      ways.push("report");
      return executor.report(...given);
    },
    reportAll: async (...given: Parameters<typeof executor.reportAll>) => {
      ways.push("report all");
      return executor.reportAll(...given);
    },
  };
  const session = new Session({ object: () => holder, execution: id, later: time.later });
  return { session, holder, ways, broken, time, status: () => status(id), log: () => log(id) };
}

describe("a delivery", () => {
  it("makes one call of its object, and reports in that call's session", async () => {
    const { session, ways, time, status } = delivery();
    {
      using own = session;
      expect(await own.take(1, 6)).toMatchObject([{ id: "a#1" }]);
      expect(await own.report([reportOf("a#1")], 1)).toMatchObject({ wanted: [true], lent: [{ id: "b#1" }] });
      expect(await own.report([reportOf("b#1")], 1)).toEqual({ wanted: [true], lent: [] });
    }
    expect(ways).toEqual(["open", "in session", "in session", "disposed"]);
    expect(time.next).toBe(Number.POSITIVE_INFINITY);
    expect(status()).toBe("COMPLETED");
  });

  it("holds nothing open where there is nothing to do", async () => {
    const { session, ways, time } = delivery();
    expect(await session.take(1, 0)).toEqual([]);
    expect(time.next).toBe(Number.POSITIVE_INFINITY);
    session[Symbol.dispose]();
    expect(ways).toEqual(["open"]);
  });

  it("keeps no object in memory while a step takes its time, and goes on by calls", async () => {
    const { session, ways, time, status } = delivery();
    await session.take(1, 6);
    await time.passes(99);
    await session.report([reportOf("a#1")], 1);
    await time.passes(99);
    expect(ways).toEqual(["open", "in session"]);
    await time.passes(1);
    expect(ways.at(-1)).toBe("disposed");
    await session.report([reportOf("b#1")], 1);
    session[Symbol.dispose]();
    expect(ways).toEqual(["open", "in session", "disposed", "report"]);
    expect(status()).toBe("COMPLETED");
  });

  it("goes on by calls when its session broke, without a pause", async () => {
    const { session, ways, broken, status } = delivery();
    await session.take(1, 6);
    broken.session = true;
    expect(await session.report([reportOf("a#1")], 1)).toMatchObject({ lent: [{ id: "b#1" }] });
    await session.report([reportOf("b#1")], 1);
    expect(ways).toEqual(["open", "disposed", "report", "report"]);
    expect(status()).toBe("COMPLETED");
  });

  it("hands in by one call all that it reports at once", async () => {
    const { session, ways, broken } = delivery();
    await session.take(1, 6);
    broken.session = true;
    const { end, ...first } = reportOf("a#1");
    const last: Report = { ...first, from: 1, outputs: [], ...(end && { end }) };
    expect(await session.report([first, last], 1)).toMatchObject({
      wanted: [true, true],
      lent: [{ id: "b#1" }],
    });
    expect(ways).toEqual(["open", "disposed", "report all"]);
  });

  it("reports by a call what was heard in a session whose answer was lost, and that changes nothing (K4)", async () => {
    const { session, ways, broken, log } = delivery();
    await session.take(1, 6);
    broken.answers = true;
    expect(await session.report([reportOf("a#1")], 1)).toEqual({ wanted: [false], lent: [] });
    expect(ways).toEqual(["open", "in session", "disposed", "report"]);
    expect(log().filter(({ type }) => type === "node.completed")).toHaveLength(1);
    expect(log().filter(({ type }) => type === "node.refused")).toEqual([]);
  });

  it("goes by calls to an object of the version before, which knows no sessions (E7)", async () => {
    const { session, holder, ways, status } = delivery();
    holder.openSession = async () => {
      throw new TypeError('The RPC receiver does not implement the method "openSession".');
    };
    expect(await session.take(1, 6)).toMatchObject([{ id: "a#1" }]);
    await session.report([reportOf("a#1")], 1);
    await session.report([reportOf("b#1")], 1);
    session[Symbol.dispose]();
    expect(ways).toEqual(["take", "report", "report"]);
    expect(status()).toBe("COMPLETED");
  });
});
