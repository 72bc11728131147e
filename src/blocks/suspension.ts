import type { Json, JsonObject } from "#lib/json.ts";

/** What a block waits for without holding compute. Times are milliseconds since the epoch. */
export type Suspension =
  | { type: "timer"; until: number }
  | { type: "event"; name: string; until: number | null; since: number }
  | { type: "review"; title: string; data: Json; editable: boolean; until: number | null }
  | { type: "child"; graphId: string; graphVersion: number; inputs: JsonObject };

/** What happens to a block that waits. Of an event `at` says when it came. */
export type Happened =
  | { type: "tick" }
  | { type: "event"; payload: Json; at: number }
  | { type: "decision"; approved: boolean; data: Json; message: string }
  | { type: "expired" }
  | { type: "child-output"; name: string; value: Json }
  | { type: "child-end"; status: "COMPLETED" | "FAILED" | "TERMINATED"; message: string | null };

/** `count` says how many things happened to this node execution before. */
export type Occurrence = Happened & { count: number };

export type Yielded = readonly [pin: string, value: Json];

/** What a block makes of an occurrence: outputs, then its end, more of the same wait, or another one. */
export interface Resumption {
  outputs: readonly Yielded[];
  next: "end" | "same" | Suspension;
}
