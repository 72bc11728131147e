import type { RunRef } from "#domain/executions/engine.ts";
import type { Clock } from "#lib/clock.ts";
import type { Json } from "#lib/json.ts";
import { type Later, sharedLater } from "#lib/later.ts";
import type { Holder } from "../holder.ts";
import type { Claimed, Report, Wake } from "../messages.ts";
import { WIDTH } from "../settings.ts";
import { runChild } from "./follow-child.ts";
import { Renewal } from "./renewal.ts";
import { Reporter } from "./reporter.ts";
import { deadlineOf, runStep, type StepDeps } from "./run-step.ts";
import { Session } from "./session.ts";

export interface WorkDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Holder;
  world: StepDeps["world"];
  now: Clock;
}

/** An invocation takes no new steps after this long; what is left goes to the next queue message. */
const BUDGET_MS = 25_000;

/**
 * One queue delivery: takes what there is to do and keeps on, carrying chains of steps, while it readies more and the
 * budget lasts. A duplicate finds nothing to take. Throws only when reports cannot be made; leases then run out (E3).
 */
export async function work(deps: WorkDeps, { wake, ...run }: Wake): Promise<{ steps: number }> {
  const until = deps.now() + BUDGET_MS;
  const lanes = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let free = WIDTH;
  let steps = 0;

  const later = sharedLater(deps.now);
  const renewal = new Renewal({ object: deps.object, execution: run.executionId });
  using session = new Session({ object: deps.object, execution: run.executionId, later });
  const reporter = new Reporter({
    handIn: (reports, most) => session.report(reports, most),
    execution: run.executionId,
    later,
    running: () => lanes.size,
    reserve: (ended) => {
      const most = ended > 0 && deps.now() < until ? free + ended : 0;
      free -= most;
      return most;
    },
    launch: (lent, reserved) => {
      free += reserved;
      launch(lent);
    },
  });

  async function lane(step: Claimed): Promise<void> {
    const report = await perform(deps, { reporter, renewal, later }, run, step);
    if (report !== null) await reporter.report(report);
  }

  function launch(claimed: readonly Claimed[]): void {
    steps += claimed.length;
    free -= claimed.length;
    for (const step of claimed) {
      const running = lane(step)
        .catch((error: unknown) => failures.push(error))
        .then(() => {
          free += 1;
          lanes.delete(running);
        });
      lanes.add(running);
    }
  }

  launch(await session.take(wake, free));
  while (lanes.size > 0) await Promise.race(lanes);
  renewal.end();
  if (failures.length > 0) throw failures[0];
  return { steps };
}

/** What earlier attempts have done for good, a stretch at a time; null when the step was taken away. */
async function notesOf(
  { object }: WorkDeps,
  execution: string,
  { id, attempt, noted = 0 }: Claimed,
): Promise<Json[] | null> {
  const notes: Json[] = [];
  while (notes.length < noted) {
    const more = await object().notes(execution, id, attempt, notes.length);
    if (more === null || more.length === 0) return null;
    notes.push(...more);
  }
  return notes;
}

/** Runs a step while its lease is renewed; null when it was taken away meanwhile, and nobody wants its report. */
async function perform(
  deps: WorkDeps,
  { reporter, renewal, later }: { reporter: Reporter; renewal: Renewal; later: Later },
  run: RunRef,
  step: Claimed,
): Promise<Report | null> {
  const { id, attempt } = step;
  const execution = run.executionId;
  const deadline = deadlineOf(step, later);
  let isLost = false;
  const lose = () => {
    isLost = true;
    deadline.cut();
  };
  renewal.join(step, lose);
  try {
    const hand: StepDeps["hand"] = async (said) => {
      const isOurs = await reporter.report({ id, attempt, ...said });
      if (!isOurs) lose();
      return isOurs;
    };
    const runGraph: NonNullable<StepDeps["runGraph"]> = (graph, key, io) =>
      runChild({ object: deps.object, execution, step, io }, graph, key);
    const noted = await notesOf(deps, execution, step);
    if (noted === null || isLost) return null;
    const outcome = await runStep({ ...deps, later, hand, runGraph }, { ...run, step, deadline, noted });
    return isLost ? null : { id, attempt, ...outcome };
  } finally {
    renewal.leave(step);
    deadline.end();
  }
}
