import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Cron } from "croner";
import { buildAssets } from "./assets.ts";
import type { Environment } from "./environment.ts";
import { type Mailbox, startMailbox } from "./mailbox.ts";
import { migrate } from "./migrate.ts";
import { type ModelStub, startModelStub } from "./model-stub.ts";
import { type NeonBridge, startNeonBridge } from "./neon-bridge.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import type { Chaos } from "./qstash/chaos.ts";
import { type Qstash, startQstash } from "./qstash.ts";
import { type RedisBridge, startRedisBridge } from "./redis-bridge.ts";
import { brings, checkEnvironment, type EmbeddedParts, isNeon, workerBindings } from "./stack/bindings.ts";
import { type StateDir, takeStateDir } from "./stack/state-dir.ts";
import { StartError } from "./start-error.ts";
import { bundleWorker } from "./worker-bundle.ts";
import { holdPort, type Listener } from "./workerd/listener.ts";
import { bundleStandIns } from "./workerd/stand-ins.ts";
import { startWorkerd, type Workerd } from "./workerd.ts";
import { readWranglerConfig, type WranglerConfig } from "./wrangler-config.ts";

export interface StackOptions {
  /** Everything that is kept between starts; one stack at a time. */
  stateDir: string;
  /** Loopback port; 0 takes a free one. */
  port: number;
  /** Settings as in .dev.vars.example; all but those of the command reach the Worker. */
  env?: Environment;
  chaos?: Chaos | null;
  /** Removes what earlier stacks left in the directory. */
  fresh?: boolean;
  onLog?: (source: LogSource, line: string) => void;
  /** Entry module of another build of the Worker; defaults to wrangler.toml's. */
  entry?: string;
  /** The address under which the Worker shall find a part that the stack brings; whoever sits there may be a bad line. */
  via?: (part: Line, address: string) => Promise<string>;
}

/** What the Worker reaches over the network: PostgreSQL, the bridge before it, Redis. */
export type Line = "postgres" | "bridge" | "redis";

export type LogSource = "worker" | "postgres" | "qstash" | "cron" | "mail";

export interface Stack {
  /** `http://localhost:<port>` */
  origin: string;
  databaseUrl: string;
  /** The variables that the Worker has. */
  env: Readonly<Record<string, string>>;
  /** File in which the demo user's credentials are kept. */
  credentialsFile: string;
  worker: Workerd;
  /** The embedded parts; null where the environment replaces one. */
  postgres: Postgres | null;
  redis: RedisBridge | null;
  qstash: Qstash | null;
  mailbox: Mailbox | null;
  /** Answers for the model providers that the environment has no key for. */
  models: ModelStub;
  stop(): Promise<void>;
}

/**
 * Starts the whole platform on this machine and resolves once its /health/ready is 200. Throws StartError for what the person at
 * the keyboard can solve; nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const parts: Partial<Parts> = {};
  try {
    return await startParts(parts, {
      env: {},
      onLog: () => {},
      via: async (_part, address) => address,
      ...options,
    });
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
}

const WRANGLER_CONFIG = join(import.meta.dirname, "../wrangler.toml");
const READY_WITHIN_MS = 30_000;

interface Parts {
  state: StateDir;
  listener: Listener;
  postgres: Postgres;
  bridge: NeonBridge;
  redis: RedisBridge;
  qstash: Qstash;
  mailbox: Mailbox;
  models: ModelStub;
  worker: Workerd;
  crons: Cron[];
}

type Complete = StackOptions & Required<Pick<StackOptions, "env" | "onLog" | "via">>;

async function startParts(parts: Partial<Parts>, options: Complete): Promise<Stack> {
  const { env, onLog } = options;
  checkEnvironment(env);
  const config = readWranglerConfig(WRANGLER_CONFIG);
  const state = takeStateDir(options.stateDir, options);
  parts.state = state;
  const listener = await holdPort(options.port);
  parts.listener = listener;
  const origin = `http://localhost:${listener.port}`;

  const { bundle, standIns, ...embedded } = await startServices(parts, state, config, options, listener.port);
  const bindings = workerBindings(origin, env, await reached(embedded, options));
  const worker = await startWorkerd({
    bundle,
    standIns,
    config,
    bindings,
    listener,
    stateDir: options.stateDir,
    onLog: (line) => onLog("worker", line),
  });
  parts.worker = worker;
  await untilReady(origin);
  parts.crons = config.crons.map((cron) => schedule(cron, worker, onLog));

  return {
    origin,
    databaseUrl: embedded.databaseUrl,
    env: bindings,
    credentialsFile: state.credentials,
    worker,
    postgres: parts.postgres ?? null,
    redis: parts.redis ?? null,
    qstash: parts.qstash ?? null,
    mailbox: parts.mailbox ?? null,
    models: embedded.models,
    stop: () => stopParts(parts),
  };
}

/** Everything the Worker needs, at once; settles only when all of it has, so that nothing starts behind a failure. */
async function startServices(
  parts: Partial<Parts>,
  state: StateDir,
  config: WranglerConfig,
  options: Complete,
  port: number,
) {
  const starting = [
    startDatabase(parts, state, options),
    startRedis(parts, options),
    startQueue(parts, state, options),
    startMail(parts, port, options),
    startModels(parts),
    bundleWorker({ entry: options.entry ?? config.main, outDir: state.worker }),
    bundleStandIns(state.worker),
    config.assets === null ? null : buildAssets(config.assets.directory),
  ] as const;
  await Promise.allSettled(starting);
  const [database, redis, qstash, mailbox, models, bundle, standIns] = await Promise.all(starting);
  return { ...database, redis, qstash, mailbox, models, bundle, standIns };
}

