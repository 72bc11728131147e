import { createHash, randomBytes } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll } from "vitest";
import { redisAttempts, uncounted } from "#auth/attempts.ts";
import { signedIdTokens } from "#auth/id-tokens.ts";
import { KnownKeys } from "#auth/known-keys.ts";
import { type LimitNumbers, noCountsYet, redisLimiter } from "#auth/rate-limit.ts";
import { signedTickets } from "#auth/ticket.ts";
import type { KnownSession } from "#auth/token-session.ts";
import type { TokenKeys } from "#auth/user-token.ts";
import type { Vault } from "#domain/credentials/vault.ts";
import type { KnownPlan } from "#domain/graphs/known-plan.ts";
import type { Probes } from "#domain/health/probes.ts";
import { noKeysYet, storedKeys } from "#domain/keys/stored-keys.ts";
import type { Mail } from "#domain/mail/mailer.ts";
import type { AppDeps } from "#http/app-deps.ts";
import { parseKeyring } from "#lib/envelope.ts";
import type { JsonObject } from "#lib/json.ts";
import { Lru } from "#lib/lru.ts";
import { connectDb } from "#store/db.ts";
import { connectRedis } from "#store/redis.ts";
import { startNeonBridge } from "../local/neon-bridge.ts";
import { type CallInfo, createApp } from "../src/app.ts";
import { freshDatabase, query } from "./database.ts";
import { linkTo } from "./link.ts";
import { MemoryEngine } from "./memory-engine.ts";
import { memoryFiles } from "./memory-files.ts";

/** Headers that say who is calling. */
export type Caller = Record<string, string>;

export interface Person {
  id: string;
  email: string;
}

export const nobody: Caller = {};

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** `{}` when the answer is no JSON object. */
  body: JsonObject;
}

interface WorldOptions {
  /** Limits on a real Redis; without it there are none. */
  limits?: { numbers: Partial<LimitNumbers>; url: string; token: string };
  published?: TokenKeys["published"];
  admins?: string[];
  probes?: Partial<Probes>;
  verifiedOnly?: boolean;
  /** False where no mail is set up. */
  mail?: boolean;
  publicUrl?: string;
  vault?: Partial<Vault>;
  openRegistration?: boolean;
  fetchPublic?: (url: string) => Promise<Response>;
}

export const JWT_SECRET = new TextEncoder().encode("a secret of the tests, long enough for HS256");

export const KEYRING = parseKeyring(`test:${Buffer.alloc(32, 7).toString("base64url")}`);

