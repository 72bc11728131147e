import { connect } from "cloudflare:sockets";
import { sql } from "drizzle-orm";
import type { JWTVerifyGetKey } from "jose";
import { redisAttempts, uncounted } from "#auth/attempts.ts";
import type { Identity } from "#auth/authenticate.ts";
import { signedIdTokens } from "#auth/id-tokens.ts";
import { KnownKeys } from "#auth/known-keys.ts";
import { publishedKeys } from "#auth/published-keys.ts";
import { noCountsYet, redisLimiter } from "#auth/rate-limit.ts";
import { signedTickets } from "#auth/ticket.ts";
import type { KnownSession } from "#auth/token-session.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import type { KnownPlan } from "#domain/graphs/known-plan.ts";
import type { Probes } from "#domain/health/probes.ts";
import { noKeysYet, storedKeys } from "#domain/keys/stored-keys.ts";
import { documentFetch } from "#domain/oauth/clients/document-fetch.ts";
import { makeEngine } from "#engine/engine.ts";
import type { AppDeps } from "#http/app-deps.ts";
import { serveQueue } from "#http/internal/queue-door.ts";
import { systemClock } from "#lib/clock.ts";
import { Lru } from "#lib/lru.ts";
import { connectDb, type Db } from "#store/db.ts";
import { r2Files } from "#store/files.ts";
import { connectMail } from "#store/mail.ts";
import { connectRedis, type Redis } from "#store/redis.ts";
import type { CallInfo } from "./app.ts";
import { type Env, readSettings, type Settings } from "./env.ts";

/** What requests share. None of it holds a connection, or a promise that one request would await for another. */
type Parts = Omit<AppDeps, "ctx"> & { ctx: Omit<OpenCtx, "requestId" | "source" | "after"> };

/** What an isolate remembers from one request to the next: facts that stay true, never a connection. */
const isolate = {
  parts: new WeakMap<object, Parts>(),
  publishedKeys: new Map<string, JWTVerifyGetKey>(),
  issuerKeys: noKeysYet(),
  seenUsers: new Lru<string>(10_000),
  knownSessions: new Lru<KnownSession>(10_000),
  knownKeys: new KnownKeys(),
  /** In characters of JSON, of which an isolate can spare some millions. */
  plans: new Lru<KnownPlan>(8_000_000, ({ plan }) => JSON.stringify(plan).length),
  counts: noCountsYet(),
};

/** Wires one request. */
export function makeDeps(env: Env, { requestId, source, after }: CallInfo): AppDeps {
  let parts = isolate.parts.get(env);
  if (parts === undefined) {
    parts = partsOf(env);
    isolate.parts.set(env, parts);
  }
  return { ...parts, ctx: { ...parts.ctx, requestId, source, after } };
}

/** The only place that sees the Worker's environment. */
function partsOf(env: Env): Parts {
  const settings = readSettings(env);
  const { egressAllow, vault } = settings;
  const db = connectDb(settings.databaseUrl, settings.neonLocal);
  const redis = connectRedis(settings.redis.url, settings.redis.token);
  const files = r2Files(env.FILES);
  const issuerKeys = storedKeys({ db, now: systemClock }, vault.keyring, isolate.issuerKeys);
  const engine = makeEngine({
    objects: env.EXECUTIONS,
    world: { egressAllow, models: settings.models, db, files, vault, connect, now: systemClock },
    now: systemClock,
  });
  return {
    ctx: {
      db,
      engine,
      files,
      now: systemClock,
      publicUrl: settings.publicUrl,
      issuerKeys,
      mailer: settings.mail && connectMail(settings.mail),
      attempts: settings.rateLimits === null ? uncounted : redisAttempts(redis, systemClock),
      verifiedOnly: settings.verifiedOnly,
      plans: isolate.plans,
      knownKeys: isolate.knownKeys,
      probes: probesOf(settings, db, redis),
      tickets: signedTickets(settings.queue.currentSigningKey, systemClock),
      vault,
      oauth: {
        idTokens: signedIdTokens(issuerKeys, settings.publicUrl, systemClock),
        openRegistration: settings.openRegistration,
        fetchPublic: documentFetch(egressAllow),
      },
    },
    identity: identityOf(settings),
    limiter: settings.rateLimits && redisLimiter(redis, settings.rateLimits, isolate.counts),
    publicUrl: settings.publicUrl,
    assets: (request) => env.ASSETS.fetch(request),
    internal: (request) =>
      serveQueue(
        { keys: settings.queue, publicUrl: settings.publicUrl, work: (wake) => engine.work(wake) },
        request,
      ),
    refuseSocket,
  };
}

function identityOf({ supabaseJwtSecret, supabaseUrl, adminEmails }: Settings): Identity {
  return {
    tokens: {
      secret: supabaseJwtSecret === undefined ? null : new TextEncoder().encode(supabaseJwtSecret),
      published: supabaseUrl === undefined ? null : keysOf(supabaseUrl),
    },
    adminEmails,
    seenUsers: isolate.seenUsers,
    knownSessions: isolate.knownSessions,
    knownKeys: isolate.knownKeys,
  };
}

function keysOf(supabaseUrl: string): JWTVerifyGetKey {
  let keys = isolate.publishedKeys.get(supabaseUrl);
  if (keys === undefined) {
    keys = publishedKeys(supabaseUrl);
    isolate.publishedKeys.set(supabaseUrl, keys);
  }
  return keys;
}

function probesOf({ queue }: Settings, db: Db, redis: Redis): Probes {
  return {
    database: () => db.execute(sql`select 1`),
    redis: () => redis.ping(),
    queue: async () => {
      const answer = await fetch(`${queue.url}/v2/keys`, {
        headers: { authorization: `Bearer ${queue.token}` },
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`The queue answers ${answer.status}`);
    },
  };
}

function refuseSocket(code: number, reason: string, protocol: string | null): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  const headers = new Headers();
  if (protocol !== null) headers.set("sec-websocket-protocol", protocol);
  return new Response(null, { status: 101, webSocket: client, headers });
}