async function startDatabase(parts: Partial<Parts>, state: StateDir, { env, onLog }: Complete) {
  if (!brings("database", env)) {
    parts.postgres = await startPostgres({ dir: state.postgres, onLog: (line) => onLog("postgres", line) });
  }
  const databaseUrl = parts.postgres?.url ?? env["DATABASE_URL"] ?? "";
  if (!isNeon(databaseUrl)) parts.bridge = await startNeonBridge({ databaseUrl });
  await migrate(databaseUrl);
  return { databaseUrl, bridgeOrigin: parts.bridge?.origin ?? null };
}

async function startRedis(parts: Partial<Parts>, { env }: Complete): Promise<RedisBridge | null> {
  if (brings("redis", env)) return null;
  parts.redis = await startRedisBridge();
  return parts.redis;
}

async function startQueue(
  parts: Partial<Parts>,
  state: StateDir,
  { env, chaos, onLog }: Complete,
): Promise<Qstash | null> {
  if (brings("qstash", env)) return null;
  const report = (line: string) => onLog("qstash", line);
  parts.qstash = await startQstash({ file: state.qstash, chaos, onLog: report });
  return parts.qstash;
}

/** The parts as the Worker reaches them. */
async function reached(parts: EmbeddedParts, { via }: Complete): Promise<EmbeddedParts> {
  const { databaseUrl, bridgeOrigin, redis, ...others } = parts;
  return {
    databaseUrl: await via("postgres", databaseUrl),
    bridgeOrigin: bridgeOrigin && (await via("bridge", bridgeOrigin)),
    redis: redis && { ...redis, url: await via("redis", redis.url) },
    ...others,
  };
}

/** Beside the Worker's port where that is chosen, so that people can find it again. */
async function startMail(
  parts: Partial<Parts>,
  port: number,
  { env, onLog, ...chosen }: Complete,
): Promise<Mailbox | null> {
  if (brings("mail", env)) return null;
  parts.mailbox = await startMailbox({
    port: chosen.port === 0 ? 0 : port + 1,
    onMail: ({ to, subject, text }) => onLog("mail", `to ${to.join(", ")}: ${subject}\n${text}`),
  });
  return parts.mailbox;
}

async function startModels(parts: Partial<Parts>): Promise<ModelStub> {
  parts.models = await startModelStub();
  return parts.models;
}

function schedule(expression: string, worker: Workerd, onLog: Complete["onLog"]): Cron {
  return new Cron(expression, { timezone: "UTC", protect: true }, async () => {
    const outcome = await worker.cron(expression).catch(String);
    if (outcome !== "ok") onLog("cron", `${expression}: ${outcome}`);
  });
}

async function untilReady(origin: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let answer = "no answer";
  while (Date.now() < deadline) {
    const response = await fetch(`${origin}/health/ready`).catch(() => null);
    if (response?.ok) return void (await response.body?.cancel());
    if (response !== null) answer = `${response.status} ${await response.text()}`;
    await delay(50);
  }
  throw new StartError(`The platform does not become ready: ${answer}`);
}

/** Stops what has started, the givers of work first. */
async function stopParts(parts: Partial<Parts>): Promise<void> {
  for (const cron of parts.crons ?? []) cron.stop();
  await parts.qstash?.stop();
  await parts.worker?.stop();
  await Promise.all([parts.bridge?.stop(), parts.redis?.stop(), parts.mailbox?.stop(), parts.models?.stop()]);
  await parts.postgres?.stop();
  await parts.listener?.close();
  parts.state?.release();
}
