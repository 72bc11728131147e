// Runs an ended run again from its log: what came from outside is taken from it, what the kernel and pure blocks make of
// that is made anew, and must be what the log says. The order in which things came in is the log's, so nothing is free.

import { performWith } from "#engine/runs/perform.ts";
import { type Event, type Execution, queued, type Step } from "#kernel/execution.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { step } from "#kernel/step.ts";
import { equalJson } from "#lib/equal.ts";
import type { JsonObject } from "#lib/json.ts";
import { ending, keptIn, recordedReport, sharedBudgets, timeZoneIn } from "./recorded.ts";

/** The first place where the two logs part; null where one of them has ended. */
export interface Difference {
  seq: number;
  recorded: LogEntry | null;
  replayed: LogEntry | null;
}

/** Null when the replay's log is the recorded one but for times. */
export function replay(plan: Plan, log: readonly LogEntry[]): Difference | null {
  const kept = keptIn(log);
  const timeZone = timeZoneIn(log);
  let execution = queued;
  for (let position = 0; position < log.length; ) {
    const { next, made, recorded, agreed } = follow({ plan, execution, log, position, kept, timeZone });
    if (made.length === 0 || agreed < made.length) {
      const [first = log[position] ?? null, other = null] = [recorded[agreed], made[agreed]];
      return { seq: position + agreed + 1, recorded: first, replayed: other };
    }
    execution = next;
    position += made.length;
  }
  return isFinal(execution.status) ? null : { seq: log.length + 1, recorded: null, replayed: null };
}

interface Moment {
  plan: Plan;
  execution: Execution;
  log: readonly LogEntry[];
  /** Index of the entry that the next event must begin with. */
  position: number;
  /** Ids of node executions that an earlier run did. */
  kept: ReadonlySet<string>;
  /** The user's, if it was known. */
  timeZone: string | undefined;
}

interface Followed {
  next: Execution;
  made: readonly LogEntry[];
  /** What the log has there. */
  recorded: readonly LogEntry[];
  /** How many of the entries are the same. */
  agreed: number;
}

/** Applies the event that the log tells of here. Of outputs that came in several reports, as many as came at once. */
function follow(moment: Moment): Followed {
  let best: Followed = { next: moment.execution, made: [], recorded: [], agreed: 0 };
  for (const event of eventsAt(moment)) {
    const whole = compared(moment, step(moment.plan, moment.execution, event));
    const part = whole.agreed < whole.made.length ? upTo(event, whole) : null;
    const followed = part === null ? whole : compared(moment, step(moment.plan, moment.execution, part));
    if (followed.made.length > 0 && followed.agreed === followed.made.length) return followed;
    if (whole.agreed >= best.agreed) best = whole;
    const shared = followShared(moment, event, whole);
    if (shared !== null) return shared;
  }
  return best;
}

/** The same where runs of its family held what this one needed. */
function followShared(moment: Moment, event: Event, { next: { used } }: Followed): Followed | null {
  const { plan, execution, log } = moment;
  const { nodeExecutions: before } = execution.used;
  for (const shared of sharedBudgets(log, before, used.nodeExecutions)) {
    const limits = { ...plan.limits, ...shared };
    const followed = compared(moment, step({ ...plan, limits }, execution, event));
    const isTold = followed.made.length > 0 && followed.agreed === followed.made.length;
    if (isTold && isFinal(followed.next.status)) return followed;
  }
  return null;
}

function compared({ log, position }: Moment, { next, log: entries }: Step): Followed {
  const made = inOrder(entries);
  const recorded = inOrder(log.slice(position, position + made.length));
  const parted = made.findIndex((entry, index) => !isSame(entry, recorded[index]));
  return { next, made, recorded, agreed: parted < 0 ? made.length : parted };
}

