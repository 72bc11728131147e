import { setTimeout as delay } from "node:timers/promises";
import { W0 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { repeats } from "../options.ts";
import { type Figure, nextValue, type World } from "../world.ts";
import { inTurn, jobOf } from "./runs.ts";

const TIMES = 9;
/** A run that was only started is left to end before the next one is. */
const PAUSE_MS = 40;

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
