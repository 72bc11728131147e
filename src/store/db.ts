import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";

export type Db = NeonHttpDatabase;

/** Postgres over Neon's HTTP transport: one round trip a statement or batch, nothing held between requests. */
export function connectDb(url: string, localBridge?: string): Db {
  if (localBridge !== undefined) {
    neonConfig.fetchEndpoint = `${localBridge}/sql`;
    neonConfig.useSecureWebSocket = false;
  }
  return drizzle({ client: neon(url), casing: "snake_case" });
}
