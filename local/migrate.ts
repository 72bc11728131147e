import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { Client } from "pg";
import { command } from "./command.ts";
import { readEnvironment } from "./environment.ts";
import { checkEnvironment } from "./stack/bindings.ts";
import { StartError } from "./start-error.ts";

const FOLDER = join(import.meta.dirname, "../migrations");

/**
 * Applies the migrations of drizzle-kit that a database lacks, in one transaction under an advisory lock, and records them in
 * drizzle's own table. Returns how many. Throws StartError when the database cannot be reached.
 */
export async function migrate(databaseUrl: string, folder = FOLDER): Promise<number> {
  const client = await connect(databaseUrl);
  try {
    await client.query("BEGIN");
    // Of the transaction, not the session, so that it also holds through a transaction pooler.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('gossamer migrations'))");
    const applied = await applyMissing(client, folder);
    await client.query("COMMIT");
    return applied;
  } finally {
    await client.end();
  }
}

async function applyMissing(client: Client, folder: string): Promise<number> {
  await client.query("CREATE SCHEMA IF NOT EXISTS drizzle");
  await client.query(
    "CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)",
  );
  const { rows } = await client.query<{ last: string | null }>(
    "SELECT max(created_at) AS last FROM drizzle.__drizzle_migrations",
  );
  const last = Number(rows[0]?.last ?? 0);
  const missing = readMigrationFiles({ migrationsFolder: folder }).filter(
    ({ folderMillis }) => folderMillis > last,
  );
  for (const { sql, hash, folderMillis } of missing) {
    for (const statement of sql) await client.query(statement);
    await client.query("INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)", [
      hash,
      folderMillis,
    ]);
  }
  return missing.length;
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // a query under way rejects by itself
  try {
    await client.connect();
    return client;
  } catch (error) {
    const url = URL.parse(databaseUrl);
    throw new StartError(`DATABASE_URL: no connection to ${url?.host}${url?.pathname}: ${reasonOf(error)}`);
  }
}

/** Node reports a host whose every address refused as an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

if (import.meta.main) {
  await command("migrate", async () => {
    const env = readEnvironment();
    checkEnvironment(env);
    const databaseUrl = env["DATABASE_URL"];
    if (databaseUrl === undefined) throw new StartError("Set DATABASE_URL to the database to migrate");
    console.log(`${await migrate(databaseUrl)} migrations applied`);
  });
}
