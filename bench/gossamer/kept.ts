// What the platform keeps, read from its own files: copies, so that nobody is disturbed.

import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Platform } from "./platform.ts";

/** Bytes of all objects' SQLite pages and of the Postgres database, indexes included. */
export async function bytesOf(platform: Platform): Promise<number> {
  const { objects, postgres } = await bytesByStore(platform);
  return objects + postgres;
}

export async function bytesByStore({ db, host }: Platform): Promise<{ objects: number; postgres: number }> {
  await db.query("checkpoint");
  const { rows } = await db.query<{ size: string }>(
    "select pg_database_size(current_database())::text as size",
  );
  let objects = 0;
  await eachObject(host.ready.objectsDir, (database) => {
    const row = database
      .prepare("select page_count * page_size as size from pragma_page_count, pragma_page_size")
      .get();
    objects += z.object({ size: z.number() }).parse(row).size;
  });
  return { objects, postgres: Number(rows[0]?.size) };
}

async function eachObject(folder: string, look: (database: DatabaseSync) => void): Promise<void> {
  const copies = await mkdtemp(join(tmpdir(), "gossamer-bench-copy-"));
  try {
    for (const name of (await readdir(folder)).filter((file) => file.endsWith(".sqlite"))) {
      const copy = join(copies, name);
      await copyFile(join(folder, name), copy);
      await copyFile(join(folder, `${name}-wal`), `${copy}-wal`).catch(() => {});
      const database = new DatabaseSync(copy);
      look(database);
      database.close();
    }
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

export interface Wal {
  /** Changes when SQLite begins its log anew: counts are comparable only while it stays. */
  salt: string;
  commits: number;
}

/** Transactions in the log of the busiest object (sqlite.org/fileformat2.html, section 4). */
export async function readWal(folder: string): Promise<Wal> {
  const logs = await Promise.all(
    (await readdir(folder))
      .filter((file) => file.endsWith("-wal"))
      .map((file) => readFile(join(folder, file))),
  );
  const [log] = logs.toSorted((a, b) => b.length - a.length);
  if (log === undefined || log.length < WAL_HEADER) return { salt: "", commits: 0 };
  const size = log.readUInt32BE(8) + FRAME_HEADER;
  const salt = log.toString("hex", 16, 24);
  let commits = 0;
  for (let at = WAL_HEADER; at + size <= log.length; at += size) {
    const isOfThisLog = log.toString("hex", at + 8, at + 16) === salt;
    if (isOfThisLog && log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return { salt, commits };
}
