import { type Block, BlockError, type BlockIo } from "#blocks/block.ts";
import { Budget } from "#blocks/budget.ts";
import { blockFacts } from "#blocks/facts.ts";
import { findBlock } from "#blocks/registry.ts";
import type { RunRef } from "#domain/executions/engine.ts";
import { idempotencyKeyOf } from "#domain/executions/receipts.ts";
import { isCredentialPin } from "#kernel/compile.ts";
import type { End, Output } from "#kernel/execution.ts";
import { sizeOf } from "#kernel/size.ts";
import type { Clock } from "#lib/clock.ts";
import { type Deadline, startDeadline } from "#lib/deadline.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Later } from "#lib/later.ts";
import type { Claimed } from "../messages.ts";
import { MAX_OUTPUTS } from "../runs/perform.ts";
import { PAGE_SIZE } from "../size.ts";
import type { World } from "../world/world.ts";
import { gatherer, type Said } from "./gatherer.ts";
import { remembering } from "./remembering.ts";
import { toolsFor } from "./tools.ts";

export interface StepDeps {
  world: World;
  now: Clock;
  /** A timer of the runtime each unless given. */
  later?: Later;
  /** Runs a graph as a child of this step, once a key; not given where there is no run. */
  runGraph?(
    graph: { graphId: string; graphVersion: number; inputs: JsonObject },
    key: string,
    io: Pick<BlockIo, "signal" | "budget">,
  ): Promise<Record<string, Json[]>>;
  /** Hands over while the block still runs; false when the step is not this worker's any more. */
  hand(said: Said): Promise<boolean>;
}

export interface Outcome extends Said {
  end: End;
}

/** How long a step may take in all. */
export const deadlineOf = ({ timeoutMs }: Claimed, later?: Later): Deadline =>
  startDeadline(timeoutMs, () => new Error("The node's time is over"), null, later);

/** Runs one node execution with effects. Whatever the block does is an outcome; only a failure to report throws. */
export async function runStep(deps: StepDeps, attempt: Attempt): Promise<Outcome> {
  const { blockId } = attempt.step;
  const block = findBlock(blockId);
  return block === undefined ? failure(`There is no block ${blockId}`) : runBlock(deps, block, attempt);
}

export interface Attempt extends RunRef {
  step: Claimed;
  /** The end of the node's time, or of the worker's claim to it. */
  deadline: Deadline;
  /** What earlier attempts have done for good. */
  noted?: readonly Json[];
}

export async function runBlock(
  deps: StepDeps,
  block: Block,
  { userId, executionId, step, deadline, noted = [] }: Attempt,
): Promise<Outcome> {
  if (lacksCredentials(block, step.input)) return { from: 0, outputs: [], end: { type: "completed" } };
  const parsed = block.parse(step.input);
  if (!parsed.ok) return failure(parsed.message);
  const idempotencyKey = idempotencyKeyOf(executionId, step.id);
  const gathered = gatherer(deps.hand, noted.length, deps.later);
  const budget = step.budget === undefined ? undefined : new Budget(step.budget);
  const { hide, ...world } = deps.world({ userId, executionId, graphId: step.graphId, idempotencyKey });
  const own: Omit<BlockIo, "tools"> = {
    ...world,
    now: deps.now(),
    ...(step.timeZone !== undefined && { timeZone: step.timeZone }),
    idempotencyKey,
    attempt: step.attempt,
    lastAttempt: step.lastAttempt,
    signal: deadline.signal,
    charge: (amount) => {
      gathered.charge(amount);
      budget?.use(amount.cost ?? 0);
    },
    once: remembering(noted, gathered.note, hide),
    ...(budget !== undefined && { budget }),
  };
  const tools = toolsFor(step.tools ?? [], {
    io: own,
    hide,
    asksFirst: step.asksFirst ?? false,
    runGraph: async (graph, key) => {
      if (deps.runGraph === undefined) throw new BlockError("An agent needs a run to be a part of");
      return deps.runGraph(graph, key, own);
    },
  });
  const io: BlockIo = { ...own, tools };
  const add = ({ name, data }: Output) => gathered.add({ name, data: hide(data) });
  // A block that ignores its signal is left behind.
  const end = await deadline.meet(consume(block, parsed.input, io, add)).catch(() => tooSlow(step));
  const shown = end.type === "failed" ? { ...end, message: String(hide(end.message)) } : end;
  return { ...(await gathered.rest()), end: shown };
}

/** Only a node that may do without them gets here without a credential: it is done, and gives nothing. */
function lacksCredentials(block: Block, input: JsonObject): boolean {
  const { inputs } = blockFacts(block);
  return Object.entries(inputs).some(
    ([pin, { required }]) => required && isCredentialPin(pin) && !Object.hasOwn(input, pin),
  );
}

async function consume(
  block: Block,
  input: JsonObject,
  io: BlockIo,
  add: (output: Output) => void,
): Promise<End> {
  let count = 0;
  try {
    for await (const [name, data] of block.run(input, io)) {
      if (name === "error") return { type: "failed", message: String(data), retryable: false };
      count += 1;
      if (count > MAX_OUTPUTS) throw new BlockError(`${block.name} yielded more than ${MAX_OUTPUTS} values`);
      refuseTooLarge(name, data);
      add({ name, data });
    }
    return { type: "completed" };
  } catch (error) {
    return endOf(error);
  }
}

/** A run refuses much smaller values; but this one no call could carry there, so that its worker would seem lost. */
function refuseTooLarge(name: string, data: Json): void {
  if (sizeOf(data, PAGE_SIZE) <= PAGE_SIZE) return;
  throw new BlockError(`Output "${name}" is larger than ${PAGE_SIZE} characters, or nested too deep`);
}

function endOf(error: unknown): End {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof BlockError)) return { type: "failed", message, retryable: false };
  const { retryable, retryAfterMs } = error;
  return { type: "failed", message, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

const failure = (message: string): Outcome => ({
  from: 0,
  outputs: [],
  end: { type: "failed", message, retryable: false },
});

const tooSlow = ({ timeoutMs }: Claimed): End => ({
  type: "failed",
  message: `It took longer than ${timeoutMs} ms`,
  retryable: true,
});
