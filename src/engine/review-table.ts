import type { Json } from "#lib/json.ts";

export type ReviewStatus = "WAITING" | "APPROVED" | "REJECTED" | "EXPIRED" | "CANCELLED";

/** A question to a person, as the object keeps it. Times are milliseconds since the epoch. */
export interface ReviewRow {
  id: string;
  executionId: string;
  nodeExecutionId: string;
  nodeId: string;
  blockId: string;
  title: string;
  data: Json;
  editable: boolean;
  status: ReviewStatus;
  message: string | null;
  createdAt: number;
  expiresAt: number | null;
  decidedAt: number | null;
}

export interface ReviewFilter {
  status?: ReviewStatus;
  executionId?: string;
  limit: number;
  offset: number;
}

export interface Reviews {
  put(review: ReviewRow): void;
  get(id: string): ReviewRow | null;
  list(filter: ReviewFilter): { reviews: ReviewRow[]; total: number };
  forget(before: number): void;
}

/** The object's questions to people, in a table of their own: they outlive the node executions that asked them. */
export function openReviews(sql: SqlStorage): Reviews {
  sql.exec(`CREATE TABLE IF NOT EXISTS reviews (
    id TEXT PRIMARY KEY, run TEXT, status TEXT, created INTEGER, decided INTEGER, body TEXT) WITHOUT ROWID`);
  return {
    put: (review) => {
      sql.exec(
        "INSERT OR REPLACE INTO reviews (id, run, status, created, decided, body) VALUES (?, ?, ?, ?, ?, ?)",
        review.id,
        review.executionId,
        review.status,
        review.createdAt,
        review.decidedAt,
        JSON.stringify(review),
      );
    },
    get: (id) => read(sql.exec<Body>("SELECT body FROM reviews WHERE id = ?", id))[0] ?? null,
    list: ({ status, executionId, limit, offset }) => {
      const where = "(?1 IS NULL OR status = ?1) AND (?2 IS NULL OR run = ?2)";
      const given = [status ?? null, executionId ?? null];
      const page = `SELECT body FROM reviews WHERE ${where} ORDER BY created DESC, id LIMIT ?3 OFFSET ?4`;
      const count = `SELECT count(*) AS total FROM reviews WHERE ${where}`;
      return {
        reviews: read(sql.exec<Body>(page, ...given, limit, offset)),
        total: sql.exec<{ total: number }>(count, ...given).one().total,
      };
    },
    forget: (before) => {
      sql.exec("DELETE FROM reviews WHERE decided < ?", before);
    },
  };
}

type Body = { body: string };

/** Only `put` writes bodies. */
const read = (cursor: SqlStorageCursor<Body>): ReviewRow[] =>
  cursor.toArray().map(({ body }) => JSON.parse(body) as ReviewRow);
