import { DEVELOPMENT_CREDENTIAL_KEYS, DEVELOPMENT_JWT_SECRET } from "../development-keys.ts";
import type { Environment } from "../environment.ts";
import { StartError } from "../start-error.ts";

/** Settings of the command, which mean nothing to the Worker. */
const OF_THE_COMMAND = new Set(["PORT", "STATE_DIR", "QUEUE_CHAOS"]);

const SERVICES = {
  mail: ["MAIL_API_KEY", "MAIL_FROM"],
  database: ["DATABASE_URL"],
  redis: ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
  qstash: ["QSTASH_URL", "QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"],
} as const;

/** Whether the environment brings its own service. Throws StartError when it brings only a part of one. */
export function brings(service: keyof typeof SERVICES, env: Environment): boolean {
  const names = SERVICES[service];
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return false;
  if (missing.length > 0)
    throw new StartError(`${names[0]} and its like belong together: ${missing.join(", ")} not set`);
  return true;
}

/** Throws StartError for what can be seen to be wrong before anything starts. */
export function checkEnvironment(env: Environment): void {
  if (
    brings("database", env) &&
    !/^postgres(ql)?:$/.test(URL.parse(env["DATABASE_URL"] ?? "")?.protocol ?? "")
  ) {
    throw new StartError("DATABASE_URL is not a postgresql:// URL");
  }
  brings("redis", env);
  brings("mail", env);
  if (brings("qstash", env)) checkReachable(env["QSTASH_URL"] ?? "", env["PUBLIC_URL"]);
}

/** Upstash cannot deliver to a loopback address, so its queue needs a PUBLIC_URL that is none. */
function checkReachable(queueUrl: string, publicUrl: string | undefined): void {
  const queue = URL.parse(queueUrl);
  if (queue === null) throw new StartError("QSTASH_URL is not a URL");
  const own = URL.parse(publicUrl ?? "http://localhost");
  if (!isLoopback(queue) && (own === null || isLoopback(own))) {
    throw new StartError(
      `QSTASH_URL is ${queue.host}, which cannot reach this machine; set PUBLIC_URL to where it can`,
    );
  }
}

/** Neon's own hosts speak the driver's protocol; any other server needs the bridge. */
export function isNeon(databaseUrl: string): boolean {
  return URL.parse(databaseUrl)?.hostname.endsWith(".neon.tech") === true;
}

export interface EmbeddedParts {
  databaseUrl: string;
  bridgeOrigin: string | null;
  redis: { url: string; token: string } | null;
  qstash: { url: string; token: string; currentSigningKey: string; nextSigningKey: string } | null;
  mailbox: { url: string } | null;
  models: { url: string };
}

/** What the Worker gets as variables: the embedded parts, overruled by the environment. */
export function workerBindings(
  origin: string,
  env: Environment,
  parts: EmbeddedParts,
): Record<string, string> {
  const { databaseUrl, bridgeOrigin, redis, qstash, mailbox, models } = parts;
  return {
    LOCAL_STACK: "1",
    PUBLIC_URL: origin,
    SUPABASE_JWT_SECRET: DEVELOPMENT_JWT_SECRET,
    CREDENTIAL_KEYS: DEVELOPMENT_CREDENTIAL_KEYS,
    EGRESS_ALLOW: "localhost,127.0.0.1",
    EMAIL_VERIFICATION: "optional",
    MODEL_STUB_URL: models.url,
    DATABASE_URL: databaseUrl,
    ...(bridgeOrigin !== null && { NEON_LOCAL: bridgeOrigin }),
    ...(redis !== null && { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token }),
    ...(qstash !== null && {
      QSTASH_URL: qstash.url,
      QSTASH_TOKEN: qstash.token,
      QSTASH_CURRENT_SIGNING_KEY: qstash.currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: qstash.nextSigningKey,
    }),
    ...(mailbox !== null && {
      MAIL_API_URL: mailbox.url,
      MAIL_API_KEY: "none",
      MAIL_FROM: "Gossamer <gossamer@localhost>",
    }),
    ...forTheWorker(env),
  };
}

function forTheWorker(env: Environment): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value && !OF_THE_COMMAND.has(name)) settings[name] = value;
  }
  return settings;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
