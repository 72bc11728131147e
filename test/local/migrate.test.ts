import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jwtVerify } from "jose";
import { Client } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { migrate } from "../../local/migrate.ts";
import { startPostgres } from "../../local/postgres.ts";
import { seedDemoUser } from "../../local/seed.ts";

const dir = await mkdtemp(join(tmpdir(), "migrate-test-"));
const postgres = await startPostgres({ dir: join(dir, "postgres") });
afterAll(async () => {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

const tables = async (url: string) =>
  (
    await query<{ name: string }>(url, "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
  ).map(({ name }) => name);

async function folderOf(...statements: string[]): Promise<string> {
  const folder = await mkdtemp(join(dir, "migrations-"));
  const entries = statements.map((_, idx) => ({
    idx,
    version: "7",
    when: idx + 1,
    tag: `${idx}`,
    breakpoints: true,
  }));
  await mkdir(join(folder, "meta"));
  await writeFile(
    join(folder, "meta/_journal.json"),
    JSON.stringify({ version: "7", dialect: "postgresql", entries }),
  );
  for (const [idx, statement] of statements.entries()) await writeFile(join(folder, `${idx}.sql`), statement);
  return folder;
}

describe("migrations", () => {
  it("apply once, also when several start together", async () => {
    const url = await postgres.createDatabase("together");
    const folder = await folderOf("CREATE TABLE one (id int)", "CREATE TABLE two (id int)");
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, folder)));
    expect(applied.toSorted()).toEqual([0, 0, 0, 2]);
    expect((await tables(url)).toSorted()).toEqual(["one", "two"]);
  });

  it("apply only what came since", async () => {
    const url = await postgres.createDatabase("since");
    await migrate(url, await folderOf("CREATE TABLE one (id int)"));
    expect(await migrate(url, await folderOf("CREATE TABLE one (id int)", "CREATE TABLE two (id int)"))).toBe(
      1,
    );
  });

  it("leave nothing of a failed run", async () => {
    const url = await postgres.createDatabase("failed");
    const folder = await folderOf("CREATE TABLE one (id int)", "CREATE TABLE nonsense (");
    await expect(migrate(url, folder)).rejects.toThrow(/syntax error/);
    expect(await tables(url)).toEqual([]);
  });
});

describe("the demo user", async () => {
  const databaseUrl = await postgres.createDatabase("seed");
  await migrate(databaseUrl);
  const jwtSecret = "a secret of more than thirty-two characters";
  const credentialsFile = join(dir, "credentials.json");
  const seed = () => seedDemoUser({ databaseUrl, credentialsFile, origin: "http://localhost:1", jwtSecret });

  it("has a key of which the database knows only the hash", async () => {
    const { apiKey } = await seed();
    expect(apiKey).toMatch(/^agpt_[\w-]{43}$/);
    expect(JSON.parse(await readFile(credentialsFile, "utf8"))).toMatchObject({ apiKey });
    expect((await stat(credentialsFile)).mode & 0o077).toBe(0);
    const [row] = await query<{ text: string; last_four: string }>(
      databaseUrl,
      "SELECT k::text AS text, last_four FROM api_keys k",
    );
    expect(row?.text).not.toContain(apiKey);
    expect(row?.last_four).toBe(apiKey.slice(-4));
  });

  it("keeps the key from start to start, until it is revoked", async () => {
    const { apiKey } = await seed();
    expect((await seed()).apiKey).toBe(apiKey);
    await query(databaseUrl, "UPDATE api_keys SET revoked_at = now()");
    const { apiKey: another } = await seed();
    expect(another).not.toBe(apiKey);
    expect((await seed()).apiKey).toBe(another);
  });

  it("has a user token for the platform's secret", async () => {
    const { bearerToken, userId, email } = await seed();
    const key = new TextEncoder().encode(jwtSecret);
    const { payload } = await jwtVerify(bearerToken, key, { audience: "authenticated" });
    expect(payload).toMatchObject({ sub: userId, email });
  });
});
