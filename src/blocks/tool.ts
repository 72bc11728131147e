import type { Json, JsonObject } from "#lib/json.ts";

/** Another node of the graph, as a language model may use it. */
export interface Tool {
  /** `[a-zA-Z0-9_-]`, at most 64 characters, no other tool of the node has it. */
  name: string;
  description: string;
  /** JSON Schema of an object: the arguments. */
  parameters: JsonObject;
  /** The pins that the arguments leave on, when the graph carries them to the tool. */
  pins: readonly { argument: string; source: string; fallback: Json }[];
  /** Runs the node here and now, once a `call`; answers its outputs by pin. Throws a BlockError. */
  run(args: JsonObject, call: string): Promise<Record<string, Json[]>>;
}
