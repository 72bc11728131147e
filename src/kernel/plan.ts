import type { JsonObject } from "#lib/json.ts";
import type { PathStep } from "./pins.ts";

/** A graph version compiled for execution. Data only: it is stored with the run and survives a deploy. */
export interface Plan {
  graphId: string;
  version: number;
  nodes: Record<string, PlanNode>;
  /** Nodes that begin by themselves, in node order. */
  entry: string[];
  limits: Limits;
  safeMode: SafeMode;
}

/** Whether people are asked: by blocks made for that, and before sensitive blocks run. */
export interface SafeMode {
  people: boolean;
  sensitive: boolean;
}

export const DEFAULT_SAFE_MODE: SafeMode = { people: true, sensitive: false };

export type NodeKind =
  | "STANDARD"
  | "INPUT"
  | "OUTPUT"
  | "NOTE"
  | "AGENT"
  | "AI"
  | "MCP_TOOL"
  | "WEBHOOK"
  | "WEBHOOK_MANUAL"
  | "HUMAN_IN_THE_LOOP";

export interface PlanNode {
  id: string;
  blockId: string;
  kind: NodeKind;
  /** Runs inside the object, in the same slice as the event that readied it. */
  pure: boolean;
  /** Waits inside the object for a moment, an event, a person or a child run, and holds no compute meanwhile. */
  waits: boolean;
  /** What it does should be approved by a person, where the plan asks for that. */
  sensitive: boolean;
  defaults: JsonObject;
  /** Outgoing links by the pin they leave from, in link order. */
  links: Record<string, PlanLink[]>;
  /** Sink names that links feed; each must have received a value. */
  waitsFor: string[];
  /** Those of `waitsFor` that come together: none of them is waited for before one has come. */
  together?: string[];
  /** Those of `waitsFor` that a static link feeds. */
  staticPins: string[];
  /** Nodes that this one may use as tools. */
  tools?: PlanTool[];
  retry: RetryPolicy;
  timeoutMs: number;
  /** How long it may wait from beginning to end; as long as its run when nothing says so. */
  waitMs?: number;
  /** What one execution of it may cost at most, in micro-US-dollars; null when nothing says so. */
  maxCost: number | null;
  /** An INPUT node that has no value unless the run gives one. */
  requiresInput: boolean;
}

/** A node that another one has as a tool, because links lead to it from the other's tool pins. */
export interface PlanTool {
  node: string;
  blockId: string;
  /** What its user called it, if anything. */
  title: string | null;
  defaults: JsonObject;
  /** Its linked pins, each with the pin of the other node that feeds it. */
  pins: { source: string; sink: string }[];
}

export interface PlanLink {
  sink: string;
  /** Where in the value, for a dynamic source pin. */
  path: PathStep[];
  sinkName: string;
  isStatic: boolean;
}

export interface RetryPolicy {
  /** 1 means: never again. */
  maxAttempts: number;
  initialMs: number;
  factor: number;
  maxMs: number;
}

/** In integer micro-US-dollars; none where it is not given. */
export interface CostLimits {
  /** Of a run, its child runs included. */
  cost?: number;
  /** Of a node execution that says nothing else. */
  nodeCost?: number;
}

/** What a graph may say of its own runs. */
export type GraphLimits = CostLimits & Partial<Pick<Limits, "nodeExecutions" | "wallMs" | "totalSize">>;

export interface Limits extends CostLimits {
  nodeExecutions: number;
  /** Those of them that other runs of its family hold at the moment; none where it is not given. */
  elsewhere?: number;
  /** From start to end, waits included. */
  wallMs: number;
  /** UTF-16 code units of JSON text: of one value, of all values of a run. */
  valueSize: number;
  totalSize: number;
  /** Leases of one node execution that may run out before it is given up. */
  losses: number;
}

export const DEFAULT_LIMITS: Limits = {
  nodeExecutions: 10_000,
  wallMs: 30 * 24 * 60 * 60 * 1000,
  valueSize: 1024 * 1024,
  totalSize: 64 * 1024 * 1024,
  losses: 25,
};
