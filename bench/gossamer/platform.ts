import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import * as z from "zod";
import { type Host, startHost } from "../host.ts";
import { type HttpClient, httpClient, json } from "../http.ts";
import type { Workload } from "../job.ts";
import { type Followed, type Followers, openFollowers } from "./followers.ts";
import { graphOf } from "./graphs.ts";

const Ready = z.object({
  origin: z.string(),
  apiKey: z.string(),
  userId: z.string(),
  databaseUrl: z.string(),
  bridge: z.string(),
  objectsDir: z.string(),
  readyMs: z.number(),
  env: z.record(z.string(), z.string()),
});

/** A whole platform in a process of its own, its client, and ways to look into what it keeps. */
export interface Platform {
  host: Host<z.infer<typeof Ready>>;
  http: HttpClient;
  followers: Followers;
  db: Client;
  /** The workload's graph, made when it is first asked for. */
  graph(workload: Workload): Promise<string>;
  /** Starts a run; resolves at its acknowledgement. */
  start(graphId: string, value: number): Promise<string>;
  run(graphId: string, value: number): Promise<Observed>;
  counters(): Promise<{ published: number; attempts: number }>;
  stop(): Promise<void>;
}

/** When a run was sent, acknowledged and over, on performance.now()'s clock. */
export interface Observed extends Followed {
  id: string;
  sentAt: number;
  startedAt: number;
}

const SOCKETS = 16;

const Id = z.looseObject({ id: z.string() });
const Started = z.object({ execution_id: z.string() });
const Counters = z.looseObject({ published: z.number(), attempts: z.number() });

export async function startPlatform(effectUrl: string, env: Record<string, string> = {}): Promise<Platform> {
  const stateDir = await mkdtemp(join(tmpdir(), "gossamer-bench-"));
  const host = await startHost("gossamer/host.ts", { stateDir, env }, Ready);
  const { origin, apiKey, databaseUrl } = host.ready;
  const http = httpClient(origin, { "x-api-key": apiKey });
  const followers = await openFollowers(origin, apiKey, SOCKETS);
  const db = new Client(databaseUrl);
  db.on("error", () => {}); // it ends with its server
  await db.connect();
  const start = async (graphId: string, value: number) => {
    const body = JSON.stringify({ input_data: { x: value } });
    const answer = await json(http.call("POST", `/api/v2/builder/graphs/${graphId}/execute`, body));
    return Started.parse(answer).execution_id;
  };
  const graphs = new Map<string, Promise<string>>();
  const create = async (workload: Workload) => {
    const body = JSON.stringify(graphOf(workload, effectUrl));
    return Id.parse(await json(http.call("POST", "/api/v2/builder/graphs", body))).id;
  };
  return {
    host,
    http,
    followers,
    db,
    graph: (workload) => {
      const id = graphs.get(workload.id) ?? create(workload);
      graphs.set(workload.id, id);
      return id;
    },
    start,
    run: async (graphId, value) => {
      const sentAt = performance.now();
      const id = await start(graphId, value);
      const startedAt = performance.now();
      return { id, sentAt, startedAt, ...(await followers.follow(id)) };
    },
    counters: async () => Counters.parse(await host.call("counters")),
    stop: async () => {
      followers.close();
      http.close();
      await db.end().catch(() => {});
      await host.stop();
      await rm(stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
