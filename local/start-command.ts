import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, readEnvironment } from "./environment.ts";
import { type Chaos, parseChaos } from "./qstash/chaos.ts";
import { seedDemoUser } from "./seed.ts";
import { type LogSource, type Stack, startStack } from "./stack.ts";
import { StartError } from "./start-error.ts";
import { welcome } from "./welcome.ts";

/** `npm start [-- --fresh]`: the whole platform, until Ctrl-C. */
export async function start(): Promise<void> {
  const env = readEnvironment();
  const stateDir = resolve(env["STATE_DIR"] ?? ".local");
  stopOnSignals(() => process.exit(130)); // what has started is tied to this process
  const stack = await startStack({
    stateDir,
    port: portOf(env),
    env,
    chaos: chaosOf(env),
    fresh: wantsFresh(),
    onLog: report,
  });
  stopOnSignals(() => stop(stack));
  stopWithNpm(() => stop(stack));
  const { databaseUrl, origin, credentialsFile } = stack;
  const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
  const credentials = await seedDemoUser({ databaseUrl, credentialsFile, origin, jwtSecret });
  console.log(`ready ${origin}`);
  console.log(welcome(credentials, credentialsFile));
}

/** What the Worker says as it is; of the others what deserves a look, under their name. */
function report(source: LogSource, line: string): void {
  if (source === "worker") process.stderr.write(`${line}\n`);
  else if (source !== "postgres" || /(WARNING|ERROR|FATAL|PANIC): /.test(line))
    process.stderr.write(`[${source}] ${line}\n`);
}

function wantsFresh(): boolean {
  try {
    return parseArgs({ options: { fresh: { type: "boolean", default: false } } }).values.fresh;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}; usage: npm start [-- --fresh]`);
  }
}

function portOf(env: Environment): number {
  const port = Number(env["PORT"] ?? 8006);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`PORT cannot be "${env["PORT"]}"`);
  return port;
}

function chaosOf(env: Environment): Chaos | null {
  try {
    return parseChaos(env["QUEUE_CHAOS"] ?? "");
  } catch (error) {
    throw new StartError(`QUEUE_CHAOS: ${error instanceof Error ? error.message : error}`);
  }
}

/** The first signal stops in order, the second at once. */
function stopOnSignals(stop: () => unknown): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      process.on(signal, () => process.exit(130));
      stop();
    });
  }
}

/** npm passes signals on, but one that is killed cannot: then our parent becomes another one. */
function stopWithNpm(stop: () => unknown): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    stop();
  }, 250);
}

async function stop(stack: Stack): Promise<void> {
  await stack.stop();
  process.exit(0);
}
