import type { LogEntry } from "#kernel/log.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import type { RunRef } from "./engine.ts";

/** Reads a run's log so far, a stretch at a time, which may be all that memory holds; false when it is forgotten. */
export async function readLog(
  ctx: Pick<Ctx, "engine">,
  ref: RunRef,
  take: (entries: readonly LogEntry[]) => void,
): Promise<boolean> {
  let after = 0;
  for (;;) {
    const stretch = await ask(ctx.engine.log(ref, { after }, 0));
    if (stretch === null) return false;
    take(stretch.entries);
    const last = stretch.entries.at(-1);
    if (stretch.final || last === undefined) return true;
    after = last.seq;
  }
}

/** All of a run's log so far; null when the engine has forgotten it. */
export async function wholeLog(ctx: Ctx, ref: RunRef): Promise<LogEntry[] | null> {
  const log: LogEntry[] = [];
  const isKnown = await readLog(ctx, ref, (entries) => void log.push(...entries));
  return isKnown ? log : null;
}
