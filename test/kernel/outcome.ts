import { deepStrictEqual, equal } from "node:assert/strict";
import { type Event, type Execution, queued } from "#kernel/execution.ts";
import { emptyHistory } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import { planOf, type Setup } from "./arbitrary.ts";
import type { Kernel } from "./kernel.ts";
import { type Activation, happen, newReference } from "./reference.ts";
import { type Moment, performOf, type Trace } from "./simulate.ts";

/** What a run came to, without what the order of reports may decide: times, numbers, attempts. */
export function outcome({ read }: Kernel, { log, final }: Trace) {
  const { status, outputs, nodes } = read(emptyHistory(), log);
  const records = [...nodes].map(([id, { status, input, output, error }]) => ({
    id,
    status,
    input,
    output,
    error,
  }));
  const { nodeExecutions, size } = final.used;
  return { status, outputs, nodeExecutions, size, records: records.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** The kernel's state after every event against the naive reading of the rules. */
export function checkReference({ plan, moments, log }: Trace, { read }: Kernel): void {
  const reference = newReference();
  for (const { event, step } of moments) {
    happen(plan, reference, event);
    equal(step.next.status, reference.status);
    if (!isFinal(reference.status)) deepStrictEqual(viewOf(step), reference.activations.flatMap(seen(step)));
  }
  const { outputs, error } = read(emptyHistory(), log);
  deepStrictEqual(outputs, reference.outputs);
  equal(error?.node_id, reference.blamed);
}

type View = [id: string, state: string, attempt: number, input: unknown];

const viewOf = ({ next }: Moment["step"]): View[] =>
  [...next.live.values()].map(({ id, state, attempt, input }) => [id, state, attempt, input]);

/** What the kernel should show of a node execution: nothing once it has ended and all before it on its node have. */
const seen =
  ({ next }: Moment["step"]) =>
  ({ id, status, attempt, input, received }: Activation): View[] => {
    const hasEnded = status === "COMPLETED" || status === "FAILED";
    if (hasEnded && !next.live.has(id)) return [];
    return [[id, hasEnded ? "ENDED" : status, attempt, status === "INCOMPLETE" ? received : input]];
  };

/** A state as it comes back from storage. */
export const writtenDown = ({ nodes, live, ...rest }: Execution): Execution => ({
  ...throughJson(rest),
  nodes: new Map(throughJson([...nodes])),
  live: new Map(throughJson([...live])),
});

/** The value that JSON text of this value stands for: the same, for data. */
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** One `advance` against the steps that a queue of one worker takes. */
export function checkAdvance({ step, advance }: Kernel, setup: Setup): void {
  const plan = planOf(setup);
  const perform = performOf(setup);
  const at = 5;
  const start: Event = { type: "start", at, inputs: setup.inputs };
  let { next, log, effects } = step(plan, queued, start);
  const queue = [...effects];
  const take = (event: Event) => {
    const taken = step(plan, next, event);
    next = taken.next;
    log = [...log, ...taken.log];
    queue.push(...taken.effects);
  };
  for (let effect = queue.shift(); effect?.type === "run"; effect = queue.shift()) {
    const { id } = effect;
    take({ type: "claim", at, id });
    const run = next.live.get(id);
    const node = run === undefined ? undefined : plan.nodes[run.node];
    if (run === undefined || node === undefined) continue;
    take({ type: "report", at, id, attempt: run.attempt, from: 0, ...perform(node, run.input, at, id) });
  }
  const atOnce = advance(plan, queued, [start], perform, Number.MAX_SAFE_INTEGER);
  deepStrictEqual(atOnce.next, next);
  deepStrictEqual(atOnce.log, log);
  deepStrictEqual(
    atOnce.effects.map(({ type }) => type),
    ["finish"],
  );
}
