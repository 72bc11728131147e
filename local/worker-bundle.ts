import { basename, resolve } from "node:path";
import { type BuildOptions, build, type Metafile, stop } from "esbuild";
import { readWranglerConfig } from "./wrangler-config.ts";

export interface WorkerBundle {
  /** Folder that holds every module. */
  directory: string;
  /** File names inside it; the main module is an ES module. */
  mainModule: string;
  wasmModules: readonly string[];
  dataModules: readonly string[];
}

export interface BundleOptions {
  outDir: string;
  /** Defaults to the Worker. */
  entry?: string;
  minify?: boolean;
}

const WORKER = resolve(import.meta.dirname, "../src/worker.ts");
const CONFIG = resolve(import.meta.dirname, "../wrangler.toml");

/** Bundles a Worker the way `wrangler deploy` does: one ES module, WebAssembly and binary files beside it. */
export async function bundleWorker({
  outDir,
  entry = WORKER,
  minify = false,
}: BundleOptions): Promise<WorkerBundle> {
  const metafile = await runEsbuild({
    entryPoints: { worker: entry },
    outdir: outDir,
    bundle: true,
    format: "esm",
    target: "es2024",
    supported: { using: true },
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    alias: { ...readWranglerConfig(CONFIG).aliases },
    define: { "process.env.NODE_ENV": '"production"', "navigator.userAgent": '"Cloudflare-Workers"' },
    loader: { ".wasm": "copy", ".bin": "copy", ".txt": "text", ".html": "text", ".sql": "text" },
    keepNames: false,
    minify,
    logLevel: "silent",
  });
  const files = Object.keys(metafile.outputs).map((file) => basename(file));
  return {
    directory: outDir,
    mainModule: "worker.js",
    wasmModules: files.filter((file) => file.endsWith(".wasm")),
    dataModules: files.filter((file) => file.endsWith(".bin")),
  };
}

let builds = 0;

/** Ends esbuild's helper process when it is idle: it would keep tens of megabytes for as long as we run. */
async function runEsbuild(options: BuildOptions): Promise<Metafile> {
  builds++;
  try {
    return (await build({ ...options, metafile: true })).metafile;
  } finally {
    if (--builds === 0) await stop();
  }
}