/** What never began is named at the end of a run, all at once: in any order, so here it is in one. */
function inOrder(entries: readonly LogEntry[]): LogEntry[] {
  const incomplete = entries.filter(({ type }) => type === "node.incomplete");
  incomplete.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return entries.map((entry) => {
    const next = entry.type === "node.incomplete" ? incomplete.shift() : undefined;
    return next === undefined ? entry : { ...next, seq: entry.seq };
  });
}

const nameOf = (entry: LogEntry): string =>
  "ordinal" in entry ? `${entry.node_id}#${entry.ordinal}` : entry.type;

function isSame(made: LogEntry, recorded: LogEntry | undefined): boolean {
  return recorded !== undefined && equalJson(timeless(asTold(made, recorded)), timeless(recorded));
}

/** Logs of once do not tell by which budget of its family a run ended. */
function asTold(made: LogEntry, recorded: LogEntry): LogEntry {
  if (made.type !== "execution.failed" || recorded.type !== "execution.failed") return made;
  const { shared, ...error } = made.error;
  return shared === undefined || recorded.error.shared !== undefined ? made : { ...made, error };
}

/** Without its time, and without the mark that the engine adds. */
function timeless(entry: LogEntry): JsonObject {
  const { at: _, kept: __, ...rest } = toJson(entry);
  return rest;
}

/** A log entry is JSON in its making; only its interface hides that from the compiler. */
const toJson = (entry: LogEntry): JsonObject => entry as unknown as JsonObject;

/** The part of a report that was agreed on; null when there is none. */
function upTo(event: Event, { made, agreed }: Followed): Event | null {
  if (event.type !== "report") return null;
  const agreedOn = made.slice(0, agreed).filter((entry) => nameOf(entry) === event.id);
  const reported = agreedOn.filter(({ type }) => type === "node.output").length;
  const isCharged = agreedOn.some(({ type }) => type === "node.charged");
  if (reported === 0 && !isCharged) return null;
  const { end: _, spent, ...rest } = event;
  const outputs = event.outputs.slice(0, reported);
  return { ...rest, outputs, ...(isCharged && spent !== undefined && { spent }) };
}

/** What may have happened where the log is now, the likeliest first. */
function eventsAt(moment: Moment): Event[] {
  const entry = moment.log[moment.position];
  if (entry === undefined) return [];
  const { at } = entry;
  const id = nameOf(entry);
  switch (entry.type) {
    case "execution.started":
      return [{ type: "start", at, inputs: entry.inputs, ...zoned(moment) }];
    case "node.started":
      return [{ type: "claim", at, id }];
    case "node.waiting": {
      const { waits_for: waitsFor, waits_on: on, until } = entry;
      return [{ type: "suspend", at, id, waitsFor, ...(on !== undefined && { on }), until }];
    }
    case "node.approved":
      return [{ type: "release", at, id, input: entry.input }];
    case "node.refused":
      return [{ type: "report", at, id, attempt: entry.attempt, from: 0, outputs: [] }];
    case "node.output":
    case "node.charged":
    case "node.completed":
    case "node.failed":
    case "node.retried":
      return reports(moment, id, at);
    case "node.incomplete":
    case "execution.failed":
      return ending(moment.log, at);
    default:
      return [];
  }
}

function reports(moment: Moment, id: string, at: number): Event[] {
  const { plan, execution, log, position, kept } = moment;
  const live = execution.live.get(id);
  const node = live === undefined ? undefined : plan.nodes[live.node];
  if (live === undefined || node === undefined) return [];
  const recorded = recordedReport(log, position, live);
  if (!node.pure || kept.has(id)) return recorded;
  let isRandom = false;
  const random = () => {
    isRandom = true;
    return Math.random();
  };
  const perform = performWith({ random, ...zoned(moment) });
  const { attempt, input } = live;
  const anew: Event = { type: "report", at, id, attempt, from: 0, ...perform(node, input, at, id) };
  return isRandom ? recorded : [anew];
}

const zoned = ({ timeZone }: Moment): { timeZone?: string } => (timeZone === undefined ? {} : { timeZone });
