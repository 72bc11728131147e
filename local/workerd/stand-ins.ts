import { join } from "node:path";
import { bundleWorker, type WorkerBundle } from "../worker-bundle.ts";

/** Workers of ours in the place of what Cloudflare runs around a Worker. */
export interface StandIns {
  assets: WorkerBundle;
  cron: WorkerBundle;
  bucket: WorkerBundle;
}

export async function bundleStandIns(outDir: string): Promise<StandIns> {
  const bundle = (name: string) =>
    bundleWorker({ entry: join(import.meta.dirname, `${name}-worker.ts`), outDir: join(outDir, name) });
  const [assets, cron, bucket] = await Promise.all([bundle("assets"), bundle("cron"), bundle("bucket")]);
  return { assets, cron, bucket };
}
