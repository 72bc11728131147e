// Who may run: so many runs of a user, and so many of a graph, at once; the others wait in line. What has a place and
// what waits is read off the runs themselves, so no place can be lost or used twice. Decisions only, no I/O.

import type { Concurrency, QueuedState } from "#domain/executions/engine.ts";
import { isFinal, type Status } from "#kernel/log.ts";
import type { SavedCap } from "../storage/cap-table.ts";

/** A run that is not part of another, as far as places are concerned. */
export interface Placed {
  id: string;
  graphId: string;
  /** Runs of its graph that there may be with it, as the graph said when it was made, ms since the epoch. */
  cap: number;
  createdAt: number;
  /** Its number in the line; null when it has a place. */
  number: number | null;
  /** It could not begin when it was its turn, and keeps nobody waiting. */
  isAside: boolean;
  /** When it began, ms since the epoch; 0 while it waits. */
  startedAt: number;
}

/** A run, as far as places are concerned. */
export interface PlacedRun {
  readonly id: string;
  readonly facts: { parent?: object; cap?: number; createdAt: number };
  readonly plan: { graphId: string };
  readonly queued: { number: number; asideUntil?: number } | null;
  readonly execution: { status: Status; startedAt: number };
}

/** What a start meets: a run because of which it is left out, or runs that must make room for it. */
export type Meeting = { skippedFor: string } | { replaces: string[] };

interface GraphPlaces {
  running: Map<string, Placed>;
  waiting: Map<string, Placed>;
  /** Runs at once, as was last said by a run, or by settings that were saved: who waits goes by that, too. */
  cap: number;
  /** When that was, ms since the epoch. */
  asOf: number;
}

/** Without a number of its own, a policy other than `allow` is about a single run. */
export const capOf = ({ max, overlap }: Concurrency): number =>
  max ?? (overlap === "allow" ? Number.POSITIVE_INFINITY : 1);

/** A run whose beginning throws so often is ended. */
export const START_TRIES = 5;

export class Places {
  readonly #userRuns: number;
  readonly #graphs = new Map<string, GraphPlaces>();
  #running = 0;
  #last = 0;

  constructor(userRuns: number, runs: readonly Placed[], saved: readonly SavedCap[] = []) {
    this.#userRuns = userRuns;
    for (const run of runs.toSorted(inOrder)) this.#put(run);
    for (const cap of saved) this.limit(cap);
  }

  /** The settings of a graph were saved. */
  limit({ graphId, cap, since }: Pick<SavedCap, "graphId" | "cap" | "since">): void {
    const graph = this.#graph(graphId);
    if (since >= graph.asOf) Object.assign(graph, { cap, asOf: since });
  }

  /** Takes note of what a commit made of a run. */
  follow(run: PlacedRun): void {
    const { id, facts, plan, queued, execution } = run;
    if (facts.parent !== undefined) return;
    const { running, waiting } = this.#graph(plan.graphId);
    const isOver = isFinal(execution.status);
    if (queued === null && running.has(id) && !isOver) return;
    if (queued !== null && waiting.has(id) && !isOver) {
      // In its old turn.
      waiting.set(id, placed(run, plan.graphId, queued));
      return;
    }
    this.#take(id, plan.graphId);
    if (!isOver) this.#put(placed(run, plan.graphId, queued));
    else if (running.size === 0 && waiting.size === 0) this.#graphs.delete(plan.graphId);
  }

  /** A run that could not begin when it was its turn: the next one's turn has come. */
  stepAside(id: string): void {
    for (const { waiting } of this.#graphs.values()) {
      const own = waiting.get(id);
      if (own !== undefined) waiting.set(id, { ...own, isAside: true });
    }
  }

  /** How a graph's policy meets the runs of the graph that are there. */
  meet(graphId: string, concurrency: Concurrency): Meeting {
    const { running, waiting } = this.#graph(graphId);
    const there = [...running.keys(), ...waiting.keys()];
    const tooMany = there.length - capOf(concurrency) + 1;
    const [first] = there;
    if (tooMany <= 0 || first === undefined) return { replaces: [] };
    if (concurrency.overlap === "skip") return { skippedFor: first };
    return { replaces: concurrency.overlap === "replace" ? there.slice(0, tooMany) : [] };
  }

