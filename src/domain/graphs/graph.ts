import type { GraphLink, GraphNode } from "#kernel/graph.ts";
import type { JsonObject } from "#lib/json.ts";
import type { GraphSettings } from "./settings.ts";

/** What a caller saves: the content of one version. */
export interface GraphDraft {
  name: string;
  description: string;
  nodes: GraphNode[];
  links: GraphLink[];
  /** Graphs that agent nodes embed, as they were exported. */
  subGraphs: JsonObject[];
  settings: GraphSettings;
}

export interface GraphSummary {
  id: string;
  version: number;
  name: string;
  description: string;
  /** This version is the one that runs when none is asked for. */
  isActive: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface GraphRecord extends GraphSummary, GraphDraft {
  inputSchema: JsonObject;
  outputSchema: JsonObject;
}
