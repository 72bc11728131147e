import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { holdPort } from "../../local/workerd/listener.ts";
import { bundleStandIns } from "../../local/workerd/stand-ins.ts";
import { startWorkerd } from "../../local/workerd.ts";
import { readWranglerConfig } from "../../local/wrangler-config.ts";
import type { Platform } from "../gossamer/platform.ts";
import { httpClient } from "../http.ts";

/** What the parts below cost by themselves, with the platform's own workerd, bridge and PostgreSQL. */
export interface Floors {
  /** One request to the floor Worker, such as "/empty". */
  worker(path: string): Promise<void>;
  /** `select 1` straight through the bridge, without a Worker. */
  bridge(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFloors({ host, db }: Platform): Promise<Floors> {
  const { bridge, databaseUrl } = host.ready;
  await db.query("create table if not exists bench_floor (id uuid primary key, body text)");
  const stateDir = await mkdtemp(join(tmpdir(), "gossamer-floors-"));
  const listener = await holdPort(0);
  const workerd = await startWorkerd({
    bundle: await bundleWorker({
      entry: join(import.meta.dirname, "worker.ts"),
      outDir: join(stateDir, "worker"),
    }),
    standIns: await bundleStandIns(stateDir),
    config: {
      ...readWranglerConfig(join(import.meta.dirname, "../../wrangler.toml")),
      objects: [{ binding: "FLOORS", className: "FloorObject", uniqueKey: "floors" }],
      assets: null,
    },
    bindings: { DATABASE_URL: databaseUrl, NEON_LOCAL: bridge },
    listener,
    stateDir,
    onLog: () => {},
  });
  const http = httpClient(workerd.origin);
  const sql = httpClient(bridge, { "neon-connection-string": databaseUrl, "neon-raw-text-output": "true" });
  const good = async (answer: ReturnType<typeof http.call>) => {
    const { status, text } = await answer;
    if (status !== 200) throw new Error(`A floor answers ${status}: ${text}`);
  };
  return {
    worker: (path) => good(http.call("GET", path)),
    bridge: () => good(sql.call("POST", "/sql", '{"query":"select 1","params":[]}')),
    stop: async () => {
      http.close();
      sql.close();
      await workerd.stop();
      await listener.close();
      await rm(stateDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
