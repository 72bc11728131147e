import type { Commit } from "#engine/ledger.ts";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Faults } from "./faults.ts";
import { live } from "./people.ts";
import type { Drawn } from "./plans.ts";
import type { Random } from "./random.ts";
import { serve } from "./workers.ts";
import { runId, USER, World } from "./world.ts";

export interface Played {
  world: World;
  /** Of each run. */
  logs: LogEntry[][];
  histories: History[];
}

export interface Play {
  drawn: readonly Drawn[];
  faults: Faults;
  /** Runs that are stopped, each at a moment after the start, ms. */
  stops?: ReadonlyMap<number, number>;
  /** Told of every commit, in its turn. */
  onCommit?: (commit: Commit, world: World) => void;
  /** Whether somebody follows each run. */
  followed?: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** Runs the drawn plans in one object until all have ended and Postgres had time to show it. */
export async function play(
  random: Random,
  { drawn, faults, stops = new Map(), onCommit = () => undefined, followed = true }: Play,
): Promise<Played> {
  const world = new World(random, faults, drawn);
  world.onMessage = (wake) => serve(world, wake);
  world.onCommit = (commit) => onCommit(commit, world);
  void live(world, random.fork());
  for (const [index, { plan, agents, inputs }] of drawn.entries()) {
    const executionId = runId(index);
    world.rows.insert(executionId);
    const createdAt = world.time.now();
    const facts = { userId: USER, executionId, trigger: "manual", createdAt, inputs };
    const start = () =>
      world
        .call((executor) =>
          executor.start({
            ...facts,
            ...textOf(`plan ${index}`, plan),
            agents: Object.fromEntries(
              Object.entries(agents).map(([graph, its]) => [graph, textOf(graph, its)]),
            ),
          }),
        )
        .catch(() => world.time.later(50, start));
    world.time.later(random.between(0, 5000), start);
    const stop = stops.get(index);
    if (stop !== undefined) world.time.later(stop, stopping(world, executionId));
    if (followed) void world.follow(executionId, random.fork());
  }
  await ends(world);
  await world.time.passes(200_000);
  const logs = world.runs.map((id) => world.object.tables.log(id, 0, Number.POSITIVE_INFINITY));
  return { world, logs, histories: logs.map((log) => read(emptyHistory(), log)) };
}

const textOf = (planKey: string, plan: Plan) => ({ planKey, planText: JSON.stringify(plan) });

/** Asks again until it is heard. */
function stopping(world: World, id: string): () => void {
  const stop = () =>
    void world.call((executor) => executor.stop(id)).catch(() => world.time.later(100, stop));
  return stop;
}

async function ends(world: World): Promise<void> {
  const limit = world.time.now() + 2 * DAY_MS;
  await world.time.passes(6000);
  while (!world.isOver() && world.time.now() < limit) {
    await world.time.pass(Math.min(limit, Math.max(world.time.next, world.time.now() + 5000)), () =>
      world.checkAlarm(),
    );
  }
}
