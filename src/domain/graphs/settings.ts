import * as z from "zod";
import { microsOf } from "#kernel/compile.ts";
import { DEFAULT_LIMITS, type GraphLimits, type SafeMode } from "#kernel/plan.ts";
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
  /** Of a run with its child runs; null for as many, and as long, as any run may. */
  maxNodeExecutions: number | null;
  maxSeconds: number | null;
  /** UTF-16 code units of JSON: of all values of a run, its child runs not counted; null for as many as any run may have. */
  maxCharacters: number | null;
}

/** What any run may, and so the most that a graph's settings may say. */
export const MOST = {
  nodeExecutions: DEFAULT_LIMITS.nodeExecutions,
  seconds: DEFAULT_LIMITS.wallMs / 1000,
  characters: DEFAULT_LIMITS.totalSize,
};

const Stored = z.object({
  maxConcurrent: z.int().min(1).nullable().default(null),
  overlap: z.enum(OVERLAPS).default("allow"),
  humanInTheLoopSafeMode: z.boolean().default(true),
  sensitiveActionSafeMode: z.boolean().default(false),
  maxCost: z.number().nonnegative().nullable().default(null),
  maxNodeCost: z.number().nonnegative().nullable().default(null),
  maxNodeExecutions: z.int().min(1).max(MOST.nodeExecutions).nullable().default(null),
  maxSeconds: z.int().min(1).max(MOST.seconds).nullable().default(null),
  maxCharacters: z.int().min(1).max(MOST.characters).nullable().default(null),
});

/** The settings in a row; what it does not say is as by default. */
export const readSettings = (stored: JsonObject): GraphSettings => Stored.parse(stored);

export const DEFAULT_SETTINGS: GraphSettings = readSettings({});

/** What the compiler takes from the settings. */
export const rulesOf = (settings: GraphSettings): { safeMode: SafeMode; limits: GraphLimits } => ({
  safeMode: { people: settings.humanInTheLoopSafeMode, sensitive: settings.sensitiveActionSafeMode },
  limits: {
    ...(settings.maxCost !== null && { cost: microsOf(settings.maxCost) }),
    ...(settings.maxNodeCost !== null && { nodeCost: microsOf(settings.maxNodeCost) }),
    ...(settings.maxNodeExecutions !== null && { nodeExecutions: settings.maxNodeExecutions }),
    ...(settings.maxSeconds !== null && { wallMs: settings.maxSeconds * 1000 }),
    ...(settings.maxCharacters !== null && { totalSize: settings.maxCharacters }),
  },
});

export const concurrencyOf = ({ maxConcurrent, overlap }: GraphSettings): Concurrency => ({
  max: maxConcurrent,
  overlap,
});
