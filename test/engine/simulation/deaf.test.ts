import { expect, it } from "vitest";
import { problemsOf } from "./checks.ts";
import { DEAF } from "./faults.ts";
import { drawPlan } from "./plans.ts";
import { Random } from "./random.ts";
import { play } from "./simulate.ts";

const RUNS = Number(process.env["DEAF_RUNS"] ?? 1000);
const { SEED = "1" } = process.env;

it(`E2: with every queue message dropped, all of ${RUNS} runs end, and so do their children (seed ${SEED})`, async () => {
  const random = new Random(Number(SEED));
  const shape = { manyWriters: true, mostNodes: 5, mostItems: 3 };
  const drawn = Array.from({ length: RUNS }, () => drawPlan(random, shape));
  const played = await play(random.fork(), { drawn, faults: { ...DEAF, evict: 0.005 }, followed: false });
  expect(played.histories).toHaveLength(RUNS);
  expect(await problemsOf(played)).toEqual([]);
  const ends = Map.groupBy(played.histories, ({ status, error }) => error?.code ?? status);
  expect([...ends.keys()].sort()).toEqual(["COMPLETED", "STALLED"]);
  expect(played.world.everyRun().length).toBeGreaterThan(RUNS);
}, 300_000);
