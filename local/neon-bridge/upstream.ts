import { Client, type ClientConfig, Pool } from "pg";

export interface Limits {
  /** For a connection, and for a free place in a pool. */
  connectMs: number;
  /** For a statement or batch over HTTP. */
  queryMs: number;
}

/** One PostgreSQL that requests name by a connection string. */
export interface Upstream {
  pool: Pool;
  /** Asks the server to give up what this backend is doing, over a connection of its own. */
  cancel(processId: number): Promise<void>;
}

// Below max_connections, with room for WebSocket sessions and other databases of the same server.
const POOL_SIZE = 20;
const IDLE_MS = 30_000;

export function openUpstream(connectionString: string, limits: Limits): Upstream {
  const config = clientConfig(connectionString, limits);
  const pool = new Pool({ ...config, max: POOL_SIZE, idleTimeoutMillis: IDLE_MS });
  pool.on("error", () => {}); // the pool has dropped the idle connection already
  pool.on("connect", (client) => client.on("error", () => {})); // and a request in flight rejects by itself
  return {
    pool,
    cancel: async (processId) => {
      const client = new Client({ ...config, query_timeout: limits.connectMs });
      client.on("error", () => {});
      await client.connect();
      await client.query("SELECT pg_cancel_backend($1)", [processId]).finally(() => client.end());
    },
  };
}

/** TLS as `pg` reads `sslmode`: without one none, otherwise with the certificate checked. */
export function clientConfig(connectionString: string, { connectMs }: Limits): ClientConfig {
  const url = new URL(connectionString);
  // What `pg` makes of "require" already, but then it warns that a later version will not.
  if (url.searchParams.get("sslmode") === "require") url.searchParams.set("sslmode", "verify-full");
  return { connectionString: url.href, connectionTimeoutMillis: connectMs, keepAlive: true };
}
