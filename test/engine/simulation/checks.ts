import { readLog, streamLog } from "#engine/follow/follow.ts";
import { viewOf } from "#engine/postgres/projection.ts";
import type { Run } from "#engine/runs/run.ts";
import { emptyHistory, type History, type NodeRecord, read } from "#kernel/history.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Played } from "./simulate.ts";
import { runId, type World } from "./world.ts";

/** What must hold of every run, whatever went wrong; answers what does not. */
export async function problemsOf(played: Played): Promise<string[]> {
  const problems = [...played.world.problems, ...played.world.object.violations()];
  problems.push(...childProblems(played), ...budgetProblems(played));
  for (const [index, log] of played.logs.entries()) {
    const id = runId(index);
    const history = played.histories[index];
    if (history === undefined) throw new Error("A run has no history");
    problems.push(...logProblems(id, log), ...rowProblems(played, id, log));
    // Who follows what never ends waits for ever.
    if (isFinal(history.status)) problems.push(...(await followProblems(played, id, log)));
    else problems.push(`E2: ${id} is ${history.status} at the end of time`);
  }
  return problems;
}

/** E4: numbered 1 to N without gap, one end, and nothing after it. */
function logProblems(id: string, log: readonly LogEntry[]): string[] {
  const problems: string[] = [];
  if (log.some(({ seq }, index) => seq !== index + 1)) problems.push(`E4: the log of ${id} is not 1 to N`);
  const ends = log.filter(({ type }) => type === "execution.completed" || type === "execution.failed");
  if (ends.length !== 1 || log.at(-1) !== ends[0]) problems.push(`K5: ${id} ends ${ends.length} times`);
  return problems;
}

/** Children have ended as whole as their parents, and are shown. */
function childProblems(played: Played): string[] {
  const { world } = played;
  const own = new Set(world.runs);
  return world
    .everyRun()
    .filter((id) => !own.has(id))
    .flatMap((id) => {
      const log = world.object.tables.log(id, 0, Number.POSITIVE_INFINITY);
      return [...logProblems(id, log), ...rowProblems(played, id, log)];
    });
}

/** K16: a run and all below it never began more than its budget; so much each began is in its last state. */
function budgetProblems({ world }: Played): string[] {
  const begun = new Map<string, number>();
  for (const id of world.everyRun()) {
    const run = world.object.readAnew(id);
    for (let above = run; above !== null; above = parentOf(world, above))
      begun.set(above.id, (begun.get(above.id) ?? 0) + (run?.execution.used.began ?? 0));
  }
  return [...begun].flatMap(([id, count]) => {
    const limit = world.object.readAnew(id)?.plan.limits.nodeExecutions ?? 0;
    return count > limit ? [`K16: ${id} and its children began ${count} of ${limit} node executions`] : [];
  });
}

const parentOf = ({ object }: World, { facts }: Run): Run | null =>
  facts.parent === undefined ? null : object.readAnew(facts.parent.executionId);

/** E6: the rows are what the log says. */
function rowProblems({ world }: Played, id: string, log: readonly LogEntry[]): string[] {
  const problems: string[] = [];
  const run = world.object.executor.find(id);
  if (run === null) return [`E1: ${id} is lost`];
  const { row } = viewOf(run, read(emptyHistory(), log));
  if (text(world.rows.whole(id)) !== text(row)) problems.push(`E6: the row of ${id} is stale`);
  return problems;
}

/** E4: who is cut after any k and comes back gets exactly what is missing, on every transport. */
async function followProblems({ world }: Played, id: string, log: readonly LogEntry[]): Promise<string[]> {
  const problems: string[] = [];
  const heard = world.heard.get(id);
  if (heard !== undefined && text(heard) !== text(log))
    problems.push(`E4: the follower of ${id} heard another log`);
  const every = Math.max(1, Math.floor(log.length / 40));
  for (let after = 0; after <= log.length; after += every) {
    if (seqs((await readFrom(world, id, after)) ?? []) !== seqs(log.slice(after)))
      problems.push(`E4: after ${after} of ${id} something else follows`);
  }
  const cut = Math.floor(log.length / 2);
  const stream = await streamLog(world.following(), id, { after: cut })?.text();
  const ids = [...(stream ?? "").matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
  if (ids.join() !== seqs(log.slice(cut))) problems.push(`E4: the stream of ${id} after ${cut} is another`);
  return problems;
}

/** All that follows a cursor; null when no end comes of it. */
async function readFrom(world: World, id: string, after: number): Promise<LogEntry[] | null> {
  const heard: LogEntry[] = [];
  for (;;) {
    const stretch = await readLog(world.following(), id, { after: after + heard.length }, 0);
    heard.push(...(stretch?.entries ?? []));
    if (stretch?.final === true) return heard;
    if (stretch === null || stretch.entries.length === 0) return null;
  }
}

/** What a run comes to: for graphs whose outputs do not depend on who is first, whatever went wrong. */
export function comesTo(history: History): JsonObject {
  const nodes = [...history.nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    status: history.status,
    outputs: history.outputs,
    nodes: Object.fromEntries(nodes.map(([id, record]) => [id, endOf(record)])),
  };
}

const endOf = ({ status, input, output, error }: NodeRecord): JsonObject => ({
  status,
  input,
  output,
  error,
});

const seqs = (entries: readonly LogEntry[]): string => entries.map(({ seq }) => seq).join();

const text = (value: unknown): string => JSON.stringify(value);
