import { BlockError, type BlockIo } from "#blocks/block.ts";
import type { LogStretch } from "#domain/executions/engine.ts";
import type { LogEntry } from "#kernel/log.ts";
import { sha256Hex } from "#lib/crypto.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Holder } from "../holder.ts";
import type { Claimed } from "../messages.ts";

interface ChildDeps {
  /** A new handle on the object: one that failed stays broken. */
  object(): Pick<Holder, "spawn" | "log" | "stop">;
  execution: string;
  step: Pick<Claimed, "id" | "attempt">;
  io: Pick<BlockIo, "signal" | "budget">;
}

/** How long one look at a child's log waits for news. */
const LOOK_MS = 10_000;

/**
 * Runs a graph as a child of a step and answers its outputs; what it spends, the object charges to the step. A later
 * attempt that asks for the same finds the same child. When the step is given up, so is the child.
 */
export async function runChild(
  { object, execution, step, io }: ChildDeps,
  graph: { graphId: string; graphVersion: number; inputs: JsonObject },
  key: string,
): Promise<Record<string, Json[]>> {
  const child = await childId(`${execution} ${step.id} ${key} ${JSON.stringify(graph)}`);
  const refusal = await object().spawn(execution, step.id, step.attempt, { id: child, ...graph });
  if (refusal !== null) throw new BlockError(refusal);
  const outputs: Record<string, Json[]> = {};
  for (let after = 0, isOver = false; !isOver; ) {
    if (io.signal.aborted) {
      await object().stop(child);
      throw new BlockError("The step was given up");
    }
    const { entries, final } = (await object().log(child, after, LOOK_MS)) ?? GONE;
    for (const entry of entries) {
      if (entry.type === "node.charged") io.budget?.use(entry.spent.cost);
      hear(entry, outputs);
    }
    after = entries.at(-1)?.seq ?? after;
    isOver = final;
  }
  return outputs;
}

const GONE: LogStretch = { entries: [], final: true };

function hear(entry: LogEntry, outputs: Record<string, Json[]>): void {
  if (entry.type === "execution.output") {
    outputs[entry.output_name] = [...(outputs[entry.output_name] ?? []), entry.output_data];
  } else if (entry.type === "execution.failed")
    throw new BlockError(`The agent failed: ${entry.error.message}`);
}

/** RFC 9562 section 5.8: a UUID of our own making. */
async function childId(name: string): Promise<string> {
  const hex = await sha256Hex(name);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return parts.join("-");
}
