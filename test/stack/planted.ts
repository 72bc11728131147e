import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { query } from "../database.ts";
import type { Platform } from "./platform.ts";

/** Tables of Postgres that hold a text. */
export async function rowsWith({ stack }: Platform, text: string): Promise<string[]> {
  const { databaseUrl } = stack;
  const tables = await query<{ name: string }>(
    databaseUrl,
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await query(
      databaseUrl,
      `select 1 from "${name}" as t where to_jsonb(t)::text like '%' || $1 || '%' limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** Files of the stack's state that hold a text: Postgres' files and its log, the objects' SQLite, the queue. */
export function filesWith({ stack }: Platform, text: string): string[] {
  const stateDir = dirname(stack.credentialsFile);
  return readdirSync(stateDir, { recursive: true, encoding: "utf8" })
    .map((path) => join(stateDir, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && holds(path, text));
}

/** Postgres and SQLite remove files of their own at any moment: what is not there any more holds nothing. */
function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path).includes(text);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
