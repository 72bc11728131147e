import { setTimeout as delay } from "node:timers/promises";
import { nextValue } from "../world.ts";
import type { Client } from "./client.ts";

const SETTLE_MS = 300;

/** Whether a mode reads ("seq gets", "seq lists") rather than runs. */
export const isReading = (mode: string): boolean => mode.endsWith("gets") || mode.endsWith("lists");

/** The path of what a mode reads: a run that has ended, once its rows are there, or the newest. */
export async function readable({ run }: Client, graph: string, mode: string): Promise<string> {
  const { id } = await run(graph, nextValue());
  await delay(SETTLE_MS); // its rows are written behind its end
  return mode.endsWith("gets") ? `/api/v2/executions/${id}` : "/api/v2/executions";
}
