import { type Event, type Execution, type NodeExecutionId, queued, type Step } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { NOTHING_SPENT, type Spent } from "#kernel/spent.ts";
import type { Perform } from "#kernel/step.ts";
import { planOf, type Setup } from "./arbitrary.ts";
import { chooser } from "./fc.ts";
import { deepFreeze } from "./freeze.ts";
import type { Kernel } from "./kernel.ts";
import { perform } from "./script.ts";

/** What may go wrong on the way between workers and the kernel. */
export interface Hazards {
  /** Events arrive again, at once or much later; reports overlap; claims come before their time. */
  doubling: boolean;
  /** Workers vanish, and may report after all. */
  losses: boolean;
  /** The run is stopped or aborted. */
  stops: boolean;
}

export const CALM: Hazards = { doubling: false, losses: false, stops: false };
export const STORMY: Hazards = { doubling: true, losses: true, stops: false };
export const HOSTILE: Hazards = { doubling: true, losses: true, stops: true };

export interface Moment {
  before: Execution;
  event: Event;
  step: Step;
  /** The event had been applied before. */
  repeated: boolean;
}

export interface Trace {
  plan: Plan;
  moments: Moment[];
  final: Execution;
  log: LogEntry[];
}

/** How an event is applied. */
export type Apply = (plan: Plan, execution: Execution, event: Event) => Step;

interface Worker {
  id: NodeExecutionId;
  attempt: number;
  work: ReturnType<Perform>;
  sent: number;
  /** Not a worker but what is waited for: it cannot be lost. */
  isWait: boolean;
  /** What it may cost. */
  budget: number;
}

const MOST_MOMENTS = 5000;

interface World {
  setup: Setup;
  plan: Plan;
  hazards: Hazards;
  apply: Apply;
  choose: (below: number) => number;
  execution: Execution;
  at: number;
  moments: Moment[];
  /** Node executions that were handed out, and when each may be claimed. */
  outbox: Map<NodeExecutionId, number>;
  workers: Worker[];
  /** Workers whose leases ran out; they may speak up later. */
  lost: Worker[];
}

/** Runs a setup to its end. `choices` decide who goes next, how reports are split and what goes wrong. */
export function simulate(
  kernel: Kernel,
  setup: Setup,
  choices: readonly number[],
  hazards: Hazards,
  apply: Apply = kernel.step,
): Trace {
  const world: World = {
    setup,
    plan: deepFreeze(planOf(setup, kernel.compile)),
    hazards,
    apply,
    choose: chooser(choices),
    execution: deepFreeze(queued),
    at: 1000,
    moments: [],
    outbox: new Map(),
    workers: [],
    lost: [],
  };
  send(world, { type: "start", at: world.at, inputs: setup.inputs });
  while (!isFinal(world.execution.status) && go(world)) world.at += 1;
  const { plan, moments, execution } = world;
  return { plan, moments, final: execution, log: moments.flatMap(({ step }) => step.log) };
}

/** One thing happens; false when nothing can. */
function go(world: World): boolean {
  const { choose, outbox, workers } = world;
  if (choose(8) > 4) return mishap(world);
  const choice = choose(outbox.size + workers.length);
  const worker = workers[choice - outbox.size];
  const effect = [...outbox][choice];
  if (worker !== undefined) report(world, worker);
  else if (effect !== undefined) {
    outbox.delete(effect[0]);
    const [first] = workers;
    // What has to wait until others are done must not keep them from it.
    if (!take(world, ...effect) && first !== undefined) report(world, first);
  }
  return worker !== undefined || effect !== undefined;
}

function send(world: World, event: Event, repeated = false): boolean {
  const { plan, moments, outbox, execution: before } = world;
  const step = deepFreeze(world.apply(plan, before, deepFreeze(event)));
  moments.push({ before, event, step, repeated });
  if (moments.length > MOST_MOMENTS) throw new Error("The run does not end");
  world.execution = step.next;
  for (const effect of step.effects) if (effect.type === "run") outbox.set(effect.id, effect.notBefore);
  return step.next !== before;
}

/** Takes up what was handed out: by a worker, or by waiting for what it waits for. */
function take(world: World, id: NodeExecutionId, notBefore: number): boolean {
  const run = world.execution.live.get(id);
  const waits = run === undefined ? undefined : world.setup.scripts[run.node]?.waits;
  if (run?.state !== "QUEUED" || waits === undefined || run.approved) {
    return claim(world, id, notBefore);
  }
  world.at = Math.max(world.at, notBefore);
  const waitsFor = waits === "approval" ? "review" : waits;
  const taken = send(world, { type: "suspend", at: world.at, id, waitsFor, until: world.at + 5 });
  return enlist(world, id, notBefore, { taken, isWait: true });
}

function claim(world: World, id: NodeExecutionId, notBefore: number, repeated = false): boolean {
  const isEarly = world.hazards.doubling && world.choose(3) === 2;
  if (!isEarly) world.at = Math.max(world.at, notBefore);
  const taken = send(world, { type: "claim", at: world.at, id }, repeated);
  return enlist(world, id, notBefore, { taken, isWait: false });
}