/** The whole app on a database of its own, with an engine in memory; `isolate()` forgets what a Worker remembers. */
export async function world(options: WorldOptions = {}) {
  const databaseUrl = await freshDatabase();
  const bridge = await startNeonBridge();
  const link = await linkTo(bridge.origin);
  const background: Promise<unknown>[] = [];
  afterAll(async () => {
    await Promise.all(background);
    await link.stop();
    await bridge.stop();
  });
  const engine = new MemoryEngine(() => connectDb(databaseUrl, link.origin));
  const publicUrl = options.publicUrl ?? "https://gossamer.test";
  const mails: Mail[] = [];
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  let memory = newMemory();
  const files = memoryFiles();

  const vault = { keyring: KEYRING, clients: {}, locate: (url: string) => url, ...options.vault };

  const deps = ({ requestId, source, after }: CallInfo): AppDeps => {
    const db = connectDb(databaseUrl, link.origin);
    const limits = options.limits;
    const issuerKeys = storedKeys({ db, now }, KEYRING, memory.keys);
    return {
      ctx: {
        db,
        engine,
        now,
        requestId,
        source,
        after,
        publicUrl,
        issuerKeys,
        mailer: options.mail === false ? null : { send: async (mail) => void mails.push(mail) },
        attempts:
          options.limits === undefined
            ? uncounted
            : redisAttempts(connectRedis(options.limits.url, options.limits.token), now),
        verifiedOnly: options.verifiedOnly ?? false,
        plans: memory.plans,
        knownKeys: memory.knownKeys,
        files,
        oauth: {
          idTokens: signedIdTokens(issuerKeys, publicUrl, now),
          openRegistration: options.openRegistration ?? true,
          fetchPublic: options.fetchPublic ?? (async () => new Response(null, { status: 404 })),
        },
        tickets: signedTickets("a deployment's secret", now),
        vault,
        probes: {
          database: () => db.execute("select 1"),
          redis: async () => "PONG",
          queue: async () => "ok",
          ...options.probes,
        },
      },
      identity: {
        tokens: { secret: JWT_SECRET, published: options.published ?? null },
        adminEmails: new Set(options.admins ?? []),
        seenUsers: memory.seenUsers,
        knownSessions: memory.knownSessions,
        knownKeys: memory.knownKeys,
      },
      limiter:
        limits === undefined
          ? null
          : redisLimiter(
              connectRedis(limits.url, limits.token),
              { ...PLENTY, ...limits.numbers },
              memory.counts,
            ),
      publicUrl,
      assets: async (request) => new Response(`asset ${new URL(request.url).pathname}`),
      internal: async () => new Response("internal"),
      refuseSocket: (code, reason, protocol) => Response.json({ code, reason, protocol }),
    };
  };
  const handle = createApp<null>((_env, info) => deps(info));

  async function send(request: Request): Promise<Answer> {
    const response = await handle(request, null, { waitUntil: (work) => void background.push(work) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  const api = (caller: Caller) => {
    const call =
      (method: string) =>
      (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
        send(
          new Request(`https://gossamer.test${path}`, {
            method,
            headers: { ...caller, ...headers },
            ...(body !== undefined && { body: isSentAsItIs(body) ? body : JSON.stringify(body) }),
          }),
        );
    return {
      send: (method: string, path: string, body?: unknown) => call(method)(path, body),
      get: (path: string, headers?: Record<string, string>) => call("GET")(path, undefined, headers),
      post: call("POST"),
      put: call("PUT"),
      patch: call("PATCH"),
      delete: call("DELETE"),
    };
  };

  return {
    api,
    databaseUrl,
    engine,
    clock,
    files,
    link,
    mails,
    send,
    sql: <Row extends object>(text: string, values?: unknown[]) => query<Row>(databaseUrl, text, values),
    /** Waits for the work that went on behind the answers. */
    settled: () => Promise.all(background.splice(0)),
    isolate: () => {
      memory = newMemory();
    },
    /** An API key with these scopes, for a user who has a row. */
    key: async (owner: Person, scopes: string[], columns: Record<string, unknown> = {}): Promise<Caller> => {
      const secret = `agpt_${randomBytes(32).toString("base64url")}`;
      await insertKey(databaseUrl, owner, secret, scopes, columns);
      return { "x-api-key": secret };
    },
  };
}

const PLENTY: LimitNumbers = {
  general: { minute: 1000 },
  execute: { minute: 1000 },
  external: { minute: 1000 },
  authorize: { minute: 1000 },
  token: { minute: 1000 },
  "app-execute": { minute: 1000 },
  "app-read": { minute: 1000 },
  agents: { minute: 1000 },
};

export type World = Awaited<ReturnType<typeof world>>;

/** A person nobody has seen before. */
export function person(name: string): Person {
  const id = crypto.randomUUID();
  return { id, email: `${name}-${id.slice(0, 8)}@example.com` };
}

/** The bearer token of a person's own session, with further claims. */
export async function session({ id, email }: Person, claims: object = {}): Promise<Caller> {
  const token = await new SignJWT({ email, role: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(id)
    .setAudience("authenticated")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(JWT_SECRET);
  return { authorization: `Bearer ${token}` };
}

const newMemory = () => ({
  keys: noKeysYet(),
  plans: new Lru<KnownPlan>(1_000_000, ({ plan }) => JSON.stringify(plan).length),
  seenUsers: new Lru<string>(100),
  knownSessions: new Lru<KnownSession>(100),
  knownKeys: new KnownKeys(),
  counts: noCountsYet(),
});

const isSentAsItIs = (body: unknown): body is string | FormData | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof FormData || body instanceof Uint8Array;

function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** A text field of an answer's body. */
export function textOf({ body, text }: Answer, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw new Error(`No text ${field} in ${text}`);
  return value;
}

async function insertKey(
  databaseUrl: string,
  { id, email }: Person,
  secret: string,
  scopes: string[],
  columns: Record<string, unknown>,
): Promise<void> {
  await query(databaseUrl, "insert into users (id, email) values ($1, $2) on conflict do nothing", [
    id,
    email,
  ]);
  const row: Record<string, unknown> = {
    id: crypto.randomUUID(),
    user_id: id,
    name: "test",
    key_hash: createHash("sha256").update(secret).digest("hex"),
    prefix: secret.slice(0, 9),
    last_four: secret.slice(-4),
    scopes,
    ...columns,
  };
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await query(databaseUrl, `insert into api_keys (${names}) values (${places})`, Object.values(row));
}
