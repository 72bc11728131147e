import { deepStrictEqual, equal, notEqual, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { unchanged } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import { ANY, CONFLUENT, type Setup, type Shape, setups } from "./arbitrary.ts";
import { checkFences, checkRetries } from "./attempts.ts";
import {
  checkBudgets,
  checkCounters,
  checkFailures,
  checkHandOuts,
  checkHistory,
  checkStart,
  checkWaits,
} from "./checks.ts";
import { checkCompile, damages } from "./damage.ts";
import { picks } from "./fc.ts";
import type { Kernel } from "./kernel.ts";
import { anyLink, checkLink } from "./links.ts";
import { checkAdvance, checkReference, outcome, writtenDown } from "./outcome.ts";
import { CALM, type Hazards, HOSTILE, performOf, STORMY, simulate, type Trace } from "./simulate.ts";
import { checkSpending } from "./spending.ts";
import { checkTouched } from "./touched.ts";

export interface Invariant {
  says: string;
  /** The invariant as a property of a kernel: a mutant of it must fail. */
  property(kernel: Kernel): fc.IRawProperty<unknown>;
  runs: number;
}

const ENOUGH = Number.MAX_SAFE_INTEGER;

const traced =
  (shape: Partial<Shape>, hazards: Hazards, check: (trace: Trace, kernel: Kernel, setup: Setup) => void) =>
  (kernel: Kernel): fc.IRawProperty<unknown> =>
    fc.property(setups(shape), picks(), (setup, choices) =>
      check(simulate(kernel, setup, choices, hazards), kernel, setup),
    );

export const invariants = {
  K1: {
    says: "the same arguments give a deeply equal step",
    runs: 30,
    property: traced(ANY, HOSTILE, ({ plan, moments }, { step }) => {
      const samePlan = structuredClone(plan);
      for (const moment of moments) {
        const { before, event } = moment;
        deepStrictEqual(step(plan, before, event), moment.step);
        deepStrictEqual(step(samePlan, structuredClone(before), event), moment.step);
      }
    }),
  },
  K2: {
    says: "no argument is ever changed",
    runs: 40,
    property: (kernel) =>
      fc.property(setups(), picks(), (setup, choices) => {
        const perform = performOf(setup);
        simulate(kernel, setup, choices, HOSTILE);
        simulate(kernel, setup, choices, HOSTILE, (plan, execution, event) =>
          kernel.advance(plan, execution, [event], perform, ENOUGH),
        );
      }),
  },
  K3: {
    says: "a final execution absorbs every event",
    runs: 40,
    property: traced(ANY, HOSTILE, ({ plan, moments, final }, { step, advance, resume }, setup) => {
      for (const { event } of moments) {
        const absorbed = unchanged(final);
        for (const answer of [
          step(plan, final, event),
          advance(plan, final, [event], performOf(setup), ENOUGH),
          resume(plan, final, event.at, performOf(setup), ENOUGH),
        ]) {
          equal(answer.next, final);
          deepStrictEqual(answer, absorbed);
        }
      }
    }),
  },
  K4: {
    says: "an event that comes twice changes nothing the second time",
    runs: 60,
    property: traced(ANY, STORMY, ({ plan, moments }, { step }) => {
      for (const { before, event, step: first, repeated } of moments) {
        const second = step(plan, first.next, event);
        deepStrictEqual(second, unchanged(first.next));
        equal(second.next, first.next);
        if (!repeated || event.type === "claim") continue;
        ok(first.next === before || first.log.every(({ type }) => type === "node.refused"));
      }
    }),
  },
  K5: {
    says: "a run finishes once, and neither before nor after nothing is pending",
    runs: 80,
    property: traced(ANY, HOSTILE, ({ moments, final, log }) => {
      ok(isFinal(final.status), "The run has stalled");
      for (const { event, step } of moments) {
        const ends = step.effects.filter((effect) => effect.type === "finish");
        const busy = [...step.next.live.values()].filter(
          ({ state }) => state !== "INCOMPLETE" && state !== "ENDED",
        );
        equal(ends.length, isFinal(step.next.status) && event === moments.at(-1)?.event ? 1 : 0);
        equal(step.next.status === "RUNNING" || step.next.status === "REVIEW", busy.length > 0);
      }
      const ends = log.filter(({ type }) => type === "execution.completed" || type === "execution.failed");
      deepStrictEqual(ends, log.slice(-1));
    }),
  },
  K6: {
    says: "values pair first in, first out, and a node's outputs leave in the order of its inputs",
    runs: 100,
    property: traced({ ...ANY, statics: "none" }, HOSTILE, checkReference),
  },
  K7: {
    says: "a static pin takes what the node execution before had, and a static value serves all that wait",
    runs: 120,
    property: traced(ANY, HOSTILE, checkReference),
  },
  K8: {
    says: "dynamic pins pick and build; a path that leads nowhere is ignored, null is a value, flat keys stay",
    runs: 200,
    property: (kernel) => fc.property(anyLink(), (link) => checkLink(kernel, link)),
  },
  K9: {
    says: "log entries are numbered from 1 without gap and carry the time of their event",
    runs: 40,
    property: traced(ANY, HOSTILE, ({ moments, log }) => {
      deepStrictEqual(
        log.map(({ seq }) => seq),
        log.map((_, index) => index + 1),
      );
      for (const { event, step } of moments) {
        ok(step.log.every(({ at }) => at === event.at));
        if (step.log.length > 0) equal(step.log.at(-1)?.seq, step.next.seq);
      }
    }),
  },
  K10: {
    says: "whatever changes is in the log: no entry means the same reference and no effects",
    runs: 40,
    property: traced(ANY, HOSTILE, ({ moments }) => {
      for (const { before, step } of moments) {
        if (step.log.length > 0) notEqual(step.next, before);
        else deepStrictEqual([step.next === before, step.effects], [true, []]);
      }
    }),
  },
  K11: {
    says: "the log, read as a history, tells the state",
    runs: 60,
    property: traced(ANY, HOSTILE, checkHistory),
  },
  K12: {
    says: "the counters tell the truth",
    runs: 60,
    property: traced(ANY, HOSTILE, checkCounters),
  },
  K13: {
    says: "only the attempt of now is heard, each output once and in order; a late report is refused on record",
    runs: 100,
    property: traced(ANY, STORMY, checkFences),
  },
  K14: {
    says: "a try is repeated only when that may help, as often as the policy says and not before its time",
    runs: 150,
    property: traced({ ...ANY, failures: "many", limits: fewLosses() }, STORMY, checkRetries),
  },
  K15: {
    says: "a node that fails says so on its error pin, and the run goes on",
    runs: 60,
    property: traced({ ...ANY, dynamicPins: "apart", limits: fc.constant({}) }, STORMY, checkFailures),
  },
  K16: {
    says: "no budget is ever exceeded, and a run that has used one up says which node asked for more",
    runs: 80,
    property: traced({ ...ANY, limits: tightLimits() }, STORMY, (trace, kernel) => {
      checkBudgets(trace);
      if (trace.plan.limits.valueSize === DEFAULT_LIMITS.valueSize) checkReference(trace, kernel);
    }),
  },
  K17: {
    says: "what becomes queued is handed out once, and nothing else is",
    runs: 50,
    property: traced(ANY, HOSTILE, checkHandOuts),
  },
  K18: {
    says: "running pure nodes at once is the same as stepping through them",
    runs: 60,
    property: (kernel) => fc.property(setups({ pure: "all" }), (setup) => checkAdvance(kernel, setup)),
  },
  K19: {
    says: "outputs do not depend on the order, the splitting, the loss or the doubling of reports",
    runs: 80,
    property: (kernel) =>
      fc.property(setups(CONFLUENT), picks(), fc.integer({ min: 1, max: 9 }), (setup, choices, slice) => {
        const perform = performOf(setup);
        const calm = outcome(kernel, simulate(kernel, setup, [], CALM));
        const stormy = simulate(kernel, setup, choices, STORMY);
        deepStrictEqual(outcome(kernel, stormy), calm);
        const sliced = simulate(kernel, setup, choices, STORMY, (plan, execution, event) =>
          kernel.advance(plan, execution, [event], perform, slice),
        );
        deepStrictEqual(outcome(kernel, sliced), calm);
      }),
  },
  K20: {
    says: "a run begins with the nodes that nothing feeds and with its inputs, which take what the run is given",
    runs: 60,
    property: (kernel) => fc.property(setups(), (setup) => checkStart(kernel, setup)),
  },
  K21: {
    says: "plan and state are data: a run that is written down and read back goes on as if nothing had happened",
    runs: 30,
    property: (kernel) =>
      fc.property(setups(), picks(), (setup, choices) => {
        const lasting = simulate(kernel, setup, choices, HOSTILE);
        const restored = simulate(kernel, setup, choices, HOSTILE, (plan, before, event) => {
          const step = kernel.step(structuredClone(plan), writtenDown(before), event);
          return step.log.length > 0 ? step : { ...step, next: before };
        });
        deepStrictEqual(restored.log, lasting.log);
        deepStrictEqual(restored.final, lasting.final);
      }),
  },
  K22: {
    says: "a graph that cannot run is refused with every reason, each at its place",
    runs: 80,
    property: ({ compile }) =>
      fc.property(setups(), damages(), (setup, hits) => checkCompile(compile, setup, hits)),
  },
  K23: {
    says: "what waits is neither claimed nor lost, and a run that only waits for people is in review",
    runs: 200,
    property: traced(ANY, HOSTILE, checkWaits),
  },
  K24: {
    says: "what is spent is counted once, whatever becomes of the attempt that spent it",
    runs: 80,
    property: traced({ ...ANY, failures: "many" }, HOSTILE, checkSpending),
  },
  K25: {
    says: "a step names the node executions that it touched, and one in place is the same step",
    runs: 60,
    property: traced(ANY, HOSTILE, checkTouched),
  },
} as const satisfies Record<string, Invariant>;

export type InvariantName = keyof typeof invariants;

function fewLosses(): Shape["limits"] {
  return fc.record({ nodeExecutions: fc.constant(60), losses: fc.constantFrom(1, 0, 2) });
}

function tightLimits(): Shape["limits"] {
  const nodeExecutions = fc.integer({ min: 1, max: 12 });
  const elsewhere = fc.nat({ max: 9 });
  const valueSize = fc.integer({ min: 20, max: 60 });
  const totalSize = fc.integer({ min: 20, max: 400 });
  const cost = fc.integer({ min: 20, max: 200 });
  const nodeCost = fc.constantFrom(20, 60);
  return fc.oneof(
    fc.record({ nodeExecutions, elsewhere }, { requiredKeys: ["nodeExecutions"] }),
    fc.record({ nodeExecutions, valueSize, totalSize }),
    fc.record(
      { nodeExecutions: fc.constant(60), cost, nodeCost },
      { requiredKeys: ["nodeExecutions", "cost"] },
    ),
  );
}
