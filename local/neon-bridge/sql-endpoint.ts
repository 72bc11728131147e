import type { IncomingMessage, ServerResponse } from "node:http";
import { DatabaseError } from "pg";
import * as z from "zod";
import type { Result } from "./pipeline.ts";
import { runRequest, type Work } from "./run-request.ts";
import { type Limits, openUpstream, type Upstream } from "./upstream.ts";

export interface SqlEndpoint {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: object;
}

const MAX_BODY = 64 * 1024 * 1024; // Neon's own limit

const Param = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const Query = z.object({ query: z.string(), params: z.array(Param).default([]) });
const Body = z.union([Query, z.object({ queries: z.array(Query) })]);

const ISOLATION = new Map([
  ["ReadUncommitted", " ISOLATION LEVEL READ UNCOMMITTED"],
  ["ReadCommitted", " ISOLATION LEVEL READ COMMITTED"],
  ["RepeatableRead", " ISOLATION LEVEL REPEATABLE READ"],
  ["Serializable", " ISOLATION LEVEL SERIALIZABLE"],
]);

// The driver copies these, and the message, to its NeonDbError.
const ERROR_FIELDS = [
  ...["severity", "code", "detail", "hint", "position", "internalPosition", "internalQuery", "where"],
  ...["schema", "table", "column", "dataType", "constraint", "file", "line", "routine"],
];

class BadRequest extends Error {}

/** Neon's SQL over HTTP: one statement, or a batch in one transaction, for any server the request names. */
export function sqlEndpoint(limits: Limits): SqlEndpoint {
  const upstreams = new Map<string, Upstream>();
  const upstreamOf = (connectionString: string) => {
    const upstream = upstreams.get(connectionString) ?? openUpstream(connectionString, limits);
    upstreams.set(connectionString, upstream);
    return upstream;
  };
  return {
    handle: async (request, response) => {
      const { status, body } = await answer(request, response, upstreamOf, limits);
      if (response.destroyed) return;
      const text = JSON.stringify(body); // a string goes out in one write with the headers
      const length = Buffer.byteLength(text);
      response.writeHead(status, { "content-type": "application/json", "content-length": length }).end(text);
    },
    close: async () => {
      await Promise.all([...upstreams.values()].map(({ pool }) => pool.end()));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  upstreamOf: (connectionString: string) => Upstream,
  { queryMs }: Limits,
): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), queryMs);
  response.once("close", () => {
    if (!response.writableEnded) stop.abort();
  });
  try {
    const { connectionString, arrayMode } = readHeaders(request);
    const { work, isBatch } = parseWork(await readBody(request), request);
    const results = await runRequest(upstreamOf(connectionString), work, stop.signal);
    const encoded = results.map((result) => encodeResult(result, arrayMode));
    return { status: 200, body: isBatch ? { results: encoded } : (encoded[0] ?? {}) };
  } catch (error) {
    if (stop.signal.aborted) return { status: 504, body: { message: `No answer within ${queryMs} ms` } };
    return failure(error);
  } finally {
    clearTimeout(timer);
  }
}

function readHeaders({ headers }: IncomingMessage): { connectionString: string; arrayMode: boolean } {
  const connectionString = headers["neon-connection-string"];
  if (typeof connectionString !== "string" || !URL.canParse(connectionString)) {
    throw new BadRequest("The header Neon-Connection-String must be a PostgreSQL URL");
  }
  // Version 1 of the driver asks for text always, and parses it.
  if (headers["neon-raw-text-output"] !== "true") {
    throw new BadRequest(
      "The local bridge answers in text only: set the header Neon-Raw-Text-Output to true",
    );
  }
  return { connectionString, arrayMode: headers["neon-array-mode"] === "true" };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new BadRequest(`The request is larger than ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseWork(text: string, { headers }: IncomingMessage): { work: Work; isBatch: boolean } {
  const body = Body.safeParse(parseJson(text));
  if (!body.success)
    throw new BadRequest(`Not a query or a batch of queries: ${z.prettifyError(body.error)}`);
  const isBatch = "queries" in body.data;
  const queries = "queries" in body.data ? body.data.queries : [body.data];
  const statements = queries.map(({ query, params }) => ({
    sql: query,
    values: params.map((value) => (value === null ? null : String(value))),
  }));
  return { work: { statements, begin: isBatch ? beginStatement(headers) : null }, isBatch };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest("The body is not JSON");
  }
}

function beginStatement(headers: IncomingMessage["headers"]): string {
  const level = headers["neon-batch-isolation-level"];
  const isolation = level === undefined ? "" : ISOLATION.get(String(level));
  if (isolation === undefined) throw new BadRequest(`Unknown isolation level ${level}`);
  const readOnly =
    { true: " READ ONLY", false: " READ WRITE" }[String(headers["neon-batch-read-only"])] ?? "";
  const deferrable = headers["neon-batch-deferrable"] === "true" ? " DEFERRABLE" : "";
  return `BEGIN${isolation}${readOnly}${deferrable}`;
}

function encodeResult({ command, rowCount, rows, fields }: Result, arrayMode: boolean): object {
  const shaped = arrayMode
    ? rows
    : rows.map((row) => Object.fromEntries(row.map((value, at) => [fields[at]?.name ?? String(at), value])));
  return { command, rowCount, rows: shaped, fields, rowAsArray: arrayMode };
}

/** 400 carries what PostgreSQL said; the driver makes of any other status a "Server error". */
function failure(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BadRequest) return { status: 400, body: { message } };
  if (!(error instanceof DatabaseError))
    return { status: 502, body: { message: `No connection: ${message}` } };
  const fields = Object.fromEntries(ERROR_FIELDS.map((name) => [name, Reflect.get(error, name)]));
  return { status: 400, body: { message, ...fields } };
}
