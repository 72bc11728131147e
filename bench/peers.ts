import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import type { Engine } from "./engine.ts";
import { startHost } from "./host.ts";
import { httpClient, json } from "./http.ts";
import { cpuMsOf, memoryOf } from "./processes.ts";

interface Description {
  name: string;
  note: string;
  isDurable: boolean;
}

const PEERS: Record<string, Description> = {
  restate: {
    name: "Restate",
    note: "one server with its defaults; a node is ctx.run; the ingress answers at the end",
    isDurable: true,
  },
  cloudflare: {
    name: "Cloudflare Workflows",
    note: "its engine in local workerd, without Miniflare's front; a node is step.do; there is no call that waits, so a Worker asks for the status every 2 ms",
    isDurable: true,
  },
  dbos: {
    name: "DBOS",
    note: "on the same PostgreSQL build and settings as ours; a node is a step; the handle's result in its process",
    isDurable: true,
  },
  graphile: {
    name: "graphile-worker",
    note: "on the same PostgreSQL build and settings as ours; a node is a job that adds the next one; the last job says so in its process",
    isDurable: true,
  },
  "node-red": {
    name: "Node-RED",
    note: "a floor: nothing is durable",
    isDurable: false,
  },
};

export const PEER_NAMES = Object.keys(PEERS);

const FOLDER = join(import.meta.dirname, "peers");

/** Installs the peers when they are not; they are no dependency of the project. */
export async function installPeers(say: (line: string) => void): Promise<void> {
  const installed = statSync(join(FOLDER, "node_modules/.package-lock.json"), { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= statSync(join(FOLDER, "package-lock.json")).mtimeMs)
    return;
  say("installing the peers");
  await promisify(execFile)(
    "npm",
    ["ci", "--prefix", FOLDER, "--ignore-scripts", "--no-audit", "--no-fund"],
    {
      maxBuffer: 2 ** 26,
    },
  );
}

const Ready = z.object({
  url: z.string(),
  paths: z
    .object({ run: z.string(), start: z.string().nullable() })
    .default({ run: "/run", start: "/start" }),
});

export async function startPeer(id: string): Promise<Engine> {
  const description = PEERS[id];
  if (description === undefined) throw new Error(`No such peer: ${id}`);
  const stateDir = await mkdtemp(join(tmpdir(), `bench-${id}-`));
  const host = await startHost(`peers/${id}.ts`, { stateDir }, Ready);
  const { url, paths } = host.ready;
  const http = httpClient(url);
  const startPath = paths.start;
  return {
    ...description,
    run: async (job) => z.number().parse(await json(http.call("POST", paths.run, JSON.stringify(job)))),
    start:
      startPath === null
        ? null
        : async (job) => void (await json(http.call("POST", startPath, JSON.stringify(job)))),
    cpuMs: () => cpuMsOf(host.pid),
    memory: () => memoryOf(host.pid),
    bytes: async () => z.number().parse(await host.call("bytes")),
    stop: async () => {
      http.close();
      await host.stop();
      await rm(stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
