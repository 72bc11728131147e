import { resolve } from "node:path";
import { Client, escapeIdentifier } from "pg";
import { serverAccount } from "./postgres/account.ts";
import { locateBinaries } from "./postgres/binaries.ts";
import { openCluster } from "./postgres/cluster.ts";
import { releaseLockFile } from "./postgres/lock-file.ts";
import { launchServer } from "./postgres/server.ts";

export interface PostgresOptions {
  /** Where the data is kept between starts. */
  dir: string;
  onLog?: (line: string) => void;
}

export interface Postgres {
  /** Superuser's URL of the database `gossamer`. */
  url: string;
  /** Creates a database and returns its URL. With a template, idle sessions on the template are ended first. */
  createDatabase(name: string, options?: { template?: string }): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL from its npm package; it stops with this process, however that ends. */
export async function startPostgres({ dir, onLog = () => {} }: PostgresOptions): Promise<Postgres> {
  const account = serverAccount();
  const binaries = await locateBinaries(account);
  const { data, password } = await openCluster(resolve(dir), binaries, account, onLog);
  await releaseLockFile(data);
  const server = await launchServer({ postgres: binaries.postgres, data, account, onLog });
  const urlOf = (name: string) =>
    `postgresql://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(name)}`;
  return {
    url: urlOf("gossamer"),
    createDatabase: async (name, { template } = {}) => {
      await createDatabase(urlOf("postgres"), name, template);
      return urlOf(name);
    },
    stop: server.stop,
  };
}

async function createDatabase(admin: string, name: string, template: string | undefined): Promise<void> {
  const client = new Client(admin);
  client.on("error", () => {}); // a query in flight rejects by itself
  await client.connect();
  try {
    if (template === undefined) {
      await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
      return;
    }
    // PostgreSQL copies no database that somebody is connected to.
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND state = 'idle'",
      [template],
    );
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
  } finally {
    await client.end();
  }
}
