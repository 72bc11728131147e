import * as z from "zod";
import { DEFAULT_LIMITS, isLimitName, type LimitNumbers } from "#auth/rate-limit.ts";
import { baseUrls, keyring, locating, oauthClients } from "#domain/credentials/settings.ts";
import type { Vault } from "#domain/credentials/vault.ts";
import { ModelVariables } from "#engine/world/model-settings.ts";
import type { ModelSettings } from "#engine/world/models.ts";
import type { Keyring } from "#lib/envelope.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import type { MailApi } from "#store/mail.ts";

/** What wrangler.toml binds and what is set as variables and secrets. */
export interface Env {
  ASSETS: Fetcher;
  EXECUTIONS: DurableObjectNamespace;
  FILES: R2Bucket;
}

export interface Settings {
  databaseUrl: string;
  /** Origin of the bridge that stands in for Neon; only the local stack sets it. */
  neonLocal: string | undefined;
  redis: { url: string; token: string };
  queue: { url: string; token: string; currentSigningKey: string; nextSigningKey: string };
  /** Without a trailing slash. */
  publicUrl: string;
  /** Null where none is set up. */
  mail: MailApi | null;
  /** Whether people must confirm their address before they can sign in. */
  verifiedOnly: boolean;
  supabaseJwtSecret: string | undefined;
  supabaseUrl: string | undefined;
  /** Null when rate limits are off. */
  rateLimits: LimitNumbers | null;
  /** Whether OAuth clients may introduce themselves. */
  openRegistration: boolean;
  /** Hosts that blocks may reach although they are not public. */
  egressAllow: readonly string[];
  /** Lower case. */
  adminEmails: ReadonlySet<string>;
  vault: Vault;
  models: ModelSettings;
}

/** Reads the environment; 503 with the names of the variables that are wrong in the log, never their values. */
export function readSettings(env: object): Settings {
  const parsed = Variables.safeParse(env);
  const models = ModelVariables.safeParse(env);
  if (parsed.success && models.success) return { ...settingsOf(parsed.data), models: models.data };
  const issues = [parsed, models].flatMap(({ error }) => error?.issues ?? []);
  const variables = issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  log("error", "environment.wrong", { variables });
  throw new AppError("UNAVAILABLE", "The server is not configured", { cause: parsed.error ?? models.error });
}

const text = z.string("is missing").min(1, "is empty");
const origin = z.url({ protocol: /^https?$/, error: "is not an http(s) URL" }).transform(withoutSlash);
const list = z
  .string()
  .default("")
  .transform((value) => value.split(",").flatMap((part) => part.trim() || []));

const RESEND = "https://api.resend.com/emails";

