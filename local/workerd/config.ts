import { join } from "node:path";
import { getCACertificates } from "node:tls";
import type { WorkerBundle } from "../worker-bundle.ts";
import type { WranglerConfig } from "../wrangler-config.ts";
import type { StandIns } from "./stand-ins.ts";

export interface WorkerdConfigOptions {
  worker: WorkerBundle;
  standIns: StandIns;
  config: WranglerConfig;
  bindings: Readonly<Record<string, string>>;
  /** Folder of the Durable Objects' SQLite files. */
  objectsDir: string;
  /** Folder with a folder of files for each bucket. */
  bucketsDir: string;
  sockets: readonly string[];
}

/** Name of the loopback socket on which the cron stand-in listens. */
export const CRON_SOCKET = "cron";

/** A workerd configuration as Cap'n Proto text; the schema is node_modules/workerd/workerd.capnp. */
export function workerdConfig(options: WorkerdConfigOptions): string {
  const { config, standIns, objectsDir } = options;
  const services = [
    worker("worker", options.worker, config, [
      `bindings = ${list(workerBindings(options))}`,
      `durableObjectNamespaces = ${list(config.objects.map(namespace))}`,
      `durableObjectStorage = (localDisk = "objects")`,
    ]),
    worker("cron", standIns.cron, { ...config, compatibilityFlags: ["service_binding_extra_handlers"] }, [
      `bindings = [(name = "WORKER", service = "worker")]`,
    ]),
    `(name = "objects", disk = (path = ${text(objectsDir)}, writable = true))`,
    `(name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustedCertificates = ${list(
      getCACertificates("default").map(text),
    )})))`,
  ];
  if (config.assets !== null) {
    services.push(
      worker("assets", standIns.assets, { ...config, compatibilityFlags: [] }, [
        `bindings = [(name = "FILES", service = "files")]`,
      ]),
      `(name = "files", disk = (path = ${text(config.assets.directory)}))`,
    );
  }
  services.push(...config.buckets.flatMap((bucket) => bucketServices(bucket, options)));
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = ${list(services)}, sockets = ${list(sockets(options))});
`;
}

function bucketServices(
  { binding, name }: WranglerConfig["buckets"][number],
  { standIns, config, bucketsDir }: WorkerdConfigOptions,
): string[] {
  return [
    worker(`bucket:${binding}`, standIns.bucket, { ...config, compatibilityFlags: [] }, [
      `bindings = [(name = "FILES", service = ${text(`files:${binding}`)})]`,
    ]),
    `(name = ${text(`files:${binding}`)}, disk = (path = ${text(join(bucketsDir, name))}, writable = true))`,
  ];
}

function worker(
  name: string,
  bundle: WorkerBundle,
  { compatibilityDate, compatibilityFlags }: Pick<WranglerConfig, "compatibilityDate" | "compatibilityFlags">,
  settings: readonly string[],
): string {
  const fields = [
    `modules = ${list(modules(bundle))}`,
    `compatibilityDate = ${text(compatibilityDate)}`,
    `compatibilityFlags = ${list(compatibilityFlags.map(text))}`,
    ...settings,
  ];
  return `(name = ${text(name)}, worker = (${fields.join(", ")}))`;
}

function modules({ directory, mainModule, wasmModules, dataModules }: WorkerBundle): string[] {
  const module = (type: string) => (file: string) =>
    `(name = ${text(file)}, ${type} = embed ${text(join(directory, file))})`;
  return [
    module("esModule")(mainModule),
    ...wasmModules.map(module("wasm")),
    ...dataModules.map(module("data")),
  ];
}

function workerBindings({ config, bindings }: WorkerdConfigOptions): string[] {
  const variables = { ...config.vars, ...bindings };
  return [
    ...Object.entries(variables).map(([name, value]) =>
      typeof value === "string"
        ? `(name = ${text(name)}, text = ${text(value)})`
        : `(name = ${text(name)}, json = ${text(JSON.stringify(value))})`,
    ),
    ...config.objects.map(
      ({ binding, className }) => `(name = ${text(binding)}, durableObjectNamespace = ${text(className)})`,
    ),
    ...config.buckets.map(
      ({ binding }) => `(name = ${text(binding)}, r2Bucket = ${text(`bucket:${binding}`)})`,
    ),
    ...(config.assets === null ? [] : [`(name = ${text(config.assets.binding)}, service = "assets")`]),
  ];
}

function namespace({ className, uniqueKey }: WranglerConfig["objects"][number]): string {
  return `(className = ${text(className)}, uniqueKey = ${text(uniqueKey)}, enableSql = true)`;
}

function sockets(options: WorkerdConfigOptions): string[] {
  // As in production, a caller cannot choose the address that the Worker sees.
  const http = `http = (injectRequestHeaders = [(name = "CF-Connecting-IP", value = "127.0.0.1")])`;
  return [
    ...options.sockets.map((name) => `(name = ${text(name)}, service = "worker", ${http})`),
    `(name = ${text(CRON_SOCKET)}, service = "cron", address = "127.0.0.1:0", http = ())`,
  ];
}

function list(items: readonly string[]): string {
  return `[${items.join(",\n")}]`;
}

/** Cap'n Proto's string literal: UTF-8 with C escapes. */
function text(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
  const escaped = value.toWellFormed().replace(/[\x00-\x1f"\\\x7f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped}"`;
}
