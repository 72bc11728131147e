import type { Engine } from "../engine.ts";
import { gossamer } from "../gossamer/engine.ts";
import { E1, E2, E3, expected, type Job, W0, W1, W2, W3, type Workload } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { repeats } from "../options.ts";
import { type Figure, nextValue, type World } from "../world.ts";

/** How often each workload runs in a round. */
const TIMES: [Workload, number][] = [
  [W0, 9],
  [W1, 7],
  [W2, 3],
  [W3, 3],
  [E1, 5],
  [E2, 2],
  [E3, 3],
];

/** Time from the submission of a run until its end, with its result, has been observed, one run at a time. */
export const runs: Figure = {
  ids: TIMES.map(([{ id }]) => id),
  measure: async (world) => {
    const engines = [...world.engines, gossamer(world.platform, "all")];
    const wanted = TIMES.filter(([{ id }]) => world.wants(id));
    const found = new Map<string, Measurement>();
    for (const [workload] of wanted) await warmUp({ ...world, engines }, workload);
    for (let round = 0; round < world.options.rounds; round += 1) {
      world.say(`runs: round ${round + 1} of ${world.options.rounds}`);
      for (const [workload, times] of wanted) {
        for (const engine of inTurn(engines, round)) {
          const samples: number[] = [];
          for (let i = 0; i < repeats(world.options, times); i += 1)
            samples.push(await timed(engine, jobOf(world, workload)));
          record(found, workload, engine).rounds.push(samples);
        }
      }
    }
    return [...found.values()];
  },
};

const WARM_UP = 20;

async function warmUp({ engines, outside, options }: World, workload: Workload): Promise<void> {
  const times = Math.ceil((options.quick ? 2 : WARM_UP) / Math.sqrt(workload.nodes));
  for (const engine of engines) {
    for (let i = 0; i < times; i += 1) await timed(engine, jobOf({ outside }, workload));
  }
}

/** Who comes first changes from round to round. */
export const inTurn = <T>(engines: readonly T[], round: number): T[] => {
  const first = round % engines.length;
  return [...engines.slice(first), ...engines.slice(0, first)];
};

export function jobOf({ outside }: Pick<World, "outside">, { shape, nodes, effects }: Workload): Job {
  return { shape, nodes, effectUrl: effects ? outside.url : null, value: nextValue() };
}

export async function timed(engine: Engine, job: Job): Promise<number> {
  const since = performance.now();
  const result = await engine.run(job);
  const ms = performance.now() - since;
  if (result !== expected(job)) throw new Error(`${engine.name} answers ${result} to ${JSON.stringify(job)}`);
  return ms;
}

function record(found: Map<string, Measurement>, { id, what }: Workload, { name }: Engine): Measurement {
  const key = `${id} ${name}`;
  const measurement = found.get(key) ?? {
    figure: id,
    what: `${what}: POST to its observed end`,
    engine: name,
    unit: "ms",
    better: "less",
    rounds: [],
  };
  found.set(key, measurement);
  return measurement;
}
