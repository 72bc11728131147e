import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Environment, readEnvironment } from "./environment.ts";
import { type Chaos, parseChaos } from "./qstash/chaos.ts";
import { seedDemoUser } from "./seed.ts";
import { type LogSource, type StackOptions, startStack } from "./stack.ts";
import { StartError } from "./start-error.ts";
import { welcome } from "./welcome.ts";

/** `npm start [-- --fresh]`: the whole platform, until Ctrl-C. */
export async function start(): Promise<void> {
  const env = readEnvironment();
  let stop: () => unknown = () => process.exit(130); // what has started is tied to this process
  whenToldToStop(() => stop());
  const stack = await startStack({ ...startOptions(env), fresh: wantsFresh(), onLog: report });
  stop = () => stack.stop().finally(() => process.exit());
  const { databaseUrl, origin, credentialsFile } = stack;
  const jwtSecret = stack.env["SUPABASE_JWT_SECRET"] ?? "";
  const credentials = await seedDemoUser({ databaseUrl, credentialsFile, origin, jwtSecret });
  console.log(`ready ${origin}`);
  console.log(welcome(credentials, credentialsFile, stack.mailbox?.origin ?? null));
}

/** What the Worker says as it is; of the others what deserves a look, under their name. */
function report(source: LogSource, line: string): void {
  if (source === "worker") process.stderr.write(`${line}\n`);
  else if (source !== "postgres" || /(WARNING|ERROR|FATAL|PANIC): /.test(line))
    process.stderr.write(`[${source}] ${line}\n`);
}

/** What the environment says about the stack itself. Throws StartError. */
export function startOptions(env: Environment): StackOptions {
  return { env, stateDir: resolve(env["STATE_DIR"] ?? ".local"), port: portOf(env), chaos: chaosOf(env) };
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

/**
 * Told by a signal, or by the death of npm, which passes signals on but not its own SIGKILL. A second Ctrl-C ends us at once;
 * within a second it is the same one, since the terminal sends it to npm and to us.
 */
function whenToldToStop(callback: () => void): void {
  let toldAt: number | null = null;
  const tell = () => {
    if (toldAt === null) {
      toldAt = performance.now();
      callback();
    } else if (performance.now() - toldAt > 1_000) process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, tell);
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    tell();
  }, 250);
}
