import type { LogEntry } from "#kernel/log.ts";
import { PAGE, PAGE_SIZE } from "../size.ts";
import type { Tables } from "../storage/tables.ts";

/** A run's log from its first entry on, a page at a time: no more of it is in memory at once. */
export function* wholeLog(tables: Pick<Tables, "log">, run: string): Generator<LogEntry> {
  let after = 0;
  for (;;) {
    const page = tables.log(run, after, PAGE, PAGE_SIZE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}
