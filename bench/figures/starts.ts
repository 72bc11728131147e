import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine.ts";
import { W0 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { repeats } from "../options.ts";
import { type Figure, nextValue, type World } from "../world.ts";
import { inTurn, jobOf } from "./runs.ts";

const TIMES = 9;
/** Every engine gets as many: what a runtime has not compiled yet is another figure. */
const WARM_UP = 200;
/** A run that was only started is left to end before the next one is. */
const PAUSE_MS = 40;
/** For the ends of those that were only to warm up. */
const SETTLE_MS = 1000;

/** POST to acknowledgement; and for ours, how soon after it the first event is at a subscriber. */
export const starts: Figure = {
  ids: ["start"],
  measure: async (world) => {
    const engines = world.engines.filter(({ start }) => start !== null);
    const found = new Map(engines.map((engine) => [engine, startOf(engine.name)]));
    const first: Measurement = {
      ...startOf("Gossamer"),
      figure: "first event",
      what: "acknowledgement to the first event at a client that then subscribes on an open socket",
    };
    world.say("starts: warming up");
    for (const engine of engines) await warmUp(engine, world);
    for (let round = 0; round < world.options.rounds; round += 1) {
      world.say(`starts: round ${round + 1} of ${world.options.rounds}`);
      for (const engine of inTurn(engines, round)) {
        const samples: number[] = [];
        for (let i = 0; i < repeats(world.options, TIMES); i += 1) {
          const since = performance.now();
          await engine.start?.(jobOf(world, W0));
          samples.push(performance.now() - since);
          await delay(PAUSE_MS);
        }
        found.get(engine)?.rounds.push(samples);
      }
      first.rounds.push(await firstEvents(world));
    }
    return [...found.values(), first];
  },
};

async function warmUp(engine: Engine, world: World): Promise<void> {
  for (let i = 0; i < repeats(world.options, WARM_UP); i += 1) await engine.start?.(jobOf(world, W0));
  await delay(SETTLE_MS);
}

async function firstEvents({ platform, options }: World): Promise<number[]> {
  const samples: number[] = [];
  const graph = await platform.graph(W0);
  for (let i = 0; i < repeats(options, TIMES); i += 1) {
    const { startedAt, firstAt } = await platform.run(graph, nextValue());
    samples.push(firstAt - startedAt);
  }
  return samples;
}

const startOf = (engine: string): Measurement => ({
  figure: "start",
  what: "one-node run: POST to its acknowledgement",
  engine,
  unit: "ms",
  better: "less",
  rounds: [],
});
