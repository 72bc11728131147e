import { describe, expect, it } from "vitest";
import { Sessions } from "#engine/sessions.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const effects = Array.from({ length: 14 }, (_, index) => [`n${index}`, { blockId: EFFECT.id }] as const);
const fan = planOf("fan", Object.fromEntries(effects));

/** A run that has called three workers; `commits` has how many of them each commit lent to. */
function threeCalled() {
  const { object, start, log, time } = objectWorld();
  const { executor } = object;
  const id = start(fan);
  const commits: number[] = [];
  const broken = { tables: false };
  const sessions = new Sessions({
    executor: {
      awaited: (run) => executor.awaited(run),
      takeAll: (run, asks) => {
        if (broken.tables) throw new Error("The disk is full");
        commits.push(asks.length);
        return executor.takeAll(run, asks);
      },
      reportAll: (...given) => executor.reportAll(...given),
    },
    later: time.later,
  });
  const open = async (wake: number) => (await sessions.open(id, { wake, most: 6 })).lent;
  const claims = () => log(id).filter(({ type }) => type === "node.started");
  return { id, start, sessions, open, commits, broken, claims, time };
}

describe("workers whose messages were sent together", () => {
  it("are lent what there is in one commit, to each its own", async () => {
    const { open, commits, claims } = threeCalled();
    const lent = await Promise.all([1, 2, 3].map(open));
    expect(commits).toEqual([3]);
    expect(lent.map(({ length }) => length)).toEqual([6, 6, 2]);
    expect(new Set(lent.flat().map(({ id }) => id)).size).toBe(14);
    expect(claims()).toHaveLength(14);
  });

  it("wait for each other a moment, and no longer", async () => {
    const { open, commits, time } = threeCalled();
    const early = [open(1), open(2)];
    await time.passes(0);
    expect(commits).toEqual([]);
    await time.passes(1);
    expect(commits).toEqual([2]);
    expect((await Promise.all(early)).map(({ length }) => length)).toEqual([6, 6]);
    expect(await open(3)).toHaveLength(2); // nobody else is awaited
    expect(commits).toEqual([2, 1]);
    await time.passes(10);
    expect(commits).toEqual([2, 1]);
  });

  it("are all told when nothing could be lent, and may ask again", async () => {
    const { open, broken } = threeCalled();
    broken.tables = true;
    const answers = await Promise.allSettled([1, 2, 3].map(open));
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    broken.tables = false;
    expect((await Promise.all([1, 2, 3].map(open))).flat()).toHaveLength(14);
  });

  it("of several runs are lent each what its own run has to do, and report in sessions of that run", async () => {
    const { id, start, sessions } = threeCalled();
    const other = start(planOf("pair", { a: { blockId: EFFECT.id }, b: { blockId: EFFECT.id } }));
    const asked = [1, 2].map((wake) => sessions.open(id, { wake, most: 6 }));
    const pair = await sessions.open(other, { wake: 1, most: 1 });
    expect(pair.lent).toMatchObject([{ id: "a#1" }]);
    asked.push(sessions.open(id, { wake: 3, most: 6 }));
    const lent = (await Promise.all(asked)).flatMap((opened) => opened.lent.map((step) => step.id));
    expect(lent.toSorted()).toEqual(
      Object.keys(fan.nodes)
        .map((node) => `${node}#1`)
        .toSorted(),
    );
    const done = { attempt: 1, from: 0, outputs: [], end: { type: "completed" } as const };
    expect(await pair.report?.([{ id: "a#1", ...done }], 1)).toMatchObject({
      wanted: [true],
      lent: [{ id: "b#1" }],
    });
  });

  it("are lent once, though a message comes twice", async () => {
    const { open, commits } = threeCalled();
    const lent = await Promise.all([1, 1, 2, 3].map(open));
    expect(new Set(lent.flat().map(({ id }) => id)).size).toBe(lent.flat().length);
    expect(lent.flat()).toHaveLength(14);
    expect(commits.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});
