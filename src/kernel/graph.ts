import type { JsonObject } from "#lib/json.ts";
import type { GraphLimits, NodeKind, SafeMode } from "./plan.ts";

/** A graph version as it was saved. */
export interface Graph {
  id: string;
  version: number;
  nodes: GraphNode[];
  links: GraphLink[];
  safeMode?: SafeMode;
  limits?: GraphLimits;
}

export interface GraphNode {
  id: string;
  blockId: string;
  inputDefault: JsonObject;
  metadata: JsonObject;
}

export interface GraphLink {
  id: string;
  sourceId: string;
  sourceName: string;
  sinkId: string;
  sinkName: string;
  isStatic: boolean;
}

/** What the compiler must know of a block. */
export interface BlockFacts {
  id: string;
  name: string;
  kind: NodeKind;
  pure: boolean;
  waits?: boolean;
  /** It charges money. */
  paid?: boolean;
  /** What it does should be approved by a person where a graph asks for that. */
  sensitive?: boolean;
  staticOutput: boolean;
  /** Of a block that waits: pins that say for how long, each with the milliseconds of one of it. */
  waitPins?: Readonly<Record<string, number>>;
  /** The pin that says how often it waits so long. */
  repeatPin?: string;
  /** Pins of a loop: the block runs without them, or with all of them that are linked. */
  together?: readonly string[];
  /** `hasDefault`: there is a default, and it is not null. */
  inputs: Record<string, { required: boolean; hasDefault: boolean }>;
  outputs: string[];
}

/** One thing that is wrong, and where: `nodes[3].input_default.text`, `links[0].sink_name`. */
export interface GraphIssue {
  path: string;
  message: string;
}
