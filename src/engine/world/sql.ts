import { BlockError } from "#blocks/block.ts";
import type { Sql, SqlAnswer, SqlRequest } from "#blocks/ports.ts";
import { EgressError } from "#lib/egress/error.ts";
import type { Dial } from "#lib/egress/socket.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { QueryResult } from "#store/foreign/capped-query.ts";
import { queryForeign } from "#store/foreign/postgres.ts";
import type { Broker } from "./broker.ts";
import { loginOf } from "./login.ts";

const MAX_CHARACTERS = 5_000_000;
/** To connect, beyond what the statement itself may take. */
const CONNECT_MS = 10_000;

/** Databases of one user, reached with the user's own credentials. */
export const userSql = (dial: Dial, broker: Pick<Broker, "resolve">): Sql => ({
  async query(request) {
    const { host, port, database, query: text, isReadOnly, timeoutMs } = request;
    const login = await loginOf(broker, request.using, host);
    const signal = AbortSignal.timeout(timeoutMs + CONNECT_MS);
    const caps = { rows: request.maxRows, characters: MAX_CHARACTERS };
    const query = { host, port, database, ...login, text, isReadOnly, timeoutMs, caps };
    try {
      return answerOf(await queryForeign(dial, query, signal));
    } catch (error) {
      throw failureOf(error, request);
    }
  },
});

function answerOf({ columns, rows, truncated, command }: QueryResult): SqlAnswer {
  const [, affected] = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/.exec(command ?? "") ?? [];
  return {
    columns,
    rows: rows.map(
      (row): JsonObject => Object.fromEntries(columns.map((name, index) => [name, toJson(row[index])])),
    ),
    truncated,
    affectedRows: affected === undefined ? null : Number(affected),
  };
}

/** A value as the driver reads it: times in ISO 8601, bytes in PostgreSQL's own hexadecimal. */
function toJson(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${hexOf(value)}`;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object") return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Connecting may be tried again; a statement may not: nobody knows how far it came. */
function failureOf(error: unknown, { timeoutMs, isReadOnly }: SqlRequest): unknown {
  if (error instanceof BlockError) return error;
  if (error instanceof EgressError) {
    return new BlockError(error.message, { retryable: error.reason === "unreachable", cause: error });
  }
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  if (isTimeout) {
    return new BlockError(`The query took longer than ${timeoutMs} ms`, {
      retryable: isReadOnly,
      cause: error,
    });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new BlockError(`The database refuses: ${why}`, { cause: error });
}
