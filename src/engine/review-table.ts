import type { Review, ReviewFilter } from "#domain/reviews/review.ts";

export interface Reviews {
  put(review: Review): void;
  get(id: string): Review | null;
  list(filter: ReviewFilter): { reviews: Review[]; total: number };
  forget(before: number): void;
}

/** The object's questions to people, in a table of their own: they outlive the node executions that asked them. */
export function openReviews(sql: SqlStorage): Reviews {
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
const read = (cursor: SqlStorageCursor<Body>): Review[] =>
  cursor.toArray().map(({ body }) => JSON.parse(body) as Review);