/** What was taken up is somebody's now; what was not is tried again. */
function enlist(
  world: World,
  id: NodeExecutionId,
  notBefore: number,
  { taken, isWait }: { taken: boolean; isWait: boolean },
): boolean {
  const run = world.execution.live.get(id);
  if (!taken && run?.state === "QUEUED") world.outbox.set(id, notBefore);
  if (!taken || run === undefined) return taken;
  const { node, input, failures, attempt } = run;
  const budget = world.plan.limits.cost === undefined ? Number.POSITIVE_INFINITY : run.reserved;
  world.workers.push({
    id,
    attempt,
    work: workOf(world.setup, node, input, failures),
    sent: 0,
    isWait,
    budget,
  });
  return true;
}

function report(world: World, worker: Worker): void {
  const { choose, hazards, at, workers } = world;
  const { id, attempt, work } = worker;
  if (worker.isWait && release(world, worker)) return;
  const from = hazards.doubling ? worker.sent - choose(worker.sent + 1) : worker.sent;
  const left = work.outputs.length - worker.sent;
  worker.sent += left - choose(left + 1);
  const outputs = work.outputs.slice(from, worker.sent);
  const isEnd = worker.sent === work.outputs.length && choose(3) !== 1;
  if (choose(3) < 2) chargeChildren(world, worker);
  const spent = spentOn(worker.sent, Math.ceil(worker.budget / 2));
  send(world, { type: "report", at, id, attempt, from, outputs, spent, ...(isEnd && { end: work.end }) });
  if (isEnd) remove(workers, worker);
}

/** What child runs of a node execution did by the time that its worker has said so much. */
function chargeChildren(world: World, worker: Worker): void {
  const { plan, workers, at } = world;
  const { id, sent, budget } = worker;
  // What was set aside for a worker that is lost is another's by now.
  const most = workers.includes(worker) || plan.limits.cost === undefined ? Math.floor(budget / 2) : 0;
  const spent = { ...NOTHING_SPENT, cost: Math.min(sent * 5, most), nodes: sent, completed: sent };
  send(world, { type: "charge", at, id, spent });
}

/** What a worker was charged by the time that it has said so much. */
const spentOn = (sent: number, budget: number): Spent => ({
  ...NOTHING_SPENT,
  cost: Math.min(sent * 7, budget),
  inputTokens: 3,
  calls: sent === 0 ? 0 : 1,
});

/** An approval does not end a node execution, it hands it out. */
function release(world: World, worker: Worker): boolean {
  const run = world.execution.live.get(worker.id);
  if (run === undefined || world.setup.scripts[run.node]?.waits !== "approval") return false;
  remove(world.workers, worker);
  const input = { ...run.input, approved: "by a person" };
  send(world, { type: "release", at: world.at, id: worker.id, input });
  return true;
}

function mishap(world: World): boolean {
  const { choose, hazards, lost } = world;
  switch (choose(4)) {
    case 0:
      if (hazards.doubling) repeat(world);
      break;
    case 1:
      if (hazards.losses) lose(world);
      break;
    case 2:
      for (const worker of lost.slice(0, choose(lost.length + 1))) report(world, worker);
      break;
    case 3:
      if (hazards.stops && choose(8) === 7) stop(world);
  }
  return true;
}

function repeat(world: World): void {
  const { choose, moments, execution } = world;
  const anybody = [...execution.live.values()][choose(execution.live.size + 1)];
  if (anybody !== undefined && anybody.state !== "QUEUED") {
    send(world, { type: "claim", at: world.at, id: anybody.id });
    return;
  }
  const { event } = moments[choose(2) === 0 ? moments.length - 1 : choose(moments.length)] ?? {};
  const run = event?.type === "suspend" ? execution.live.get(event.id) : undefined;
  if (run?.state === "QUEUED" && !run.approved) return;
  if (event?.type === "claim") claim(world, event.id, event.at, true);
  else if (event !== undefined) send(world, event, true);
}

function lose(world: World): void {
  const { choose, at, workers, lost } = world;
  const worker = workers[choose(workers.length)];
  if (worker === undefined) return;
  if (!worker.isWait) {
    remove(workers, worker);
    lost.push(worker);
  }
  send(world, { type: "lost", at, id: worker.id, attempt: worker.attempt });
}

function stop(world: World): void {
  const { choose, at } = world;
  const error = { code: "STALLED", message: "No worker came" } as const;
  send(world, choose(2) === 0 ? { type: "stop", at } : { type: "abort", at, error });
}

/** What a node does with an input, as the kernel may ask it of a pure node. */
export const performOf =
  (setup: Setup): Perform =>
  (node, input) =>
    workOf(setup, node.id, input, 0);

function workOf(
  setup: Setup,
  node: string,
  input: Parameters<Perform>[1],
  failed: number,
): ReturnType<Perform> {
  const script = setup.scripts[node];
  if (script === undefined) throw new Error(`There is no script for ${node}`);
  return deepFreeze(perform(node, script, input, failed));
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
