import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import type { WorkerBundle } from "./worker-bundle.ts";
import { CRON_SOCKET, workerdConfig } from "./workerd/config.ts";
import type { Listener } from "./workerd/listener.ts";
import type { StandIns } from "./workerd/stand-ins.ts";
import { supervise } from "./workerd/supervise.ts";
import { eachLine, spawnTied, type TiedProcess } from "./workerd/tied-process.ts";
import type { WranglerConfig } from "./wrangler-config.ts";

export interface WorkerdOptions {
  bundle: WorkerBundle;
  standIns: StandIns;
  config: WranglerConfig;
  /** Variables and secrets; they win over wrangler.toml's. */
  bindings: Readonly<Record<string, string>>;
  /** The port to serve, see holdPort; stays open while the process is replaced. */
  listener: Listener;
  /** Where the Durable Objects live on between starts. */
  stateDir: string;
  onLog: (line: string) => void;
}

export interface Workerd {
  origin: string;
  readonly pid: number;
  /** Exit code of the present process, -1 after a signal. */
  readonly exited: Promise<number>;
  kill(signal?: NodeJS.Signals): void;
  /** Ends the present process if it still runs; resolves once another one serves. */
  restart(): Promise<void>;
  /** Replaces the Worker by another bundle, over the same state; resolves once it serves. */
  deploy(bundle: WorkerBundle): Promise<void>;
  /** Runs the scheduled handler; resolves with its outcome, "ok" or what went wrong. */
  cron(expression: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Serves a bundled Worker with workerd, the runtime's own binary, and replaces the process whenever it ends.
 * Rejects with workerd's last words when it cannot start.
 */
export async function startWorkerd(options: WorkerdOptions): Promise<Workerd> {
  let configFile = await writeConfig(options);
  const workerd = await supervise({
    launch: () => launch(configFile, options),
    onFailure: (error) => options.onLog(String(error)),
  });
  const restart = async () => {
    const replaced = workerd.replaced();
    workerd.kill("SIGKILL");
    await replaced;
  };
  return {
    origin: `http://localhost:${options.listener.port}`,
    get pid() {
      return workerd.current.pid;
    },
    get exited() {
      return workerd.current.exited;
    },
    kill: (signal = "SIGKILL") => workerd.kill(signal),
    restart,
    deploy: async (bundle) => {
      configFile = await writeConfig({ ...options, bundle });
      await restart();
    },
    cron: (expression) => fireCron(workerd.current.cronPort, expression),
    stop: () => workerd.stop(),
  };
}

async function writeConfig(options: WorkerdOptions): Promise<string> {
  const { bundle, standIns, config, bindings, listener, stateDir } = options;
  const objectsDir = join(stateDir, "objects");
  await mkdir(objectsDir, { recursive: true });
  const bucketsDir = join(stateDir, "buckets");
  for (const { name } of config.buckets) await mkdir(join(bucketsDir, name), { recursive: true });
  if (config.assets !== null) await mkdir(config.assets.directory, { recursive: true });
  const sockets = socketNames(listener);
  const file = join(bundle.directory, "config.capnp");
  const text = workerdConfig({ worker: bundle, standIns, config, bindings, objectsDir, bucketsDir, sockets });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

function socketNames({ descriptors }: Listener): string[] {
  return descriptors.map((_descriptor, index) => `loopback${index}`);
}

const LAST_WORDS = 5;

interface WorkerdProcess extends TiedProcess {
  cronPort: number;
}

async function launch(configFile: string, { listener, onLog }: WorkerdOptions): Promise<WorkerdProcess> {
  const sockets = socketNames(listener).map((name, index) => `--socket-fd=${name}=${5 + index}`);
  const workerd = spawnTied(
    workerdBinary(),
    // Experimental: the switch under which workerd has scheduled() on a service binding.
    ["serve", "--experimental", "--control-fd=4", "--import-path=/", ...sockets, configFile],
    { env: { TZ: "UTC" }, descriptors: listener.descriptors },
  );
  const lastWords: string[] = [];
  const log = (line: string) => {
    if (lastWords.push(line) > LAST_WORDS) lastWords.shift();
    onLog(line);
  };
  eachLine(workerd.stdout, log);
  eachLine(workerd.stderr, log);
  const cronPort = await Promise.race([cronPortOf(workerd), workerd.exited.then(() => null)]);
  if (cronPort === null) throw new Error(`workerd does not start: ${lastWords.join("\n")}`);
  return { ...workerd, cronPort };
}

const ListenEvent = z.object({ event: z.literal("listen"), socket: z.string(), port: z.int() });

/** The cron socket is the last in the configuration: once workerd has announced it, all of them listen. */
function cronPortOf({ control }: TiedProcess): Promise<number> {
  return new Promise((resolve) => {
    eachLine(control, (line) => {
      const { socket, port } = ListenEvent.parse(JSON.parse(line));
      if (socket === CRON_SOCKET) resolve(port);
    });
  });
}

async function fireCron(port: number, expression: string): Promise<string> {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set("cron", expression);
  const response = await fetch(url, { method: "POST" });
  const { outcome } = z.object({ outcome: z.string() }).parse(await response.json());
  return outcome;
}

/** The very workerd that wrangler was released with; its npm launcher would add a Node process. */
function workerdBinary(): string {
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
  return z.object({ default: z.string() }).parse(fromWrangler("workerd")).default;
}
