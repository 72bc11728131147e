import type { Output } from "#kernel/execution.ts";
import type { BlockFacts } from "#kernel/graph.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** A block with effects that only the simulated workers know. What it does is written in its node's defaults. */
export const EFFECT: BlockFacts = {
  id: "simulated-effect",
  name: "SimulatedEffect",
  kind: "STANDARD",
  pure: false,
  staticOutput: false,
  inputs: Object.fromEntries(["a", "b"].map((pin) => [pin, { required: false, hasDefault: false }])),
  outputs: ["out", "items"],
};

export type Habit = "works" | "fails until its last attempt" | "always fails" | "never retries";

interface Outcome {
  outputs: Output[];
  end: { type: "completed" } | { type: "failed"; message: string; retryable: boolean };
}

/** A function of the input, and of whether this is the last attempt. */
export function perform(input: JsonObject, isLast: boolean): Outcome {
  const habit = input["habit"];
  const outputs = outputsOf(input);
  const failing = outputs.slice(0, 1);
  if (habit === "always fails" || (habit === "fails until its last attempt" && !isLast)) {
    return { outputs: failing, end: { type: "failed", message: "The world says no", retryable: true } };
  }
  if (habit === "never retries") {
    return { outputs: failing, end: { type: "failed", message: "Never again", retryable: false } };
  }
  return { outputs, end: { type: "completed" } };
}

function outputsOf(input: JsonObject): Output[] {
  const count = Number(input["yields"]);
  const text = `${short(input["a"])}+${short(input["b"])}`;
  const padding = "x".repeat(Number(input["padding"]));
  const outputs: Output[] = [];
  for (let index = 0; index < count; index += 1) {
    outputs.push({ name: "out", data: `${digest(text)}.${index}${padding}` });
    if (index % 2 === 1) outputs.push({ name: "items", data: [`${digest(text)}/${index}`, index] });
  }
  return outputs;
}

const short = (value: Json | undefined): string => JSON.stringify(value ?? null).slice(0, 200);

function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}
