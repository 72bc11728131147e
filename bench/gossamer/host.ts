import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { seedDemoUser } from "../../local/seed.ts";
import { startStack } from "../../local/stack.ts";
import { host } from "../host.ts";

const Config = z.object({ stateDir: z.string() });

/** The stack of `npm start` with its demo user: rate limits are off, everything else is on. */
await host(async (given) => {
  const { stateDir } = Config.parse(given);
  const since = performance.now();
  const stack = await startStack({ stateDir, port: 0, env: { RATE_LIMITS: "off" } });
  const readyMs = performance.now() - since;
  const { databaseUrl, credentialsFile, origin } = stack;
  const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
  const { apiKey, userId } = await seedDemoUser({ databaseUrl, credentialsFile, origin, jwtSecret });
  return {
    ready: {
      origin,
      apiKey,
      userId,
      databaseUrl,
      bridge: stack.env["NEON_LOCAL"] ?? "",
      objectsDir: await folderOfObjects(stateDir),
      readyMs,
      env: stack.env,
    },
    methods: { counters: () => stack.qstash?.counters() },
    stop: () => stack.stop(),
  };
});

/** The namespace's folder in which each object has its SQLite file. */
async function folderOfObjects(stateDir: string): Promise<string> {
  const objects = join(stateDir, "objects");
  const [namespace] = await readdir(objects);
  return join(objects, namespace ?? "");
}
