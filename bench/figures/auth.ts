import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Platform, startPlatform } from "../gossamer/platform.ts";
import { httpClient, json } from "../http.ts";
import type { Measurement } from "../measurement.ts";
import { median } from "../statistics.ts";
import type { Figure } from "../world.ts";

const PATH = "/api/v2/builder/graphs";
/** A key that was read longer ago than a second is read again. */
const FORGOTTEN_MS = 1100;

interface Caller {
  who: string;
  headers: Record<string, string>;
  pauseMs: number;
}

interface Sample {
  database: number;
  redis: number;
  ms: number;
}

/** What it costs to know who calls, by kind of credential: round trips of the same request, counted, and its time. */
export const auth: Figure = {
  ids: ["auth"],
  measure: async ({ outside, options, say }) => {
    say("auth: starting a stack whose lines count");
    const platform = await startPlatform(outside.url, { counted: true });
    try {
      const found: Measurement[] = [];
      const rounds = options.quick ? 5 : 30;
      let bare = 0;
      for (const caller of await callersOf(platform)) {
        say(`auth: ${caller.who}`);
        const samples = await samplesOf(platform, caller, rounds);
        const trips = median(samples.map(({ database }) => database));
        if (found.length === 0) bare = trips;
        else found.push(countOf(`Postgres round trips added by ${caller.who}`, trips - bare));
        found.push(
          countOf(`Postgres round trips of a request by ${caller.who}`, trips),
          countOf(
            `Redis round trips of a request by ${caller.who}`,
            median(samples.map(({ redis }) => redis)),
          ),
          { ...countOf(`request by ${caller.who}`, 0), unit: "ms", rounds: [samples.map(({ ms }) => ms)] },
        );
      }
      return found;
    } finally {
      await platform.stop();
    }
  },
};

/** A user's token first: it is checked without asking anybody, so the others are measured against it. */
async function callersOf(platform: Platform): Promise<Caller[]> {
  const { apiKey, bearerToken } = platform.host.ready;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return [
    { who: "a user's token", headers: bearer(bearerToken), pauseMs: 0 },
    { who: "a remembered API key", headers: { "x-api-key": apiKey }, pauseMs: 0 },
    { who: "a forgotten API key", headers: { "x-api-key": apiKey }, pauseMs: FORGOTTEN_MS },
    { who: "an app's token", headers: bearer(await appToken(platform)), pauseMs: 0 },
  ];
}

async function samplesOf(
  platform: Platform,
  { headers, pauseMs }: Caller,
  rounds: number,
): Promise<Sample[]> {
  const http = httpClient(platform.host.ready.origin, headers);
  const samples: Sample[] = [];
  try {
    // What happens once, such as the note of a key's last use, is not the cost of a request.
    for (let times = 0; times < 3; times += 1) await json(http.call("GET", PATH));
    await delay(FORGOTTEN_MS);
    if (pauseMs === 0) await json(http.call("GET", PATH));
    while (samples.length < rounds) {
      await delay(pauseMs);
      const before = await platform.roundTrips();
      const since = performance.now();
      await json(http.call("GET", PATH));
      const ms = performance.now() - since;
      const after = await platform.roundTrips();
      samples.push({ ms, database: after.database - before.database, redis: after.redis - before.redis });
    }
    return samples;
  } finally {
    http.close();
  }
}

/** A token as the authorization code grant leaves it, put where it is kept. */
async function appToken({ db, host }: Platform): Promise<string> {
  const token = `agpt_xt_${randomBytes(32).toString("base64url")}`;
  const [client, authorization] = [`app_${randomUUID()}`, randomUUID()];
  const { userId } = host.ready;
  await db.query(
    `insert into oauth_clients (id, owner_id, origin, name, type, redirect_uris, post_logout_redirect_uris,
       webhook_domains, scopes, created_at, updated_at)
     values ($1, $2, 'registered', 'bench', 'public', '{}', '{}', '{}', '{READ_GRAPH}', now(), now())`,
    [client, userId],
  );
  await db.query(
    `insert into oauth_authorizations (id, client_id, user_id, scopes, resources, code_hash, redirect_uri,
       code_challenge, created_at, expires_at)
     values ($1, $2, $3, '{READ_GRAPH}', '{}', $4, '', '', now(), now() + interval '1 day')`,
    [authorization, client, userId, randomUUID()],
  );
  await db.query(
    `insert into oauth_tokens (hash, kind, authorization_id, scopes, resources, created_at, expires_at)
     values ($1, 'access', $2, '{READ_GRAPH}', '{}', now(), now() + interval '1 day')`,
    [createHash("sha256").update(token).digest("hex"), authorization],
  );
  return token;
}

const countOf = (what: string, count: number): Measurement => ({
  figure: "auth",
  what,
  engine: "Gossamer",
  unit: "count",
  better: "less",
  rounds: [[count]],
});
