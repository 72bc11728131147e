import type { LogStretch } from "#domain/executions/engine.ts";
import { eventText, isWanted, type Wish } from "#domain/executions/events.ts";
import { isFinal } from "#kernel/log.ts";
import type { Clock } from "#lib/clock.ts";
import type { Run } from "../runs/run.ts";
import { PAGE_SIZE } from "../size.ts";
import type { Tables } from "../storage/tables.ts";
import type { Subscribers } from "./subscribers.ts";

interface FollowDeps {
  tables: Tables;
  subscribers: Subscribers;
  find(id: string): Run | null;
  /** Resolves when everything read from the tables is on disk. */
  durable(): Promise<void>;
  now: Clock;
}

const BATCH = 500;
const KEEP_ALIVE_MS = 15_000;

/** Log entries as wished; waits for one if there is none yet. Null when this object does not hold the run. */
export async function readLog(
  deps: FollowDeps,
  id: string,
  wish: Wish,
  waitMs: number,
): Promise<LogStretch | null> {
  const stretch = await awaited(deps, id, wish, wish.after, waitMs);
  return stretch && { entries: stretch.entries, final: stretch.final };
}

interface Stretch extends LogStretch {
  /** Up to where the log was read. */
  cursor: number;
}

async function awaited(
  deps: FollowDeps,
  id: string,
  wish: Wish,
  cursor: number,
  waitMs: number,
): Promise<Stretch | null> {
  if (deps.find(id) === null) return null;
  const until = deps.now() + waitMs;
  let stretch = nextStretch(deps, id, wish, cursor);
  for (let left = waitMs; left > 0 && isEmpty(stretch); left = until - deps.now()) {
    await news(deps, id, left);
    stretch = nextStretch(deps, id, wish, stretch.cursor);
  }
  await deps.durable();
  return stretch;
}

const isEmpty = ({ entries, final }: LogStretch): boolean => entries.length === 0 && !final;

/** The first entries from a cursor on of which any is wanted; none when there are none up to the log's end. */
function nextStretch({ tables, find }: FollowDeps, id: string, wish: Wish, from: number): Stretch {
  let cursor = from;
  for (;;) {
    const read = tables.log(id, cursor, BATCH, PAGE_SIZE);
    cursor = read.at(-1)?.seq ?? cursor;
    const entries = read.filter((entry) => isWanted(entry, wish));
    const now = find(id)?.execution;
    const final = now !== undefined && isFinal(now.status) && cursor >= now.seq;
    if (entries.length > 0 || final || read.length === 0) return { entries, final, cursor };
  }
}

/** The log as server-sent events, read from its rows at the pace of who listens: nothing is buffered, nothing lost. */
export function streamLog(
  deps: FollowDeps,
  id: string,
  wish: Wish,
  credential: string | null = null,
): Response | null {
  if (deps.find(id) === null) return null;
  const encoder = new TextEncoder();
  let cursor = wish.after;
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
      const stretch = await awaited(deps, id, wish, cursor, KEEP_ALIVE_MS).catch((error: unknown) => {
        forget();
        throw error;
      });
      if (isCut) return;
      if (stretch !== null) cursor = stretch.cursor;
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
