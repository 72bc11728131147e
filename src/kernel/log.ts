import type { Json, JsonObject } from "#lib/json.ts";
import type { Spent } from "./spent.ts";

export type Status = "INCOMPLETE" | "QUEUED" | "RUNNING" | "REVIEW" | "COMPLETED" | "FAILED" | "TERMINATED";
export type FinalStatus = "COMPLETED" | "FAILED" | "TERMINATED";

export const isFinal = (status: Status): status is FinalStatus =>
  status === "COMPLETED" || status === "FAILED" || status === "TERMINATED";

/** Why a run ended without completing. `node_id` when one node is to blame. */
export interface RunError {
  code: "BUDGET_EXCEEDED" | "STALLED" | "TERMINATED" | "ENGINE_ERROR";
  message: string;
  node_id?: string;
  /** Node executions that a family of runs may have, and those of them that the others held, if they were used up. */
  shared?: { node_executions: number; elsewhere: number };
}

/** What a node execution waits for while it holds no compute. */
export type WaitsFor = "timer" | "event" | "review" | "child";

/** `waits_on`: the name of the event, the id of the review or of the child execution. */
interface Wait {
  waits_for: WaitsFor;
  waits_on?: string;
  until: number | null;
}

interface OfNode {
  node_id: string;
  /** Which activation of the node, from 1. */
  ordinal: number;
}

/** What happened, in the words that clients read (WebSocket, server-sent events, polling, bundles). */
export type Happening =
  /** `time_zone`: the user's when the run was started, if it was known. */
  | {
      type: "execution.started";
      graph_id: string;
      graph_version: number;
      inputs: JsonObject;
      time_zone?: string;
    }
  | ({ type: "node.queued"; block_id: string; input: JsonObject } & OfNode)
  | ({ type: "node.started"; block_id: string; attempt: number; input?: JsonObject } & OfNode)
  | ({ type: "node.waiting"; block_id: string } & Wait & OfNode)
  | ({ type: "node.approved"; input: JsonObject } & OfNode)
  | ({ type: "node.output"; output_name: string; output_data: Json } & OfNode)
  /** What it was charged since the last such entry. */
  | ({ type: "node.charged"; attempt: number; spent: Spent } & OfNode)
  /** `kept`: an earlier run did it, whose outputs these are. */
  | ({ type: "node.completed"; kept?: true } & OfNode)
  | ({ type: "node.failed"; error: string } & OfNode)
  | ({ type: "node.retried"; attempt: number; error: string; not_before: number } & OfNode)
  | ({ type: "node.refused"; attempt: number } & OfNode)
  | ({ type: "node.incomplete"; block_id: string; input: JsonObject; missing: string[] } & OfNode)
  | ({ type: "execution.output"; output_name: string; output_data: Json } & OfNode)
  | { type: "execution.review"; status: "REVIEW" }
  | { type: "execution.resumed"; status: "RUNNING" }
  | { type: "execution.completed"; status: "COMPLETED" }
  | { type: "execution.failed"; status: "FAILED" | "TERMINATED"; error: RunError };

/** One line of a run's log: numbered 1..N without gap (E4). `at` is in milliseconds since the epoch. */
export type LogEntry = Happening & { seq: number; at: number };