const Variables = z
  .object({
    DATABASE_URL: z.string("is missing").regex(/^postgres(ql)?:\/\//, "is not a postgresql:// URL"),
    NEON_LOCAL: origin.optional(),
    UPSTASH_REDIS_REST_URL: origin,
    UPSTASH_REDIS_REST_TOKEN: text,
    QSTASH_URL: origin,
    QSTASH_TOKEN: text,
    QSTASH_CURRENT_SIGNING_KEY: text,
    QSTASH_NEXT_SIGNING_KEY: text,
    PUBLIC_URL: origin,
    SUPABASE_JWT_SECRET: z.string().min(32, "is shorter than 32 characters").optional(),
    SUPABASE_URL: origin.optional(),
    RATE_LIMITS: z.string().default("on").transform(toLimits),
    MAIL_API_URL: z.url({ protocol: /^https?$/, error: "is not an http(s) URL" }).default(RESEND),
    MAIL_API_KEY: text.optional(),
    MAIL_FROM: text.optional(),
    EMAIL_VERIFICATION: z
      .enum(["required", "optional"], "is neither required nor optional")
      .default("required"),
    OAUTH_REGISTRATION: z.enum(["open", "closed"], 'is neither "open" nor "closed"').default("open"),
    EGRESS_ALLOW: list,
    ADMIN_EMAILS: list,
    CREDENTIAL_KEYS: keyring.optional(),
    PROVIDER_CLIENTS: oauthClients,
    PROVIDER_BASE_URLS: baseUrls,
    LOCAL_STACK: z.string().optional(),
  })
  .superRefine((variables, context) => {
    if (variables.LOCAL_STACK !== undefined) return;
    for (const [name, value] of Object.entries(variables)) {
      const secrets = name === "CREDENTIAL_KEYS" ? keyTexts(variables.CREDENTIAL_KEYS) : [value];
      if (secrets.some((secret) => typeof secret === "string" && PUBLIC_SECRETS.has(secret))) {
        context.addIssue({ code: "custom", path: [name], message: "is a public development secret" });
      }
    }
  });

const keyTexts = (ring: Keyring | undefined): string[] =>
  [...(ring?.keys.values() ?? [])].map((key) => new TextDecoder().decode(key));

/** Secrets that anybody can read: our local stack's, Supabase's example, the QStash development server's. */
const PUBLIC_SECRETS = new Set([
  "development-only-public-secret-of-the-local-stack",
  "super-secret-jwt-token-with-at-least-32-characters-long",
  "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
  "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs",
  "development-only-public-key-32by",
  "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
]);

function settingsOf(variables: z.output<typeof Variables>): Omit<Settings, "models"> {
  return {
    databaseUrl: variables.DATABASE_URL,
    neonLocal: variables.NEON_LOCAL,
    redis: { url: variables.UPSTASH_REDIS_REST_URL, token: variables.UPSTASH_REDIS_REST_TOKEN },
    queue: {
      url: variables.QSTASH_URL,
      token: variables.QSTASH_TOKEN,
      currentSigningKey: variables.QSTASH_CURRENT_SIGNING_KEY,
      nextSigningKey: variables.QSTASH_NEXT_SIGNING_KEY,
    },
    publicUrl: variables.PUBLIC_URL,
    mail: mailOf(variables),
    verifiedOnly: variables.EMAIL_VERIFICATION === "required",
    supabaseJwtSecret: variables.SUPABASE_JWT_SECRET,
    supabaseUrl: variables.SUPABASE_URL,
    rateLimits: variables.RATE_LIMITS,
    openRegistration: variables.OAUTH_REGISTRATION === "open",
    egressAllow: variables.EGRESS_ALLOW,
    adminEmails: new Set(variables.ADMIN_EMAILS.map((email) => email.toLowerCase())),
    vault: {
      keyring: variables.CREDENTIAL_KEYS ?? null,
      clients: variables.PROVIDER_CLIENTS,
      locate: locating(variables.PROVIDER_BASE_URLS),
    },
  };
}

function mailOf({ MAIL_API_URL, MAIL_API_KEY, MAIL_FROM }: z.output<typeof Variables>): MailApi | null {
  if (MAIL_API_KEY === undefined || MAIL_FROM === undefined) return null;
  return { url: MAIL_API_URL, key: MAIL_API_KEY, from: MAIL_FROM };
}

/** `on`, `off`, or numbers a minute, and an hour, that replace defaults: `general=100,app-execute=10/100`. */
function toLimits(value: string, context: z.RefinementCtx): LimitNumbers | null {
  if (value === "off") return null;
  const limits: LimitNumbers = { ...DEFAULT_LIMITS };
  if (value === "on") return limits;
  for (const part of value.split(",")) {
    const [, name, minute, hour] = LIMIT.exec(part) ?? [];
    if (name !== undefined && isLimitName(name)) {
      limits[name] = { minute: Number(minute), ...(hour !== undefined && { hour: Number(hour) }) };
      continue;
    }
    context.addIssue({ code: "custom", message: 'is neither "on", "off" nor numbers such as general=100' });
  }
  return limits;
}

const LIMIT = /^\s*([a-z-]+)=([1-9]\d{0,8})(?:\/([1-9]\d{0,8}))?\s*$/;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
