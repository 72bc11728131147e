import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { seedDemoUser } from "../../local/seed.ts";
import { startStack } from "../../local/stack.ts";
import { type Link, linkTo } from "../../test/link.ts";
import { host } from "../host.ts";

const Config = z.object({ stateDir: z.string(), counted: z.boolean() });

/**
 * The stack of `npm start` with its demo user: rate limits are off, everything else is on. Counted, they are on but
 * out of reach, and what the Worker asks Postgres and Redis goes over lines that count.
 */
await host(async (given) => {
  const { stateDir, counted } = Config.parse(given);
  const since = performance.now();
  const lines = new Map<string, Link>();
  const via = async (part: string, address: string): Promise<string> => {
    if (!counted || part === "postgres") return address;
    const line = await linkTo(address);
    lines.set(part, line);
    return line.origin;
  };
  const env = { RATE_LIMITS: counted ? "general=100000000" : "off" };
  const stack = await startStack({ stateDir, port: 0, env, via });
  const readyMs = performance.now() - since;
  const { databaseUrl, credentialsFile, origin } = stack;
  const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
  const { apiKey, userId, bearerToken } = await seedDemoUser({
    databaseUrl,
    credentialsFile,
    origin,
    jwtSecret,
  });
  return {
    ready: {
      origin,
      apiKey,
      bearerToken,
      userId,
      databaseUrl,
      bridge: stack.env["NEON_LOCAL"] ?? "",
      objectsDir: await folderOfObjects(stateDir),
      readyMs,
      env: stack.env,
    },
    methods: {
      counters: () => stack.qstash?.counters(),
      roundTrips: () => ({
        database: lines.get("bridge")?.requests ?? 0,
        redis: lines.get("redis")?.requests ?? 0,
      }),
    },
    stop: async () => {
      await stack.stop();
      for (const line of lines.values()) await line.stop();
    },
  };
});

/** The namespace's folder in which each object has its SQLite file. */
async function folderOfObjects(stateDir: string): Promise<string> {
  const objects = join(stateDir, "objects");
  const [namespace] = await readdir(objects);
  return join(objects, namespace ?? "");
}
