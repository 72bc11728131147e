import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { readWranglerConfig } from "../../local/wrangler-config.ts";
import { host } from "../host.ts";
import { stateDirOf } from "./config.ts";
import { diskBytes } from "./disk.ts";

/** Miniflare wires the Workflows engine; requests go to workerd's own socket, past Miniflare's front. */
await host(async (given) => {
  const stateDir = stateDirOf(given);
  const entry = join(import.meta.dirname, "cloudflare-worker.ts");
  const { directory, mainModule } = await bundleWorker({ entry, outDir: join(stateDir, "worker") });
  const { compatibilityDate } = readWranglerConfig(join(import.meta.dirname, "../../wrangler.toml"));
  const kept = join(stateDir, "kept");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: "bench",
          modules: true,
          modulesRoot: directory,
          scriptPath: join(directory, mainModule),
          compatibilityDate,
          workflows: { BENCH: { name: "bench", className: "BenchWorkflow" } },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        },
      ],
      resourcePersistencePath: kept,
    }),
  );
  await miniflare.ready;
  const { origin } = await miniflare.unsafeGetDirectURL("bench");
  return {
    ready: { url: origin },
    methods: { bytes: () => diskBytes(kept) },
    stop: () => miniflare.dispose(),
  };
});