  /** Whether a run may begin at once: nobody who waits could take the place. */
  isFree(run: Pick<Placed, "graphId" | "cap" | "createdAt">): boolean {
    const { running, cap, asOf } = this.#graph(run.graphId);
    return this.#running < this.#userRuns && running.size < (run.createdAt >= asOf ? run.cap : cap);
  }

  /** Runs that have a place. */
  holders(): string[] {
    return [...this.#graphs.values()].flatMap(({ running }) => [...running.keys()]);
  }

  newNumber(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Whose turn it is: the first of the graph that has the fewest runs, of several the one that waits longest. */
  next(): string | null {
    if (this.#running >= this.#userRuns) return null;
    let best: { id: string; running: number; number: number } | null = null;
    for (const { running, waiting, cap } of this.#graphs.values()) {
      const first = firstOf(waiting);
      if (first === undefined || running.size >= cap) continue;
      const turn = { id: first.id, running: running.size, number: first.number ?? 0 };
      const isBefore =
        best === null ||
        turn.running < best.running ||
        (turn.running === best.running && turn.number < best.number);
      if (isBefore) best = turn;
    }
    return best?.id ?? null;
  }

  /** What keeps a run waiting, and how many wait for that before it, itself included; null when it does not wait. */
  whyWaits(id: string, graphId: string): QueuedState | null {
    const { running, waiting, cap } = this.#graph(graphId);
    const own = waiting.get(id);
    if (own === undefined) return null;
    if (own.isAside) return { position: 1, blockedBy: "failed_start", limit: START_TRIES };
    const isBefore = (other: Placed) => (other.number ?? 0) <= (own.number ?? 0);
    if (running.size >= cap) {
      const position = [...waiting.values()].filter(isBefore).length;
      return { position, blockedBy: "graph_limit", limit: cap };
    }
    const everybody = [...this.#graphs.values()].flatMap((graph) => [...graph.waiting.values()]);
    return { position: everybody.filter(isBefore).length, blockedBy: "user_limit", limit: this.#userRuns };
  }

  #put(run: Placed): void {
    const graph = this.#graph(run.graphId);
    const { running, waiting } = graph;
    if (run.createdAt >= graph.asOf) Object.assign(graph, { cap: run.cap, asOf: run.createdAt });
    if (run.number === null) {
      running.set(run.id, run);
      this.#running += 1;
    } else {
      waiting.set(run.id, run);
      this.#last = Math.max(this.#last, run.number);
    }
  }

  #take(id: string, graphId: string): void {
    const { running, waiting } = this.#graph(graphId);
    if (running.delete(id)) this.#running -= 1;
    waiting.delete(id);
  }

  #graph(graphId: string): GraphPlaces {
    let graph = this.#graphs.get(graphId);
    if (graph === undefined) {
      graph = { running: new Map(), waiting: new Map(), cap: Number.POSITIVE_INFINITY, asOf: 0 };
      this.#graphs.set(graphId, graph);
    }
    return graph;
  }
}

function firstOf(waiting: ReadonlyMap<string, Placed>): Placed | undefined {
  for (const run of waiting.values()) if (!run.isAside) return run;
  return undefined;
}

/** In the order in which they came. */
const inOrder = (a: Placed, b: Placed): number =>
  (a.number ?? 0) - (b.number ?? 0) || a.startedAt - b.startedAt;

export const placed = (
  { id, facts, execution }: Pick<PlacedRun, "id" | "facts"> & { execution: { startedAt: number } },
  graphId: string,
  queued: PlacedRun["queued"],
): Placed => ({
  id,
  graphId,
  cap: facts.cap ?? Number.POSITIVE_INFINITY,
  createdAt: facts.createdAt,
  number: queued?.number ?? null,
  isAside: queued?.asideUntil !== undefined,
  startedAt: execution.startedAt,
});
