import { describeError, log } from "#lib/log.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Probes } from "./probes.ts";

export interface Readiness {
  ready: boolean;
  parts: Record<keyof Probes, "ok" | "unavailable">;
}

const ANSWER_WITHIN_MS = 2000;

/** Asks each part at the same time; one that does not answer within two seconds counts as unavailable. */
export async function checkReadiness({ probes }: Pick<OpenCtx, "probes">): Promise<Readiness> {
  const [database, redis, queue] = await Promise.all([
    state("database", probes.database),
    state("redis", probes.redis),
    state("queue", probes.queue),
  ]);
  const parts = { database, redis, queue };
  return { ready: Object.values(parts).every((part) => part === "ok"), parts };
}

async function state(name: string, probe: () => Promise<unknown>): Promise<"ok" | "unavailable"> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS);
  });
  try {
    await Promise.race([probe(), late]);
    return "ok";
  } catch (error) {
    log("warn", "probe.failed", { part: name, error: describeError(error) });
    return "unavailable";
  } finally {
    clearTimeout(timer);
  }
}
