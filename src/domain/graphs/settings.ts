import * as z from "zod";
import type { SafeMode } from "#kernel/plan.ts";
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
}

const Stored = z.object({
  maxConcurrent: z.int().min(1).nullable().default(null),
  overlap: z.enum(OVERLAPS).default("allow"),
  humanInTheLoopSafeMode: z.boolean().default(true),
  sensitiveActionSafeMode: z.boolean().default(false),
});

/** The settings in a row; what it does not say is as by default. */
export const readSettings = (stored: JsonObject): GraphSettings => Stored.parse(stored);

export const DEFAULT_SETTINGS: GraphSettings = readSettings({});

export const safeModeOf = (settings: GraphSettings): SafeMode => ({
  people: settings.humanInTheLoopSafeMode,
  sensitive: settings.sensitiveActionSafeMode,
});

export const concurrencyOf = ({ maxConcurrent, overlap }: GraphSettings): Concurrency => ({
  max: maxConcurrent,
  overlap,
});
