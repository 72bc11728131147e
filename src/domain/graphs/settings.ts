import * as z from "zod";
import { microsOf } from "#kernel/compile.ts";
import type { CostLimits, SafeMode } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Concurrency } from "../executions/engine.ts";

export const OVERLAPS = ["allow", "skip", "queue", "replace"] as const satisfies Concurrency["overlap"][];

/** How runs of a graph meet each other, and whether people are asked. */
export interface GraphSettings {
  /** Null for any number. */
  maxConcurrent: number | null;
  overlap: Concurrency["overlap"];
  humanInTheLoopSafeMode: boolean;
  sensitiveActionSafeMode: boolean;
  /** US dollars: of one run with its child runs, of one node execution that says nothing else. Null for any amount. */
  maxCost: number | null;
  maxNodeCost: number | null;
}

const Stored = z.object({
  maxConcurrent: z.int().min(1).nullable().default(null),
  overlap: z.enum(OVERLAPS).default("allow"),
  humanInTheLoopSafeMode: z.boolean().default(true),
  sensitiveActionSafeMode: z.boolean().default(false),
  maxCost: z.number().nonnegative().nullable().default(null),
  maxNodeCost: z.number().nonnegative().nullable().default(null),
});

/** The settings in a row; what it does not say is as by default. */
export const readSettings = (stored: JsonObject): GraphSettings => Stored.parse(stored);

export const DEFAULT_SETTINGS: GraphSettings = readSettings({});

/** What the compiler takes from the settings. */
export const rulesOf = (settings: GraphSettings): { safeMode: SafeMode; costs: CostLimits } => ({
  safeMode: { people: settings.humanInTheLoopSafeMode, sensitive: settings.sensitiveActionSafeMode },
  costs: {
    ...(settings.maxCost !== null && { cost: microsOf(settings.maxCost) }),
    ...(settings.maxNodeCost !== null && { nodeCost: microsOf(settings.maxNodeCost) }),
  },
});

export const concurrencyOf = ({ maxConcurrent, overlap }: GraphSettings): Concurrency => ({
  max: maxConcurrent,
  overlap,
});
