import { type SQL, sql } from "drizzle-orm";
import { sha256Hex, uuidOf } from "#lib/crypto.ts";
import { AppError } from "#lib/errors.ts";
import { idempotencyKeys } from "#store/schema/idempotency-keys.ts";
import type { Ctx } from "../ctx.ts";
import type { StoredAnswer } from "./answer.ts";

/** A key that this request serves until it settles it. */
export interface Claim {
  key: string;
  taker: string;
  /** The id of a run that is started under the key: every request that serves this key starts the same one. */
  runId: string;
}

export type Taken = { type: "claimed"; claim: Claim } | { type: "answered"; answer: StoredAnswer };

/** A key counts for this long. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** Whoever has served a key for this long without an answer is dead. */
const GIVEN_UP_MS = 60_000;

/**
 * Takes a key for a request (its method, path and body as text), in one round trip, or finds the answer that it had.
 * 422 when the key is malformed or stands for another request, 409 while an earlier one is being served.
 */
export async function takeKey(ctx: Ctx, key: string, request: string): Promise<Taken> {
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw malformed("It must have 1 to 255 printable ASCII characters");
  const { userId } = ctx.principal;
  const requestHash = await sha256Hex(request);
  const taker = crypto.randomUUID();
  const { rows } = await ctx.db.execute<Row>(
    upsert({ userId, key, requestHash, taker, takenAt: new Date(ctx.now()) }),
  );
  const [row] = rows;
  if (row === undefined) throw new Error("Taking a key gave no row");
  if (row.taker === taker) {
    // The key may stand for the same request again tomorrow, which then starts another run.
    const runId = await uuidOf(`${userId}\n${key}\n${requestHash}\n${row.created_at}`);
    return { type: "claimed", claim: { key, taker, runId } };
  }
  if (row.request_hash !== requestHash) throw malformed("It was used for another request");
  if (row.answer !== null) return { type: "answered", answer: JSON.parse(row.answer) as StoredAnswer };
  throw new AppError("CONFLICT", "A request with this Idempotency-Key is in progress", {
    retryAfterSeconds: 1,
  });
}

type Row = { request_hash: string; answer: string | null; taker: string; created_at: string };

interface Wanted {
  userId: string;
  key: string;
  requestHash: string;
  taker: string;
  takenAt: Date;
}

/** Always answers the row as it then is: whose `taker` it has tells whether the key was taken. */
function upsert({ userId, key, requestHash, taker, takenAt }: Wanted): SQL {
  const now = takenAt.toISOString();
  const isOld = sql`held.created_at <= ${before(takenAt, KEPT_MS)}::timestamptz`;
  const isDead = sql`held.answer is null and held.request_hash = excluded.request_hash
    and held.taken_at <= ${before(takenAt, GIVEN_UP_MS)}::timestamptz`;
  return sql`
    insert into ${idempotencyKeys} as held (user_id, key, request_hash, taker, taken_at, created_at)
    values (${userId}, ${key}, ${requestHash}, ${taker}, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (user_id, key) do update set
      request_hash = case when ${isOld} then excluded.request_hash else held.request_hash end,
      answer = case when ${isOld} then null else held.answer end,
      created_at = case when ${isOld} then excluded.created_at else held.created_at end,
      taker = case when ${isOld} or (${isDead}) then excluded.taker else held.taker end,
      taken_at = case when ${isOld} or (${isDead}) then excluded.taken_at else held.taken_at end
    returning request_hash, answer, taker, extract(epoch from created_at)::text as created_at`;
}

const before = (moment: Date, ms: number): string => new Date(moment.getTime() - ms).toISOString();

const malformed = (message: string): AppError =>
  new AppError("VALIDATION_ERROR", `Idempotency-Key: ${message}`, {
    details: { issues: [{ path: "Idempotency-Key", message }], in: "header" },
  });
