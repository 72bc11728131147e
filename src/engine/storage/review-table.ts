import type { Review, ReviewFilter } from "#domain/reviews/review.ts";
import { firstPage } from "../size.ts";
import { chunks } from "./chunks.ts";

export interface Reviews {
  put(review: Review): void;
  get(id: string): Review | null;
  /** Newest first: as many of those that are asked for as one call carries. */
  list(filter: ReviewFilter): { reviews: Review[]; total: number };
  forget(before: number): void;
}

/** The object's questions to people, in a table of their own: they outlive the node executions that asked them. */
export function openReviews(sql: SqlStorage): Reviews {
  return {
    put: (review) => {
      const [first = "", ...more] = chunks(JSON.stringify(review));
      sql.exec("DELETE FROM review_pieces WHERE id = ?", review.id);
      for (const [index, piece] of more.entries()) {
        const query = "INSERT INTO review_pieces (id, part, body) VALUES (?, ?, ?)";
        sql.exec(query, review.id, index + 1, piece);
      }
      sql.exec(
        "INSERT OR REPLACE INTO reviews (id, run, status, created, decided, body) VALUES (?, ?, ?, ?, ?, ?)",
        review.id,
        review.executionId,
        review.status,
        review.createdAt,
        review.decidedAt,
        first,
      );
    },
    get: (id) => {
      const [text] = texts(sql, "SELECT id, body FROM reviews WHERE id = ?", id);
      return text === undefined ? null : parse(text);
    },
    list: ({ status, executionId, limit, offset }) => {
      const where = "(?1 IS NULL OR status = ?1) AND (?2 IS NULL OR run = ?2)";
      const given = [status ?? null, executionId ?? null];
      const page = `SELECT id, body FROM reviews WHERE ${where} ORDER BY created DESC, id LIMIT ?3 OFFSET ?4`;
      const count = `SELECT count(*) AS total FROM reviews WHERE ${where}`;
      return {
        reviews: firstPage(texts(sql, page, ...given, limit, offset), ({ length }) => length).map(parse),
        total: sql.exec<{ total: number }>(count, ...given).one().total,
      };
    },
    forget: (before) => {
      const old = "SELECT id FROM reviews WHERE decided < ?";
      sql.exec(`DELETE FROM review_pieces WHERE id IN (${old})`, before);
      sql.exec("DELETE FROM reviews WHERE decided < ?", before);
    },
  };
}

/** Bodies one by one: their beginnings are in the table, the rest of the large ones in pieces. */
function* texts(sql: SqlStorage, query: string, ...given: (string | number | null)[]): Generator<string> {
  for (const { id, body } of sql.exec<{ id: string; body: string }>(query, ...given).toArray()) {
    const more = "SELECT body FROM review_pieces WHERE id = ? ORDER BY part";
    const pieces = sql.exec<{ body: string }>(more, id).toArray();
    yield [body, ...pieces.map((piece) => piece.body)].join("");
  }
}

/** Only `put` writes bodies. */
const parse = (text: string): Review => JSON.parse(text) as Review;
