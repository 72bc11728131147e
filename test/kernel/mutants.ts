// Broken kernels, at least one for each invariant. Each is made by wrapping the real one: it hears another event,
// starts from another state, or answers another step.

import {
  type Event,
  type Execution,
  type NodeExecution,
  type NodeState,
  type Step,
  unchanged,
} from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import { DEFAULT_LIMITS, type Plan } from "#kernel/plan.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import type { InvariantName } from "./invariants.ts";
import type { Kernel } from "./kernel.ts";

export type Mutant = (kernel: Kernel) => Kernel;

/** Hears another event than the one that happened. */
const hearing =
  (change: (event: Event, execution: Execution) => Event): Mutant =>
  (kernel) => ({
    ...kernel,
    step: (plan, execution, event) => kernel.step(plan, execution, change(event, execution)),
  });

/** Starts from another state than the one it is in. */
const starting =
  (change: (execution: Execution, event: Event) => Execution): Mutant =>
  (kernel) => ({
    ...kernel,
    step: (plan, execution, event) => kernel.step(plan, change(execution, event), event),
  });

/** Answers another step than the one it takes. */
const answering =
  (change: (step: Step, execution: Execution, plan: Plan) => Step): Mutant =>
  (kernel) => ({
    ...kernel,
    step: (plan, execution, event) => change(kernel.step(plan, execution, event), execution, plan),
  });

const reporting = (change: (event: Report, run: NodeExecution | undefined) => Event): Mutant =>
  hearing((event, { live }) => (event.type === "report" ? change(event, live.get(event.id)) : event));

type Report = Extract<Event, { type: "report" }>;

const withNodes = (execution: Execution, change: (state: NodeState) => NodeState): Execution => ({
  ...execution,
  nodes: new Map([...execution.nodes].map(([id, state]) => [id, change(state)])),
});

const withLive = (execution: Execution, change: (run: NodeExecution) => NodeExecution): Execution => ({
  ...execution,
  live: new Map([...execution.live].map(([id, run]) => [id, change(run)])),
});

const logging = (change: (entry: LogEntry) => LogEntry[]): Mutant =>
  answering((step) => ({ ...step, log: step.log.flatMap(change) }));

/** Routes what a node execution says at once, though elder ones of its node are still at it. */
const impatient = starting((execution, event) => {
  const run = event.type === "report" ? execution.live.get(event.id) : undefined;
  if (run === undefined) return execution;
  const state = execution.nodes.get(run.node);
  if (state === undefined) return execution;
  const nodes = new Map(execution.nodes).set(run.node, { ...state, drained: run.ordinal - 1 });
  return { ...execution, nodes };
});

function early(step: Step): Step {
  const { next, log } = step;
  if (isFinal(next.status) || next.used.pending !== 1 || log.length === 0) return step;
  const end: LogEntry = { type: "execution.completed", status: "COMPLETED", seq: next.seq + 1, at: 0 };
  const finish = { type: "finish", status: "COMPLETED" } as const;
  return {
    next: { ...next, status: "COMPLETED", seq: next.seq + 1 },
    log: [...log, end],
    effects: [...step.effects, finish],
    touched: step.touched,
  };
}

function forgetful(kernel: Kernel): Kernel {
  const known = new WeakSet<Execution>();
  return {
    ...kernel,
    step: (plan, execution, event) => {
      const isKnown = known.has(execution) || execution.status === "QUEUED";
      const fresh = (state: NodeState) => ({ ...state, statics: {}, filled: {} });
      const step = kernel.step(plan, isKnown ? execution : withNodes(execution, fresh), event);
      known.add(step.next);
      return step;
    },
  };
}

function ticking(kernel: Kernel): Kernel {
  let ticks = 0;
  return logging((entry) => {
    ticks += 1;
    return [{ ...entry, at: entry.at + ticks }];
  })(kernel);
}

const touching = (step: Step, isNamed: (id: string) => boolean): Step => ({
  ...step,
  touched: new Set([...step.touched].filter(isNamed)),
});

