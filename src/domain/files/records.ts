import { and, count, desc, eq, lte, type SQL, sql } from "drizzle-orm";
import { offsetOf, type Page, type PageRequest } from "#lib/page.ts";
import type { Db } from "#store/db.ts";
import { files } from "#store/schema/files.ts";
import { users } from "#store/schema/users.ts";

/** Bytes that all files of a user may have together: 1 GiB. */
export const FILE_QUOTA = 1024 * 1024 * 1024;

/** A file as it is on record. Times are ms since the epoch; without an end it is kept until somebody deletes it. */
export interface FileRecord {
  id: string;
  name: string;
  contentType: string;
  size: number;
  createdAt: number;
  expiresAt: number | null;
}

/** What a file's record replaced; null when it is the first under its id. */
export interface Recorded {
  previous: FileRecord | null;
}

/** Puts a file on record, over what was there under its id; null when its owner has no room for it. */
export async function recordFile(db: Db, userId: string, file: FileRecord): Promise<Recorded | null> {
  const { id, name, contentType, size, createdAt, expiresAt } = file;
  const more = sql`${size}::bigint - coalesce((select size from previous), 0)`;
  const { rows } = await db.execute<{ previous: PreviousRow | null }>(sql`
    with previous as (select * from ${files} where ${one(userId, id)} for update),
    room as (
      update ${users} set stored_bytes = stored_bytes + ${more}
      where ${users.id} = ${userId}::uuid and stored_bytes + ${more} <= ${FILE_QUOTA}::bigint
      returning ${users.id} as user_id
    )
    insert into ${files} (user_id, id, name, content_type, size, created_at, expires_at)
    select user_id, ${id}::uuid, ${name}::text, ${contentType}::text, ${size}::bigint, ${at(createdAt)},
      ${expiresAt === null ? null : at(expiresAt)}::timestamptz
    from room
    on conflict (user_id, id) do update set name = excluded.name, content_type = excluded.content_type,
      size = excluded.size, expires_at = excluded.expires_at
    returning (select to_jsonb(previous) from previous) as previous`);
  const [row] = rows;
  return row === undefined ? null : { previous: row.previous && previousOf(row.previous) };
}

/** A row as PostgreSQL writes it as JSON. */
interface PreviousRow {
  id: string;
  name: string;
  content_type: string;
  size: number;
  created_at: string;
  expires_at: string | null;
}

const previousOf = ({ id, name, content_type, size, created_at, expires_at }: PreviousRow): FileRecord => ({
  id,
  name,
  contentType: content_type,
  size,
  createdAt: Date.parse(created_at),
  expiresAt: expires_at === null ? null : Date.parse(expires_at),
});

/** Forgets a file and makes room; false when it is not on record. */
export async function forgetFile(db: Db, userId: string, id: string): Promise<boolean> {
  return (await forget(db, one(userId, id))) > 0;
}

/** Forgets files that have ended, those of one user or of another; answers how many there were. */
export const forgetEnded = (
  db: Db,
  of: readonly { userId: string; id: string }[],
  now: number,
): Promise<number> => forget(db, and(sql`(user_id, id) in (${sql.join(of.map(pair), sql`, `)})`, ended(now)));

async function forget(db: Db, which: SQL | undefined): Promise<number> {
  const { rows } = await db.execute<{ size: number }>(sql`
    with gone as (delete from ${files} where ${which} returning user_id, size),
    room as (
      update ${users} set stored_bytes = stored_bytes - freed.size
      from (select user_id, sum(size) as size from gone group by user_id) as freed
      where ${users.id} = freed.user_id
    )
    select size from gone`);
  return rows.length;
}

/** Files that have ended, so many of them. */
export const endedFiles = (db: Db, now: number, most: number): Promise<{ userId: string; id: string }[]> =>
  db.select({ userId: files.userId, id: files.id }).from(files).where(ended(now)).limit(most);

/** A file's record; null when there is none. */
export async function fileRecord(db: Db, userId: string, id: string): Promise<FileRecord | null> {
  const [row] = await db.select().from(files).where(one(userId, id));
  return row === undefined ? null : recordOf(row);
}

/** A user's files, newest first, and how many bytes all of them have. */
export async function fileRecords(
  db: Db,
  userId: string,
  page: PageRequest,
): Promise<Page<FileRecord> & { bytes: number }> {
  const own = eq(files.userId, userId);
  const [rows, [counted], [user]] = await db.batch([
    db
      .select()
      .from(files)
      .where(own)
      .orderBy(desc(files.createdAt), desc(files.id))
      .limit(page.pageSize)
      .offset(offsetOf(page)),
    db.select({ total: count() }).from(files).where(own),
    db.select({ bytes: users.storedBytes }).from(users).where(eq(users.id, userId)),
  ]);
  return { ...page, items: rows.map(recordOf), total: counted?.total ?? 0, bytes: user?.bytes ?? 0 };
}

const recordOf = ({ createdAt, expiresAt, userId: _, ...rest }: typeof files.$inferSelect): FileRecord => ({
  ...rest,
  createdAt: createdAt.getTime(),
  expiresAt: expiresAt?.getTime() ?? null,
});

const one = (userId: string, id: string): SQL | undefined => and(eq(files.userId, userId), eq(files.id, id));

const ended = (now: number): SQL => lte(files.expiresAt, new Date(now));

const pair = ({ userId, id }: { userId: string; id: string }): SQL => sql`(${userId}::uuid, ${id}::uuid)`;

const at = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
