import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine.ts";
import { W1 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import type { Figure, World } from "../world.ts";
import { inTurn, jobOf, timed } from "./runs.ts";

/** What a burst leaves to do behind the last end (rows, compaction) belongs to its CPU time. */
const SETTLE_MS = 500;

/** W4: runs of W1 submitted at once; runs a second to the last end, and the CPU time of one. */
export const burst: Figure = {
  ids: ["W4"],
  measure: async (world) => {
    const { options, engines } = world;
    const runs = options.quick ? 50 : 200;
    const rate = new Map(engines.map((engine) => [engine, rateOf(engine, runs)]));
    const cpu = new Map(engines.map((engine) => [engine, cpuOf(engine, runs)]));
    for (const engine of engines) await submit(world, engine, options.quick ? 10 : runs);
    for (let round = 0; round < options.rounds; round += 1) {
      world.say(`burst: round ${round + 1} of ${options.rounds}`);
      for (const engine of inTurn(engines, round)) {
        const before = engine.cpuMs();
        const seconds = await submit(world, engine, runs);
        await delay(SETTLE_MS);
        rate.get(engine)?.rounds.push([runs / seconds]);
        cpu.get(engine)?.rounds.push([(engine.cpuMs() - before) / runs]);
      }
    }
    return [...rate.values(), ...cpu.values()];
  },
};

async function submit(world: World, engine: Engine, runs: number): Promise<number> {
  const since = performance.now();
  await Promise.all(Array.from({ length: runs }, () => timed(engine, jobOf(world, W1))));
  return (performance.now() - since) / 1000;
}

const rateOf = ({ name }: Engine, runs: number): Measurement => ({
  figure: "W4",
  what: `${runs} runs of W1 at once`,
  engine: name,
  unit: "runs/s",
  better: "more",
  rounds: [],
});

const cpuOf = ({ name }: Engine, runs: number): Measurement => ({
  figure: "W4 CPU",
  what: `CPU time of one run of W1, of ${runs} at once, all processes`,
  engine: name,
  unit: "ms",
  better: "less",
  rounds: [],
});