/** Starts from another state than the one that it may change in place. */
const inPlace =
  (change: (execution: Execution) => Execution): Mutant =>
  (kernel) => ({
    ...kernel,
    advance: (plan, execution, events, perform, allowance, isGivenAway) =>
      kernel.advance(
        plan,
        isGivenAway === true ? change(execution) : execution,
        events,
        perform,
        allowance,
        isGivenAway,
      ),
  });

export const mutants: Record<InvariantName, Record<string, Mutant>> = {
  K1: { "has a clock of its own": ticking },
  K2: {
    "counts in the state that it was given": starting((execution) => {
      execution.used.size += 1;
      return execution;
    }),
  },
  K3: {
    "lets a stopped run go on": starting((execution) =>
      isFinal(execution.status) ? { ...execution, status: "RUNNING" } : execution,
    ),
  },
  K4: {
    "takes every report for news": reporting((event, run) => ({
      ...event,
      from: run?.reported ?? event.from,
    })),
    "takes a repeated failure for a late report": answering((step, { live }) => {
      if (!step.log.some(({ type }) => type === "node.retried")) return step;
      const open = (run: NodeExecution) => ({ ...run, refused: live.get(run.id)?.refused ?? 0 });
      return { ...step, next: withLive(step.next, open) };
    }),
  },
  K5: {
    "finishes while one is still running": answering(early),
    "never finishes": answering((step, execution) =>
      isFinal(step.next.status) ? { ...step, next: execution } : step,
    ),
    "finishes twice": answering((step) => ({
      ...step,
      effects: [...step.effects, ...step.effects.filter(({ type }) => type === "finish")],
    })),
  },
  K6: {
    "routes a younger one's outputs before the elder's": impatient,
    "gives every value to the oldest that waits": starting((execution) =>
      withNodes(execution, (state) => ({ ...state, filled: {} })),
    ),
    "gives a value to a younger one": starting((execution) =>
      withNodes(execution, (state) => ({
        ...state,
        filled: Object.fromEntries(Object.keys(state.filled).map((pin) => [pin, state.count])),
      })),
    ),
  },
  K7: {
    "forgets what came on a static pin": starting((execution) =>
      withNodes(execution, (state) => ({ ...state, statics: {} })),
    ),
  },
  K8: {
    "sends the whole value where a path picks": (kernel) => ({
      ...kernel,
      compile: (graph, ...rest) =>
        kernel.compile(
          {
            ...graph,
            links: graph.links.map((link) => ({ ...link, sourceName: link.sourceName.charAt(0) })),
          },
          ...rest,
        ),
    }),
    "takes null for nothing": (kernel) => ({
      ...kernel,
      advance: (plan, execution, events, perform, allowance) =>
        kernel.advance(
          plan,
          execution,
          events,
          (...args) => {
            const { outputs, end } = perform(...args);
            return { outputs: outputs.filter(({ data }) => data !== null), end };
          },
          allowance,
        ),
    }),
  },
  K9: {
    "leaves a number out": answering((step) => ({ ...step, next: { ...step.next, seq: step.next.seq + 1 } })),
    "dates entries to the start": logging((entry) => [{ ...entry, at: 1000 }]),
  },
  K10: {
    "answers a copy when nothing has changed": answering((step) => ({ ...step, next: { ...step.next } })),
    "changes silently": answering((step, execution) =>
      step.next === execution ? { ...step, next: { ...step.next, startedAt: 0 } } : step,
    ),
  },
  K11: {
    "logs a retry as something else": logging((entry) => [
      entry.type === "node.retried" ? { ...entry, type: "node.refused" } : entry,
    ]),
    "reads entries again that it has read": (kernel) => ({
      ...kernel,
      read: (history, entries) => {
        history.seq = 0;
        return kernel.read(history, entries);
      },
    }),
  },
  K12: {
    "does not count what waits for other values": answering((step) => {
      const waits = [...step.next.live.values()].filter(({ state }) => state === "INCOMPLETE");
      const uncounted = waits.reduce((sum, { size }) => sum + size, 0);
      const { used } = step.next;
      return { ...step, next: { ...step.next, used: { ...used, size: used.size - uncounted } } };
    }),
    "does not count the size of values": answering((step) => ({
      ...step,
      next: { ...step.next, used: { ...step.next.used, size: 0 } },
    })),
    "counts reviews that are over": answering((step, { used }) => ({
      ...step,
      next: { ...step.next, used: { ...step.next.used, reviews: used.reviews } },
    })),
    "forgets what it has begun": starting((execution) => ({
      ...execution,
      used: { ...execution.used, nodeExecutions: 0 },
    })),
  },
  K13: {
    "hears attempts of the past": reporting((event, run) => ({ ...event, attempt: run?.attempt ?? 1 })),
    "counts outputs anew in every attempt": reporting((event, run) =>
      event.attempt > 1 && run?.attempt === event.attempt && run.held.length === 0
        ? { ...event, from: Math.max(event.from, run.reported) }
        : event,
    ),
    "forgets the attempts of what is drained": starting((execution) =>
      withNodes(execution, (state) => ({ ...state, past: [] })),
    ),
    "does not put late reports on record": (kernel) => ({
      ...kernel,
      step: (plan, execution, event) => {
        const step = kernel.step(plan, execution, event);
        const isRefusal = step.log.some(({ type }) => type === "node.refused");
        return isRefusal ? unchanged(execution) : step;
      },
    }),
  },
  K14: {
    "lets a retry begin before its time": starting((execution) =>
      withLive(execution, (run) => ({ ...run, notBefore: 0 })),
    ),
    "retries what cannot be mended": reporting(({ end, ...event }) =>
      end?.type === "failed"
        ? { ...event, end: { ...end, retryable: true } }
        : { ...event, ...(end ? { end } : {}) },
    ),
    "does not count failures": starting((execution) =>
      withLive(execution, (run) => ({ ...run, failures: 0 })),
    ),
    "does not count losses": starting((execution) => withLive(execution, (run) => ({ ...run, losses: 0 }))),
  },
  K15: {
    "takes a failure for an end": reporting(({ end, ...event }) =>
      end === undefined ? event : { ...event, end: { type: "completed" } },
    ),
    "fails the run with the node": answering((step) => {
      if (isFinal(step.next.status) || !step.log.some(({ type }) => type === "node.failed")) return step;
      return { ...step, next: { ...step.next, status: "FAILED" } };
    }),
  },
  K16: {
    "counts node executions from anew": starting((execution) => ({
      ...execution,
      used: { ...execution.used, nodeExecutions: 0 },
    })),
    "does not count what its family holds": (kernel) => ({
      ...kernel,
      step: (plan, execution, event) => {
        const { elsewhere: _, ...limits } = plan.limits;
        return kernel.step({ ...plan, limits }, execution, event);
      },
    }),
    "does not say what its family holds": logging((entry) => {
      if (entry.type !== "execution.failed") return [entry];
      const { shared: _, ...error } = entry.error;
      return [{ ...entry, error }];
    }),
    "has no bound for values": (kernel) => ({
      ...kernel,
      step: ({ limits, ...plan }, execution, event) => {
        const { nodeExecutions } = limits;
        return kernel.step({ ...plan, limits: { ...DEFAULT_LIMITS, nodeExecutions } }, execution, event);
      },
    }),
    "sets nothing aside": starting((execution) => ({
      ...withLive(execution, (run) => ({ ...run, reserved: 0 })),
      used: { ...execution.used, reserved: 0 },
    })),
    "gives away again what was spent": starting((execution) => ({
      ...execution,
      used: { ...execution.used, spent: NOTHING_SPENT },
    })),
    "does not say which node": logging((entry) => {
      if (entry.type !== "execution.failed") return [entry];
      const { code, message } = entry.error;
      return [{ ...entry, error: { code, message } }];
    }),
  },
  K17: {
    "does not hand out what is to be tried again": answering((step, { live }) => ({
      ...step,
      effects: step.effects.filter((effect) => effect.type !== "run" || !live.has(effect.id)),
    })),
    "hands out twice": answering((step) => ({ ...step, effects: [...step.effects, ...step.effects] })),
  },
  K18: {
    "takes the last outputs first": (kernel) => ({
      ...kernel,
      advance: (plan, execution, events, perform, allowance) =>
        kernel.advance(
          plan,
          execution,
          events,
          (...args) => {
            const { outputs, end } = perform(...args);
            return { outputs: outputs.toReversed(), end };
          },
          allowance,
        ),
    }),
    "stops after ten": (kernel) => ({
      ...kernel,
      advance: (plan, execution, events, perform) => kernel.advance(plan, execution, events, perform, 10),
    }),
  },
  K19: { "routes in the order of reports": impatient },
  K20: {
    "does not look at what the run is given": hearing((event) =>
      event.type === "start" ? { ...event, inputs: {} } : event,
    ),
    "waits for what is linked to an input": (kernel) => ({
      ...kernel,
      compile: (...args) => {
        const compiled = kernel.compile(...args);
        if (!compiled.ok) return compiled;
        const { plan } = compiled;
        const entry = plan.entry.filter((id) => plan.nodes[id]?.waitsFor.length === 0);
        return { ok: true, plan: { ...plan, entry } };
      },
    }),
  },
  K21: { "keeps in memory what is not in the state": forgetful },
  K22: {
    "stops at the first thing that is wrong": (kernel) => ({
      ...kernel,
      compile: (...args) => {
        const compiled = kernel.compile(...args);
        return compiled.ok ? compiled : { ok: false, issues: compiled.issues.slice(0, 1) };
      },
    }),
  },
  K23: {
    "lets a worker claim what waits": starting((execution, event) =>
      event.type === "claim"
        ? withLive(execution, (run) => (run.state === "WAITING" ? { ...run, state: "QUEUED" } : run))
        : execution,
    ),
    "takes what waits back from it": starting((execution, event) =>
      event.type === "lost"
        ? withLive(execution, (run) => (run.state === "WAITING" ? { ...run, state: "RUNNING" } : run))
        : execution,
    ),
    "does not say that it waits for people": answering((step) =>
      step.next.status === "REVIEW" ? { ...step, next: { ...step.next, status: "RUNNING" } } : step,
    ),
  },
  K24: {
    "counts what it has heard before": starting((execution) =>
      withLive(execution, (run) => ({ ...run, charged: null })),
    ),
    "takes all that child runs did for news": starting((execution) =>
      withLive(execution, (run) => ({ ...run, children: null })),
    ),
    "forgets child runs with the attempt that asked for them": answering((step) => {
      if (!step.log.some(({ type }) => type === "node.retried")) return step;
      return { ...step, next: withLive(step.next, (run) => ({ ...run, children: null })) };
    }),
    "takes the charges of an attempt for those of the one before": starting((execution) =>
      withLive(execution, (run) => ({
        ...run,
        charged: run.attempt > 1 && run.charged === null ? { ...NOTHING_SPENT, cost: 7 } : run.charged,
      })),
    ),
    "forgets what a failed attempt spent": answering((step, { used }) =>
      step.log.some(({ type }) => type === "node.retried")
        ? { ...step, next: { ...step.next, used: { ...step.next.used, spent: used.spent } } }
        : step,
    ),
  },
  K25: {
    "does not name what is drained": answering((step) => touching(step, (id) => step.next.live.has(id))),
    "does not name what began": answering((step, { live }) => touching(step, (id) => live.has(id))),
    "names all that is alive": answering((step) => ({
      ...step,
      touched: new Set([...step.touched, ...step.next.live.keys()]),
    })),
    "loses what is held when it works in place": inPlace((execution) =>
      withLive(execution, (run) => ({ ...run, held: [] })),
    ),
    "copies what it may change": inPlace((execution) => ({ ...execution, live: new Map(execution.live) })),
  },
};
