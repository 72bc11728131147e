import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";

/** Bytes in the files below a folder: what is set aside for more is not counted. */
export async function diskBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null); // it may be gone
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}

/** Bytes of a Postgres database, indexes included. */
export async function databaseBytes(url: string): Promise<number> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query("checkpoint");
    const { rows } = await client.query("select pg_database_size(current_database())::float8 as size");
    return rows[0].size;
  } finally {
    await client.end();
  }
}
