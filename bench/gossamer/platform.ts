import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pg from "pg";
import * as z from "zod";
import { type Host, startHost } from "../host.ts";
import { type Client, openClient } from "./client.ts";

const Ready = z.object({
  origin: z.string(),
  apiKey: z.string(),
  bearerToken: z.string(),
  userId: z.string(),
  databaseUrl: z.string(),
  bridge: z.string(),
  objectsDir: z.string(),
  readyMs: z.number(),
  env: z.record(z.string(), z.string()),
});

/** A whole platform in a process of its own, its client, and ways to look into what it keeps. */
export interface Platform extends Client {
  host: Host<z.infer<typeof Ready>>;
  db: pg.Client;
  /** What happened to queue messages since the start. */
  counters(): Promise<{ published: number; attempts: number }>;
  /** What was asked of Postgres and Redis since the start, where it is counted. */
  roundTrips(): Promise<{ database: number; redis: number }>;
  stop(): Promise<void>;
}

export interface PlatformOptions {
  /** Where it keeps everything, and what it keeps is left there; a folder that goes with it unless given. */
  stateDir?: string;
  /** Counts round trips, and has rate limits that are never reached. */
  counted?: boolean;
}

const RoundTrips = z.object({ database: z.number(), redis: z.number() });
const Counters = z.looseObject({ published: z.number(), attempts: z.number() });

export async function startPlatform(effectUrl: string, options: PlatformOptions = {}): Promise<Platform> {
  const stateDir = options.stateDir ?? (await temporaryFolder());
  const host = await startHost("gossamer/host.ts", { stateDir, counted: options.counted ?? false }, Ready);
  const { origin, apiKey, databaseUrl } = host.ready;
  const client = await openClient(origin, apiKey, effectUrl);
  const db = new pg.Client(databaseUrl);
  db.on("error", () => {}); // it ends with its server
  await db.connect();
  return {
    ...client,
    host,
    db,
    roundTrips: async () => RoundTrips.parse(await host.call("roundTrips")),
    counters: async () => Counters.parse(await host.call("counters")),
    stop: async () => {
      client.close();
      await db.end().catch(() => {});
      await host.stop();
      if (options.stateDir === undefined) await removeFolder(stateDir);
    },
  };
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "gossamer-bench-"));

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
