import { setTimeout as delay } from "node:timers/promises";

interface Process {
  exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export interface Supervised<P extends Process> {
  readonly current: P;
  /** Signals the process; a death of this kind is no reason to wait with the next launch. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the process that follows the present one is ready. */
  replaced(): Promise<void>;
  /** Ends the process, first politely, and lets none follow. */
  stop(): Promise<void>;
}

export interface Supervision<P extends Process> {
  /** Resolves with a process that is ready. */
  launch: () => Promise<P>;
  /** Hears why a launch after the first one failed; it is tried again. */
  onFailure: (error: unknown) => void;
}

const YOUNG_MS = 1_000;
const GRACE_MS = 1_000;

/**
 * Keeps one process up: when it ends another is launched, at once the first time and after growing pauses when
 * they die young. Rejects when the first launch does.
 */
export async function supervise<P extends Process>(supervision: Supervision<P>): Promise<Supervised<P>> {
  let current = await supervision.launch();
  let next = Promise.withResolvers<void>();
  const stopping = new AbortController();
  let wanted = false;

  const watch = async () => {
    for (let deaths = 0; ; ) {
      const since = performance.now();
      await current.exited;
      deaths = performance.now() - since < YOUNG_MS && !wanted ? deaths + 1 : 1;
      wanted = false;
      const successor = await succeed(supervision, deaths, stopping.signal);
      if (successor === null) return;
      current = successor;
      next.resolve();
      next = Promise.withResolvers();
    }
  };
  const watched = watch();

  return {
    get current() {
      return current;
    },
    kill: (signal) => {
      wanted = true;
      current.kill(signal);
    },
    replaced: () => next.promise,
    stop: async () => {
      stopping.abort();
      await end(current);
      await watched;
    },
  };
}

/** Tries until a process is ready; null once we are stopping. */
async function succeed<P extends Process>(
  { launch, onFailure }: Supervision<P>,
  deaths: number,
  stopping: AbortSignal,
): Promise<P | null> {
  for (let failures = deaths; !stopping.aborted; failures++) {
    await delay(pauseMs(failures), undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return null;
    try {
      const process = await launch();
      if (!stopping.aborted) return process;
      await end(process);
    } catch (error) {
      onFailure(error);
    }
  }
  return null;
}

/** No pause after the first death, so that a killed process is back at once. */
function pauseMs(deaths: number): number {
  return deaths < 2 ? 0 : Math.min(5_000, 50 * 2 ** deaths);
}

async function end(process: Process): Promise<void> {
  process.kill("SIGTERM");
  const tooLong = setTimeout(() => process.kill("SIGKILL"), GRACE_MS);
  await process.exited;
  clearTimeout(tooLong);
}
