import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { SignJWT } from "jose";
import { Client } from "pg";
import { z } from "zod";
import { SCOPES } from "#domain/scopes.ts";

const Credentials = z.object({
  origin: z.string(),
  userId: z.string(),
  email: z.string(),
  apiKey: z.string(),
  bearerToken: z.string(),
});

export type Credentials = z.infer<typeof Credentials>;

export interface SeedOptions {
  databaseUrl: string;
  /** Where the credentials are kept, for their owner only; the database has but a hash of the key. */
  credentialsFile: string;
  origin: string;
  jwtSecret: string;
}

const DEMO_USER = { id: "de300000-0000-4000-8000-000000000001", email: "demo@example.com", name: "Demo" };
const TOKEN_LIFETIME = "365d";

/** Makes the demo user, with an API key that has every scope, and a user token; the key stays the same while it works. */
export async function seedDemoUser(options: SeedOptions): Promise<Credentials> {
  const earlier = await readCredentials(options.credentialsFile);
  const client = new Client(options.databaseUrl);
  await client.connect();
  try {
    await client.query(
      "INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
      [DEMO_USER.id, DEMO_USER.email, DEMO_USER.name],
    );
    const works = earlier !== null && (await storeKey(client, earlier.apiKey));
    const apiKey = works ? earlier.apiKey : `agpt_${randomBytes(32).toString("base64url")}`;
    if (!works) await storeKey(client, apiKey);
    const credentials: Credentials = {
      origin: options.origin,
      userId: DEMO_USER.id,
      email: DEMO_USER.email,
      apiKey,
      bearerToken: await userToken(options.jwtSecret),
    };
    await writeFile(options.credentialsFile, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
    return credentials;
  } finally {
    await client.end();
  }
}

/** The credentials of an earlier start; null when there are none. */
export async function readCredentials(file: string): Promise<Credentials | null> {
  const text = await readFile(file, "utf8").catch(() => "null");
  return Credentials.nullable().catch(null).parse(JSON.parse(text));
}

/** Stores the hash with today's scopes; false when the key was revoked or suspended since. */
async function storeKey(client: Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ usable: boolean }>(
    `INSERT INTO api_keys (id, user_id, name, key_hash, prefix, last_four, scopes)
     VALUES (gen_random_uuid(), $1, 'Demo', $2, $3, $4, $5)
     ON CONFLICT (key_hash) DO UPDATE SET scopes = excluded.scopes
     RETURNING revoked_at IS NULL AND suspended_at IS NULL AS usable`,
    [
      DEMO_USER.id,
      createHash("sha256").update(key).digest("hex"),
      key.slice(0, "agpt_".length + 4),
      key.slice(-4),
      [...SCOPES],
    ],
  );
  return rows[0]?.usable === true;
}

/** A user token as Supabase makes them. */
function userToken(jwtSecret: string): Promise<string> {
  return new SignJWT({ email: DEMO_USER.email, role: "authenticated" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(DEMO_USER.id)
    .setAudience("authenticated")
    .setIssuedAt()
    .setExpirationTime(TOKEN_LIFETIME)
    .sign(new TextEncoder().encode(jwtSecret));
}
