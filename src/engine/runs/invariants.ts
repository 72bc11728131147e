// E2, looked at from outside: what goes on will be looked at again, and what it waits for can come. Reads only.

import type { Violation } from "#domain/executions/engine.ts";
import type { NodeExecution } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { Errand } from "../storage/errand-table.ts";
import type { Reviews } from "../storage/review-table.ts";
import type { Signals } from "../storage/signal-table.ts";
import type { RunRow, Tables } from "../storage/tables.ts";
import type { Places } from "./places.ts";
import type { Run, Wait } from "./run.ts";
import { dueOfWait } from "./waits.ts";

export interface Inspected {
  tables: Tables;
  reviews: Reviews;
  signals: Signals;
  places: Places;
  find(id: string): Run | null;
  /** When the object's alarm fires, ms since the epoch; null when none is armed. */
  alarm: number | null;
}

/** An alarm may fire this much later than what is due, ms. */
const SLACK_MS = 1000;

/** What is wrong with the runs of an object that go on, or that Postgres does not show yet. */
export function checkInvariants(object: Inspected): { checked: number; violations: Violation[] } {
  const rows = object.tables.unsettled();
  const living = rows.flatMap(({ id, ended }) => (ended === null ? (object.find(id) ?? []) : []));
  const errands = object.tables.errands.all();
  const violations = [
    ...rows.flatMap((row) => alarmProblems(row, object.alarm).map(of(row.id))),
    ...rows.flatMap((row) => runProblems(object, row, errands).map(of(row.id))),
    ...placeProblems(object, living),
  ];
  return { checked: rows.length, violations };
}

const of =
  (executionId: string) =>
  (message: string): Violation => ({ executionId, rule: "E2", message });

type Row = Pick<RunRow, "id" | "due" | "ended">;

function alarmProblems({ due, ended }: Row, alarm: number | null): string[] {
  if (ended === null && due === null) return ["It goes on and nothing is due for it"];
  if (alarm === null) return ["Its object has no armed alarm"];
  const isLate = ended === null && due !== null && alarm > due + SLACK_MS;
  return isLate ? [`It is due at ${due}, the alarm is armed for ${alarm}`] : [];
}

function runProblems(object: Inspected, { id, due, ended }: Row, errands: readonly Errand[]): string[] {
  if (ended !== null) return [];
  const run = object.find(id);
  if (run === null) return ["It goes on and cannot be read"];
  return [
    ...[...run.execution.live.values()].flatMap((live) => stateProblems(run, live)),
    ...[...run.waits].flatMap(([node, wait]) => waitProblems(object, run, node, wait, due, errands)),
    ...parentProblems(object, run, errands),
  ];
}

function stateProblems(run: Run, { id, state }: NodeExecution): string[] {
  if (state === "RUNNING" && !run.leases.has(id)) return [`Node execution ${id} runs without a lease`];
  const waits = state === "WAITING" || state === "REVIEW";
  return waits && !run.waits.has(id) ? [`Node execution ${id} waits for nothing`] : [];
}

function waitProblems(
  object: Inspected,
  run: Run,
  node: string,
  wait: Wait,
  due: number | null,
  errands: readonly Errand[],
): string[] {
  const { suspension, of: awaited } = wait;
  const until = dueOfWait(wait);
  const problems: string[] = [];
  if (due !== null && until < due)
    problems.push(`Node execution ${node} waits until ${until}, the run is due only at ${due}`);
  if (suspension.type === "review" && object.reviews.get(awaited ?? "")?.status !== "WAITING")
    problems.push(`Node execution ${node} waits for a review that nobody can decide`);
  if (suspension.type === "event" && !hears(object.signals, suspension.name, run.id, node))
    problems.push(`Node execution ${node} waits for the event ${suspension.name}, and does not hear it`);
  if (suspension.type === "child" && !isCared(object, run.id, node, awaited, errands))
    problems.push(`Node execution ${node} waits for a child that nothing will start or tell of`);
  return problems;
}

const hears = (signals: Signals, name: string, run: string, node: string): boolean =>
  signals.ears(name).some((ear) => ear.executionId === run && ear.nodeExecutionId === node);

/** A child goes on, or what it still takes to start it or to tell of its end is on record. */
function isCared(
  object: Inspected,
  run: string,
  node: string,
  child: string | null,
  errands: readonly Errand[],
): boolean {
  const status = child === null ? undefined : object.find(child)?.execution.status;
  if (status !== undefined && !isFinal(status)) return true;
  const wanted = status === undefined ? "start" : "tell";
  return errands.some((errand) => errand.type === wanted && errand.run === run && errand.of === node);
}

/** A child whose parent does not wait for it is about to be stopped. */
function parentProblems(object: Inspected, { id, facts }: Run, errands: readonly Errand[]): string[] {
  if (facts.parent === undefined) return [];
  const parent = object.find(facts.parent.executionId);
  const isWanted =
    parent?.waits.get(facts.parent.nodeExecution)?.of === id || parent?.spawned.has(id) === true;
  const isLive = parent !== null && !isFinal(parent.execution.status);
  if (isLive && isWanted) return [];
  const isStopped = errands.some(({ type, run }) => type === "stop" && run === id);
  return isStopped ? [] : [`Its parent ${facts.parent.executionId} does not wait for it`];
}

function placeProblems({ places, find }: Inspected, living: readonly Run[]): Violation[] {
  const roots = living.filter(({ facts }) => facts.parent === undefined);
  const own = new Set(roots.flatMap(({ id, queued }) => (queued === null ? [id] : [])));
  const held = new Set(places.holders());
  const next = places.next();
  const isGiven = next === null || find(next)?.queued?.isNext === true;
  return [
    ...[...own].filter((id) => !held.has(id)).map((id) => of(id)("It runs without a place")),
    ...[...held].filter((id) => !own.has(id)).map((id) => of(id)("It has a place and does not run")),
    ...(isGiven ? [] : [of(next)("It waits for a place although there is one")]),
  ];
}
