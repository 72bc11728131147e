import { type NeonQueryFunction, neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import { unavailable } from "#lib/errors.ts";

export type Db = NeonHttpDatabase & { $client: NeonQueryFunction<true, true> };

const ANSWER_WITHIN_MS = 8000;

const clients = new Map<string, Db>();

/**
 * Postgres over Neon's HTTP transport: one round trip a statement or batch, nothing held between requests, so that all
 * of an isolate share the client of a database.
 */
export function connectDb(url: string, localBridge?: string): Db {
  neonConfig.fetchFunction = fetchOrUnavailable;
  if (localBridge !== undefined) neonConfig.fetchEndpoint = `${localBridge}/sql`;
  const db = clients.get(url) ?? openDb(url);
  clients.set(url, db);
  return db;
}

const openDb = (url: string): Db =>
  drizzle({ client: neon(url, { arrayMode: true, fullResults: true }), casing: "snake_case" });

/** What the driver reads of an answer: a body that was read already need not become a stream again. */
interface Answer extends Pick<Response, "ok" | "status"> {
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** Tells an outage (nothing answers, or the answer is that nobody is there) from a statement that was refused. */
async function fetchOrUnavailable(url: string, init: RequestInit): Promise<Answer> {
  // Not AbortSignal.timeout: its timer goes on after the answer, and keeps a Durable Object awake meanwhile.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, { ...init, signal: limit.signal });
    const text = await response.text();
    const { ok, status } = response;
    if (status < 500 && (ok || !isOutage(text))) {
      return { ok, status, text: async () => text, json: async () => JSON.parse(text) };
    }
    throw new Error(text);
  } catch (error) {
    throw unavailable("The database", error);
  } finally {
    clearTimeout(timer);
  }
}

// SQLSTATE: connection exceptions (08), too many connections (53300), shutting down or starting up (57P01 to 57P03).
const OUTAGE = /^(08...|53300|57P0[123])$/;

function isOutage(text: string): boolean {
  try {
    const { code }: { code?: unknown } = JSON.parse(text);
    return typeof code === "string" && OUTAGE.test(code);
  } catch {
    return false;
  }
}
