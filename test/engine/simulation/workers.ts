import type { Claimed, Report, Wake } from "#engine/messages.ts";
import { WIDTH } from "#engine/settings.ts";
import type { Output } from "#kernel/execution.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import { perform } from "./effects.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** As long as an invocation takes on new steps. */
const BUDGET_MS = 25_000;

class Death extends Error {}

/** One delivery of a message: a worker that takes steps, carries them out and goes on while there is more. */
export async function serve(world: World, { executionId, wake }: Wake): Promise<void> {
  const { faults } = world;
  const random = world.random.fork();
  const until = world.time.now() + BUDGET_MS;
  const lanes = new Set<Promise<void>>();
  let failure: unknown = null;
  let free = WIDTH;

  const lane = async (step: Claimed): Promise<void> => {
    const more = await carry(world, random, executionId, step, () =>
      world.time.now() < until ? free + 1 : 0,
    );
    launch(more);
  };
  const launch = (claimed: readonly Claimed[]): void => {
    free -= claimed.length;
    for (const step of claimed) {
      const running = lane(step)
        .catch((error: unknown) => {
          failure = error;
        })
        .then(() => {
          free += 1;
          lanes.delete(running);
        });
      lanes.add(running);
    }
  };

  if (world.happens(faults.worker.diesBeforeTake, random)) throw new Death();
  launch(await world.call((executor) => executor.take(executionId, wake, free)));
  while (lanes.size > 0) await Promise.race(lanes);
  if (failure !== null) throw failure;
}

/** Carries one step out and reports; answers what to do next. */
async function carry(
  world: World,
  random: Random,
  executionId: string,
  step: Claimed,
  most: () => number,
): Promise<Claimed[]> {
  const { worker } = world.faults;
  world.performs(executionId, step);
  const { id, attempt, leaseMs } = step;
  const { outputs, end } = perform(step.input, step.lastAttempt);
  const report = (from: number, handed: Output[], isEnd: boolean, lanes: number) => {
    const spent = { ...NOTHING_SPENT, cost: 10 * (from + handed.length + 1), calls: 1 };
    const said: Report = { id, attempt, from, outputs: handed, spent, ...(isEnd ? { end } : {}) };
    return world.call((executor) => world.report(executor, executionId, said, lanes));
  };

  const falls = world.happens(worker.falls, random);
  if (falls) await world.time.sleep(leaseMs + random.between(1, 12 * 60_000));
  else await work(world, random, executionId, step);
  const early = random.chance(0.3) ? random.below(outputs.length + 1) : 0;
  if (early > 0) {
    const isOurs = (await report(0, outputs.slice(0, early), false, 0)) !== null;
    if (!isOurs) return [];
    await world.time.sleep(random.between(1, 50));
  }
  if (world.happens(worker.diesHolding, random)) throw new Death();
  const again = world.happens(worker.reportsTwice, random);
  if (again) {
    const wait = random.pick([0, 5, 500, 40_000, 11 * 60_000]);
    world.time.later(
      wait,
      () => void report(early, outputs.slice(early), true, random.below(3)).catch(() => undefined),
    );
  }
  return (await report(early, outputs.slice(early), true, most())) ?? [];
}

/** Takes its time, and prolongs its lease meanwhile. */
async function work(world: World, random: Random, executionId: string, step: Claimed): Promise<void> {
  let left = random.chance(0.05) ? random.between(20_000, 90_000) : random.between(1, 1500);
  const pace = step.leaseMs / 3;
  while (left > 0) {
    await world.time.sleep(Math.min(left, pace));
    left -= pace;
    if (left <= 0) return;
    const heartbeat = world.call((executor) => executor.heartbeat(executionId, step.id, step.attempt));
    if (!(await heartbeat.catch(() => true))) throw new Death();
  }
}
