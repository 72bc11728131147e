import type { LogStretch } from "#domain/executions/engine.ts";
import { eventText } from "#domain/executions/events.ts";
import { isFinal } from "#kernel/log.ts";
import type { Run } from "./run.ts";
import { PAGE_SIZE } from "./size.ts";
import type { Subscribers } from "./subscribers.ts";
import type { Tables } from "./tables.ts";

interface FollowDeps {
  tables: Tables;
  subscribers: Subscribers;
  find(id: string): Run | null;
  /** Resolves when everything read from the tables is on disk. */
  durable(): Promise<void>;
}

const BATCH = 500;
const KEEP_ALIVE_MS = 15_000;

/** Log entries after a cursor; waits for one if there is none yet. Null when this object does not hold the run. */
export async function readLog(
  deps: FollowDeps,
  id: string,
  after: number,
  waitMs: number,
): Promise<LogStretch | null> {
  const run = deps.find(id);
  if (run === null) return null;
  let entries = deps.tables.log(id, after, BATCH, PAGE_SIZE);
  if (entries.length === 0 && waitMs > 0 && !isFinal(run.execution.status)) {
    await news(deps, id, waitMs);
    entries = deps.tables.log(id, after, BATCH, PAGE_SIZE);
  }
  const now = deps.find(id)?.execution;
  const final = now !== undefined && isFinal(now.status) && (entries.at(-1)?.seq ?? after) >= now.seq;
  await deps.durable();
  return { entries, final };
}

/** The log as server-sent events, read from its rows at the pace of who listens: nothing is buffered, nothing lost. */
export function streamLog(
  deps: FollowDeps,
  id: string,
  after: number,
  credential: string | null = null,
): Response | null {
  if (deps.find(id) === null) return null;
  const encoder = new TextEncoder();
  let cursor = after;
  let isCut = false;
  let forget = () => {};
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (credential === null) return;
      forget = deps.subscribers.streaming(credential, () => {
        isCut = true;
        controller.close();
      });
    },
    cancel: () => forget(),
    pull: async (controller) => {
      const stretch = await readLog(deps, id, cursor, KEEP_ALIVE_MS).catch((error: unknown) => {
        forget();
        throw error;
      });
      if (isCut) return;
      const last = stretch?.entries.at(-1);
      if (last !== undefined) cursor = last.seq;
      const events = (stretch?.entries ?? []).map(
        (entry) => `id: ${entry.seq}\nevent: ${entry.type}\ndata: ${eventText(id, entry)}\n\n`,
      );
      controller.enqueue(encoder.encode(events.length > 0 ? events.join("") : ": still here\n\n"));
      if (stretch !== null && !stretch.final) return;
      forget();
      controller.close();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

/** Resolves when the run's log grows, or after `ms`. */
function news(deps: FollowDeps, id: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(over, ms);
    const stop = deps.subscribers.listen(id, over);
  });
}
