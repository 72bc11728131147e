import { describe, expect, it } from "vitest";
import { findBlock } from "#blocks/registry.ts";
import { deadlineOf, runBlock } from "#engine/steps/run-step.ts";
import type { LogEntry } from "#kernel/log.ts";
import { replay } from "../../local/replay/replay.ts";
import { quietIo } from "../blocks/run.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const TIME = "a892b8d9-3e4e-4e9c-9c1e-75f8efcf1bfa";
const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";
const AGENT = "e189baac-8c20-45a1-94a7-55177ea42565";

const format_type = { discriminator: "strftime", format: "%H:%M %z", use_user_timezone: true };
const clock = { blockId: TIME, defaults: { format_type }, feeds: { time: ["out.value"] } };
const out = { blockId: OUTPUT, defaults: { name: "time" } };

const child = planOf("child", {
  in: { blockId: INPUT, defaults: { name: "go" }, feeds: { result: ["clock.trigger"] } },
  clock,
  out,
});
const plan = planOf("zoned", {
  wait: {
    blockId: TIMER,
    defaults: { hours: 1 },
    feeds: { output_message: ["clock.trigger", "agent.go", "act.a"] },
  },
  clock,
  agent: {
    blockId: AGENT,
    defaults: {
      graph_id: "child",
      graph_version: 1,
      inputs: {},
      input_schema: { properties: { go: {} } },
      output_schema: {},
    },
    feeds: { time: ["out.value"] },
  },
  act: { blockId: EFFECT.id },
  out,
});

type World = ReturnType<typeof objectWorld>;

const timesIn = (log: readonly LogEntry[]) =>
  log.flatMap((entry) => (entry.type === "execution.output" ? [entry.output_data] : []));

/** Starts a run, lets another object take over in its middle, and sees it through; answers what a worker is told, too. */
async function run(timeZone?: string) {
  const before = objectWorld();
  const zone = timeZone === undefined ? {} : { timeZone };
  const id = before.start(plan, {}, { "child@1": child }, zone);
  const world: World = objectWorld({ sql: before.object.sql, time: before.time });
  world.rows.insert(id);
  await world.time.passes(3_700_000);
  const [lent] = world.object.executor.take(id, 1, 1);
  if (lent === undefined) throw new Error("Nothing was lent");
  world.complete(id, lent);
  return { log: world.log(id), lent };
}

describe("the time zone of a run's user", () => {
  it("is that of the start, in the run and its agents, whichever object holds it", async () => {
    const { log, lent } = await run("Asia/Tokyo");
    expect(log[0]).toMatchObject({ type: "execution.started", time_zone: "Asia/Tokyo" });
    expect(timesIn(log)).toEqual(["20:00 +0900", "20:00 +0900"]);
    expect(lent).toMatchObject({ timeZone: "Asia/Tokyo" });
    expect(log.at(-1)).toMatchObject({ status: "COMPLETED" });
  });

  it("is UTC for a run that knows none, as those that were written before there were any", async () => {
    const { log, lent } = await run();
    expect(log[0]).not.toHaveProperty("time_zone");
    expect(lent).not.toHaveProperty("timeZone");
    expect(timesIn(log)).toEqual(["11:00 +0000", "11:00 +0000"]);
  });

  it("is in the log, by which a replay comes to the same; by another zone it does not", async () => {
    const { log } = await run("Asia/Tokyo");
    expect(replay(plan, log)).toBeNull();
    const moved = structuredClone(log);
    if (moved[0]?.type === "execution.started") moved[0].time_zone = "Europe/Berlin";
    expect(replay(plan, moved)).toMatchObject({
      recorded: { output_data: "20:00 +0900" },
      replayed: { output_data: "12:00 +0100" },
    });
  });

  it("reaches blocks that workers run", async () => {
    const block = findBlock(TIME);
    if (block === undefined) throw new Error("There is no such block");
    const now = () => Date.parse("2026-11-22T10:00:00Z");
    const world = () => ({ ...quietIo(), hide: (value: never) => value });
    const { lent } = await run("Asia/Tokyo");
    const step = { ...lent, blockId: TIME, input: { trigger: "", format_type } };
    const ref = { userId: "u", executionId: "e", deadline: deadlineOf(step) };
    const { outputs } = await runBlock({ world, now, hand: async () => true }, block, { ...ref, step });
    expect(outputs).toEqual([{ name: "time", data: "19:00 +0900" }]);
  });
});
