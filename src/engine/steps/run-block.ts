import type { BlockRun, RanBlock } from "#domain/executions/engine.ts";
import type { Output } from "#kernel/execution.ts";
import type { Spent } from "#kernel/spent.ts";
import type { Said } from "./gatherer.ts";
import { deadlineOf, runStep, type StepDeps } from "./run-step.ts";

/** A block by itself, with the world that it has in a run. Its failure is an outcome; nothing is tried again. */
export async function runAlone(
  deps: Omit<StepDeps, "hand">,
  { userId, id, blockId, input, timeZone, timeoutMs }: BlockRun,
): Promise<RanBlock> {
  const outputs: Output[] = [];
  let spent: Spent | null = null;
  const add = (said: Said): void => {
    outputs.push(...said.outputs);
    spent = said.spent ?? spent;
  };
  const hand = async (said: Said): Promise<boolean> => {
    add(said);
    return true;
  };
  const step = {
    id: "block",
    attempt: 1,
    lastAttempt: true,
    blockId,
    graphId: blockId,
    input,
    timeoutMs,
    leaseMs: timeoutMs,
    ...(timeZone !== undefined && { timeZone }),
  };
  const deadline = deadlineOf(step);
  const { end, ...rest } = await runStep({ ...deps, hand }, { userId, executionId: id, step, deadline });
  deadline.end();
  add(rest);
  return { outputs, error: end.type === "failed" ? end.message : null, spent };
}
