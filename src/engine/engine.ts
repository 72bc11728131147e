import type { Engine, KeptNode, Present, StartRun } from "#domain/executions/engine.ts";
import { LARGE_RUN } from "#domain/executions/large-run.ts";
import { termsOf } from "#domain/executions/put-on-record.ts";
import type { Review, ReviewFilter } from "#domain/reviews/review.ts";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import type { Clock } from "#lib/clock.ts";
import { sha256Hex } from "#lib/crypto.ts";
import { CREDENTIAL, type Holder, holderOf } from "./holder.ts";
import type { Wake } from "./messages.ts";
import { PAGE_SIZE } from "./size.ts";
import { runAlone } from "./steps/run-block.ts";
import { work } from "./steps/work.ts";
import { sizeOfEntry } from "./storage/entry-values.ts";
import { makeWorld, type WorldConfig } from "./world/world.ts";

export interface EngineConfig {
  objects: DurableObjectNamespace;
  world: WorldConfig;
  now: Clock;
}

/** The domain's port, and the door of the queue. */
export interface RunningEngine extends Engine {
  /** Serves one queue message: runs what its run has ready. */
  work(wake: Wake): Promise<{ steps: number }>;
}

export function makeEngine({ objects, world, now }: EngineConfig): RunningEngine {
  const holder = (ref: { userId: string }) => holderOf(objects, ref);
  return {
    start: async (start: StartRun) => {
      const { plan, agents = {}, kept = [], tags: _, mustBeActive: __, ...run } = start;
      const texts = await Promise.all(
        Object.entries(agents).map(async ([graph, agent]) => [graph, await planText(agent)] as const),
      );
      const [first = [], ...others] = inCalls(kept);
      for (const nodes of others) await holder(run).keep(run.executionId, nodes);
      const keptBefore = kept.length - first.length;
      const rest = { agents: Object.fromEntries(texts), kept: first, keptBefore };
      return holder(run).begin({ ...run, ...(await planText(plan)), ...rest }, termsOf(start));
    },
    setConcurrency: (userId, saved) => holder({ userId }).setConcurrency(saved),
    runBlock: (run) => runAlone({ world: makeWorld(world), now }, run),
    stop: (ref) => holder(ref).stop(ref.executionId),
    inspect: (ref) => inspect(holder(ref), ref.executionId),
    glance: (ref) => holder(ref).glance(ref.executionId),
    unrecorded: (ref) => holder(ref).unrecorded(ref.executionId),
    deadLetters: (userId, limit, offset) => holder({ userId }).deadLetters(limit, offset),
    deadLetter: (userId, id) => holder({ userId }).deadLetter(id),
    dropDeadLetter: (userId, id) => holder({ userId }).dropDeadLetter(id),
    living: (userId, status) => holder({ userId }).living(status),
    plan: async (ref) => {
      const text = await holder(ref).plan(ref.executionId);
      return text === null ? null : (JSON.parse(text) as Plan);
    },
    plans: async (ref) => {
      const texts = await holder(ref).plans(ref.executionId);
      if (texts === null) return null;
      const agents = Object.entries(texts.agents).map(([graph, text]) => [graph, JSON.parse(text) as Plan]);
      return { plan: JSON.parse(texts.plan) as Plan, agents: Object.fromEntries(agents) };
    },
    invariants: (userId) => holder({ userId }).invariants(),
    reviews: (userId, filter) => reviewsOf(holder({ userId }), filter),
    review: (userId, id) => holder({ userId }).review(id),
    decide: (userId, id, decision) => holder({ userId }).decide(id, decision),
    signal: (userId, event) => holder({ userId }).signal(event),
    log: (ref, { after, nodes = true }, waitMs) => holder(ref).log(ref.executionId, after, waitMs, nodes),
    stream: async (ref, { after, nodes = true }, credential) => {
      const query = `execution=${ref.executionId}&after=${after}&nodes=${nodes}`;
      const response = await holder(ref).fetch(`https://object/events?${query}`, {
        headers: shown(credential),
      });
      return response.status === 404 ? null : response;
    },
    connect: (userId, protocol, credential) =>
      holder({ userId }).fetch("https://object/socket", {
        headers: {
          Upgrade: "websocket",
          ...shown(credential),
          ...(protocol === null ? {} : { "Sec-WebSocket-Protocol": protocol }),
        },
      }),
    sever: (userId, credential) => holder({ userId }).sever(credential),
    work: (wake) => work({ object: () => holder(wake), world: makeWorld(world), now }, wake),
  };
}

/** What a run keeps, in as many pieces as calls can carry: the first beside the run's plans and inputs. */
function inCalls(kept: readonly KeptNode[]): KeptNode[][] {
  const calls: KeptNode[][] = [[]];
  let left = PAGE_SIZE / 2;
  for (const node of kept) {
    const size = JSON.stringify(node).length;
    if (size > left) {
      calls.push([]);
      left = PAGE_SIZE;
    }
    calls.at(-1)?.push(node);
    left -= size;
  }
  return calls;
}

/** Asks until it has all of the page: one call carries so much. A review that is new meanwhile moves the others along. */
async function reviewsOf(
  holder: Pick<Holder, "reviews">,
  { limit, offset, ...filter }: ReviewFilter,
): Promise<{ reviews: Review[]; total: number }> {
  const known = new Map<string, Review>();
  for (;;) {
    const asked = { ...filter, limit: limit - known.size, offset: offset + known.size };
    const { reviews, total } = await holder.reviews(asked);
    const before = known.size;
    for (const review of reviews) known.set(review.id, review);
    if (known.size === before || known.size >= limit) return { reviews: [...known.values()], total };
  }
}

/**
 * Reads page by page what one answer could not carry, of a large run without its values. The log only grows, so what was
 * read stays true.
 */
async function inspect(holder: Holder, id: string): Promise<Present | null> {
  const history = emptyHistory();
  let size = 0;
  for (;;) {
    const page = await holder.page(id, history.seq);
    if (page === null) return null;
    read(history, page.entries);
    // One page alone is not counted: it is not much larger.
    if (size > 0 || !page.isLast) size += sizeOf(page.entries);
    const valuesOmitted = size > LARGE_RUN;
    if (valuesOmitted) leaveOutValues(history);
    const { isLast, queued, waiting = {} } = page;
    if (isLast) return { ...history, queued, waiting, valuesOmitted };
  }
}

const sizeOf = (entries: readonly LogEntry[]): number =>
  entries.reduce((size, entry) => size + sizeOfEntry(entry), 0);

function leaveOutValues(history: History): void {
  history.outputs = {};
  for (const node of history.nodes.values()) Object.assign(node, { input: {}, output: {} });
}

const shown = (credential: string | null): Record<string, string> =>
  credential === null ? {} : { [CREDENTIAL]: credential };

const texts = new WeakMap<Plan, Promise<{ planKey: string; planText: string }>>();

/** A plan travels as text under a name made from it, so that an object parses it once. */
function planText(plan: Plan): Promise<{ planKey: string; planText: string }> {
  let known = texts.get(plan);
  if (known === undefined) {
    const text = JSON.stringify(plan);
    known = sha256Hex(text).then((hash) => ({ planKey: hash.slice(0, 32), planText: text }));
    texts.set(plan, known);
  }
  return known;
}
