import type { LogEntry } from "#kernel/log.ts";
import type { Ctx } from "../ctx.ts";
import { ask } from "./ask.ts";
import type { RunRef } from "./engine.ts";

/** All of a run's log so far; null when the engine has forgotten it. */
export async function wholeLog(ctx: Ctx, ref: RunRef): Promise<LogEntry[] | null> {
  const log: LogEntry[] = [];
  for (;;) {
    const stretch = await ask(ctx.engine.log(ref, { after: log.length }, 0));
    if (stretch === null) return null;
    log.push(...stretch.entries);
    if (stretch.final || stretch.entries.length === 0) return log;
  }
}
