import { DatabaseError, type PoolClient } from "pg";
import { ConnectionWasCut, pipeline, type Result, type Statement, statementCache } from "./pipeline.ts";
import type { Upstream } from "./upstream.ts";

export interface Work {
  statements: Statement[];
  /** The statement that opens a batch's transaction; null for a single statement. */
  begin: string | null;
}

const CANCEL_MS = 2_000;
const MAX_ATTEMPTS = 5;

// After these the session is no longer as the next request expects to find it.
const SESSION_COMMANDS = new Set([
  "SET",
  "RESET",
  "LISTEN",
  "PREPARE",
  "DEALLOCATE",
  "DISCARD",
  "DECLARE",
  "LOAD",
]);

/** Runs a request on a pooled connection; an aborted signal cancels it in the server. */
export async function runRequest(upstream: Upstream, work: Work, signal: AbortSignal): Promise<Result[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runPooled(upstream, work, signal);
    } catch (error) {
      // The pool learns of a cut only when it reads from the socket, so it may give out several.
      if (!(error instanceof ConnectionWasCut)) throw error;
      if (attempt === MAX_ATTEMPTS) throw error.cause;
    }
  }
}

async function runPooled(upstream: Upstream, work: Work, signal: AbortSignal): Promise<Result[]> {
  const client = await upstream.pool.connect();
  const stopWatching = cancelOnAbort(upstream, client, signal);
  let reusable = false;
  try {
    signal.throwIfAborted();
    const results = await runFresh(client, work);
    reusable = !results.some(({ command }) => SESSION_COMMANDS.has(command));
    return results;
  } catch (error) {
    reusable = error instanceof DatabaseError && error.severity === "ERROR";
    throw error;
  } finally {
    stopWatching();
    // A cancellation may still be on its way to this backend.
    const keep = reusable && !signal.aborted && client.getTransactionStatus() === "I";
    client.release(!keep);
  }
}

/** Once more with new statements when the server refuses the prepared ones; what came before is rolled back. */
async function runFresh(client: PoolClient, work: Work): Promise<Result[]> {
  try {
    return await runOnce(client, work);
  } catch (error) {
    if (!isStale(error)) throw error;
    statementCache(client).clear();
    return await runOnce(client, work);
  }
}

async function runOnce(client: PoolClient, { statements, begin }: Work): Promise<Result[]> {
  if (begin === null) return await pipeline(client, statements);
  try {
    const results = await pipeline(client, [command(begin), ...statements, command("COMMIT")]);
    return results.slice(1, -1);
  } catch (error) {
    await pipeline(client, [command("ROLLBACK")]).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

/** A changed result type after DDL, or a statement that is gone after DISCARD or behind another pooler. */
function isStale(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return false;
  return error.routine === "RevalidateCachedQuery" || error.code === "26000";
}

function cancelOnAbort(upstream: Upstream, client: PoolClient, signal: AbortSignal): () => void {
  let giveUp: NodeJS.Timeout | undefined;
  const onAbort = () => {
    giveUp = setTimeout(() => client.connection.stream.destroy(), CANCEL_MS);
    upstream.cancel(processId(client)).catch(() => {}); // then the timer ends it
  };
  signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(giveUp);
  };
}

/** `pg` sets it at connect, its types leave it out. */
function processId(client: PoolClient): number {
  return Number(Reflect.get(client, "processID"));
}

function command(sql: string): Statement {
  return { sql, values: [] };
}
