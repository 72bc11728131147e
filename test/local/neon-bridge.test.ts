import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type NeonDbError, neon, neonConfig, Pool } from "@neondatabase/serverless";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/neon-http";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { afterAll, describe, expect, it } from "vitest";
import { startNeonBridge } from "../../local/neon-bridge.ts";
import { startPostgres } from "../../local/postgres.ts";

const dir = mkdtempSync(join(tmpdir(), "gossamer-neon-"));
const postgres = await startPostgres({ dir });
const bridge = await startNeonBridge();
neonConfig.fetchEndpoint = `${bridge.origin}/sql`;
neonConfig.wsProxy = `${new URL(bridge.origin).host}/v1`;
neonConfig.useSecureWebSocket = false;
const sql = neon(postgres.url);
afterAll(async () => {
  await bridge.stop();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe("one statement over HTTP", () => {
  it("answers rows as objects with the values' types", async () => {
    const rows = await sql`
      SELECT ${7}::int AS i, 9007199254740993::bigint AS big, 1.5::float8 AS f, 1.10::numeric AS n, true AS yes,
        ${null}::text AS nothing, ${'é "quoted" \n'}::text AS t, ARRAY[1, NULL, 3] AS list, '{"a": [1]}'::jsonb AS doc,
        ${new Date(0)}::timestamptz = 'epoch' AS at, encode(${Buffer.from([0, 255])}::bytea, 'hex') AS bytes`;
    expect(rows).toEqual([
      {
        ...{ i: 7, big: "9007199254740993", f: 1.5, n: "1.10", yes: true, nothing: null, t: 'é "quoted" \n' },
        ...{ list: [1, null, 3], doc: { a: [1] }, at: true, bytes: "00ff" },
      },
    ]);
  });

  it("answers rows as arrays, and the fields, command and row count when asked", async () => {
    const options = { arrayMode: true, fullResults: true } as const;
    const select = await sql.query("SELECT n, n AS n FROM generate_series(1, 2) AS n", [], options);
    expect(select).toMatchObject({
      command: "SELECT",
      rowCount: 2,
      rowAsArray: true,
      rows: [
        [1, 1],
        [2, 2],
      ],
    });
    expect(select.fields).toMatchObject([{ name: "n", dataTypeID: 23, format: "text" }, { name: "n" }]);
    await sql`CREATE TABLE counted (id int)`;
    const insert = await sql.query("INSERT INTO counted VALUES (1), (2), (3)", [], options);
    expect(insert).toMatchObject({ command: "INSERT", rowCount: 3, rows: [], fields: [] });
    const ddl = await sql.query("DROP TABLE counted", [], options);
    expect(ddl).toMatchObject({ command: "DROP", rowCount: null });
    expect(await sql.query("", [], options)).toMatchObject({ command: "", rowCount: null, rows: [] });
  });

  it("reports an error with every field that PostgreSQL gave", async () => {
    await sql`CREATE TABLE unique_names (name text CONSTRAINT one_name UNIQUE)`;
    await sql`INSERT INTO unique_names VALUES ('a')`;
    const duplicate: NeonDbError = await sql`INSERT INTO unique_names VALUES ('a')`.catch((error) => error);
    expect(duplicate).toMatchObject({
      ...{
        name: "NeonDbError",
        severity: "ERROR",
        code: "23505",
        constraint: "one_name",
        table: "unique_names",
      },
      ...{ message: 'duplicate key value violates unique constraint "one_name"', schema: "public" },
      ...{ detail: "Key (name)=(a) already exists.", routine: "_bt_check_unique" },
    });
    await expect(sql`SELECT nothing`).rejects.toMatchObject({ code: "42703", position: "8" });
  });

  it("runs a statement again after its table has changed, or the session has forgotten it", async () => {
    await sql`CREATE TABLE growing AS SELECT 1 AS a`;
    const select = () => sql`SELECT * FROM growing`;
    expect(await select()).toEqual([{ a: 1 }]);
    await sql`ALTER TABLE growing ADD COLUMN b int DEFAULT 2`;
    expect(await select()).toEqual([{ a: 1, b: 2 }]);
    await sql`DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$`;
    expect(await sql.transaction([select()])).toEqual([[{ a: 1, b: 2 }]]);
    await sql`DEALLOCATE ALL`;
    expect(await select()).toEqual([{ a: 1, b: 2 }]);
  });

  it("carries no setting, transaction or failed COPY over to the next request", async () => {
    await sql`CREATE TABLE alone (id int)`;
    await sql`SET search_path TO elsewhere`;
    await sql`BEGIN`;
    await sql`INSERT INTO alone VALUES (1)`;
    await expect(sql`COPY (SELECT 1) TO STDOUT`).resolves.toEqual([]);
    await expect(sql`COPY alone FROM STDIN`).rejects.toThrow("COPY FROM STDIN");
    const [row] = await sql`SELECT current_setting('search_path') AS path`;
    expect(row).toEqual({ path: '"$user", public' });
    const other = poolOn(postgres.url);
    expect((await other.query("SELECT id FROM alone")).rows).toEqual([{ id: 1 }]);
    await other.end();
  });

  it("lets 20 clients share a queue with SKIP LOCKED, each job to one of them", async () => {
    await sql`CREATE TABLE jobs AS SELECT generate_series(1, 200) AS id, NULL::int AS owner`;
    const taken: number[] = [];
    const work = async (owner: number) => {
      for (;;) {
        const [job] = await sql`
          UPDATE jobs SET owner = ${owner}
          WHERE id = (SELECT id FROM jobs WHERE owner IS NULL LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`;
        if (job === undefined) return;
        taken.push(job["id"]);
      }
    };
    await Promise.all(Array.from({ length: 20 }, (_, owner) => work(owner)));
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  });
});

describe("a batch over HTTP", () => {
  it("is one transaction: all of it, or after an error none", async () => {
    await sql`CREATE TABLE ledger (id int PRIMARY KEY)`;
    const insert = (id: number) => sql`INSERT INTO ledger VALUES (${id}) RETURNING id`;
    const ids = sql`SELECT id FROM ledger ORDER BY id`;
    expect(await sql.transaction([insert(1), insert(2), ids])).toEqual([
      [{ id: 1 }],
      [{ id: 2 }],
      [{ id: 1 }, { id: 2 }],
    ]);
    await expect(sql.transaction([insert(3), insert(1), insert(4)])).rejects.toMatchObject({ code: "23505" });
    expect(await ids).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("reports a constraint that fails only at the commit", async () => {
    await sql`CREATE TABLE deferred (id int CONSTRAINT late UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
    const insert = sql`INSERT INTO deferred VALUES (1)`;
    await expect(sql.transaction([insert, insert])).rejects.toMatchObject({ constraint: "late" });
    expect(await sql`SELECT * FROM deferred`).toEqual([]);
  });

  const mode = sql`
    SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS ro,
      current_setting('transaction_deferrable') AS deferrable`;
  it.each([
    [{}, "read committed", "off", "off"],
    [{ isolationLevel: "ReadUncommitted" }, "read uncommitted", "off", "off"],
    [{ isolationLevel: "RepeatableRead", readOnly: true }, "repeatable read", "on", "off"],
    [{ isolationLevel: "Serializable", readOnly: true, deferrable: true }, "serializable", "on", "on"],
    [{ readOnly: false }, "read committed", "off", "off"],
  ] as const)("runs with %j", async (options, isolation, ro, deferrable) => {
    expect(await sql.transaction([mode], options)).toEqual([[{ isolation, ro, deferrable }]]);
  });
});

describe("drizzle over HTTP", () => {
  const people = pgTable("people", { id: integer().primaryKey(), name: text().notNull() });
  const db = drizzle(sql);

  it("inserts, reads and batches", async () => {
    await db.execute("CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL)");
    expect(await db.insert(people).values({ id: 1, name: "Ada" }).returning()).toEqual([
      { id: 1, name: "Ada" },
    ]);
    const [inserted, renamed, all] = await db.batch([
      db.insert(people).values({ id: 2, name: "Bob" }),
      db.update(people).set({ name: "Eve" }).where(eq(people.id, 1)).returning({ name: people.name }),
      db.select().from(people).orderBy(people.id),
    ]);
    expect(inserted.rowCount).toBe(1);
    expect(renamed).toEqual([{ name: "Eve" }]);
    expect(all).toEqual([
      { id: 1, name: "Eve" },
      { id: 2, name: "Bob" },
    ]);
    await expect(db.insert(people).values({ id: 2, name: "Mallory" })).rejects.toMatchObject({
      cause: { code: "23505", constraint: "people_pkey" },
    });
  });
});

describe("sessions over a WebSocket", () => {
  it.each(["password", false] as const)("open with pipelineConnect %s", async (pipelineConnect) => {
    const client = new Client(postgres.url);
    client.neonConfig.pipelineConnect = pipelineConnect;
    await client.connect();
    const { rows } = await client.query(
      "SELECT $1::int AS n, current_setting('application_name') AS app",
      [5],
    );
    expect(rows).toEqual([{ n: 5, app: expect.stringContaining("neondatabase/serverless") }]);
    await client.end();
  });

  it("hold interactive transactions and row locks of their own", async () => {
    await sql`CREATE TABLE seats AS SELECT generate_series(1, 2) AS id`;
    const pool = poolOn(postgres.url);
    const [one, two] = [await pool.connect(), await pool.connect()];
    const take = "SELECT id FROM seats ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
    await one.query("BEGIN");
    await two.query("BEGIN");
    expect((await one.query(take)).rows).toEqual([{ id: 1 }]);
    expect((await two.query(take)).rows).toEqual([{ id: 2 }]);
    await one.query("DELETE FROM seats WHERE id = 1");
    await one.query("ROLLBACK");
    await two.query("COMMIT");
    one.release();
    two.release();
    expect((await pool.query("SELECT count(*)::int AS n FROM seats")).rows).toEqual([{ n: 2 }]);
    await pool.end();
  });

  it("carry large answers in both directions", async () => {
    const pool = poolOn(postgres.url);
    const word = "x".repeat(5_000_000);
    const { rows } = await pool.query("SELECT $1::text AS word, repeat('y', 5000000) AS other", [word]);
    expect(rows[0].word === word && rows[0].other.length === word.length).toBe(true);
    await pool.end();
  });

  it.each<[string, (url: URL) => void, string]>([
    [
      "a wrong password",
      (url) => Object.assign(url, { password: "wrong" }),
      "password authentication failed",
    ],
    ["an unknown database", (url) => Object.assign(url, { pathname: "/nowhere" }), "does not exist"],
    ["a server that is not there", (url) => Object.assign(url, { port: "1" }), "No connection"],
  ])("are refused for %s", async (_what, change, message) => {
    const url = new URL(postgres.url);
    change(url);
    const pool = poolOn(url.href);
    await expect(pool.query("SELECT 1")).rejects.toThrow(message);
    await pool.end();
  });

  it("are refused to pages in a browser", async () => {
    const response = await fetch(`${bridge.origin}/v1?address=127.0.0.1:5432`, {
      headers: { connection: "upgrade", upgrade: "websocket", origin: "http://attacker.test" },
    }).catch((error: Error) => error);
    expect(response).toBeInstanceOf(Error);
  });
});

describe("a server in trouble", () => {
  it.each<[string, (url: URL) => void, string]>([
    ["nothing listens", (url) => Object.assign(url, { port: "1" }), "Server error (HTTP status 502)"],
    [
      "the password is wrong",
      (url) => Object.assign(url, { password: "wrong" }),
      "password authentication failed",
    ],
    ["the database is unknown", (url) => Object.assign(url, { pathname: "/nowhere" }), "does not exist"],
  ])("is a NeonDbError when %s", async (_what, change, message) => {
    const url = new URL(postgres.url);
    change(url);
    const error: NeonDbError = await neon(url.href)`SELECT 1`.catch((caught) => caught);
    expect(error).toMatchObject({ name: "NeonDbError", message: expect.stringContaining(message) });
  });

  it("is a NeonDbError when it accepts and then says nothing", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const hasty = await startNeonBridge({ connectMs: 200 });
    const url = new URL(postgres.url);
    url.port = String(Object(silent.address()).port);
    const answer = await ask(hasty.origin, { "neon-connection-string": url.href });
    expect(answer).toMatchObject({
      status: 502,
      body: { message: expect.stringContaining("No connection") },
    });
    const client = new Client(url.href);
    client.neonConfig.wsProxy = `${new URL(hasty.origin).host}/v1`;
    client.on("error", () => {}); // with pipelineConnect the query is what rejects
    await client.connect();
    await expect(client.query("SELECT 1")).rejects.toThrow("No connection");
    await hasty.stop();
    silent.close();
  });

  it("loses no time on a statement that takes too long, and frees its connection", async () => {
    const hasty = await startNeonBridge({ queryMs: 200 });
    const slow = await ask(hasty.origin, { body: { query: "SELECT pg_sleep(30), 'too slow'", params: [] } });
    expect(slow).toMatchObject({ status: 504, body: { message: "No answer within 200 ms" } });
    await expect.poll(() => active("too slow")).toBe(0);
    // On a busy machine this one may take 200 ms, too.
    await expect.poll(async () => (await ask(hasty.origin, {})).status).toBe(200);
    await hasty.stop();
  });

  it("stops working for a client that has gone away", async () => {
    const gone = new AbortController();
    const query = sql.query("SELECT pg_sleep(30), 'abandoned'", [], {
      fetchOptions: { signal: gone.signal },
    });
    query.catch(() => {});
    while ((await active("abandoned")) === 0) await sleep(10);
    gone.abort();
    await expect(query).rejects.toThrow("aborted");
    while ((await active("abandoned")) > 0) await sleep(10);
  });

  it("is used again after it has cut every connection", async () => {
    await Promise.all(Array.from({ length: 5 }, () => sql`SELECT pg_sleep(0.05)`));
    const cut = sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' ORDER BY pid = pg_backend_pid()`;
    await expect(cut).rejects.toMatchObject({ code: "57P01" });
    expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });
});

describe("a malformed request", () => {
  it.each<[string, Parameters<typeof ask>[1], string]>([
    ["without a connection string", { "neon-connection-string": undefined }, "Neon-Connection-String"],
    ["for typed values", { "neon-raw-text-output": undefined }, "Neon-Raw-Text-Output"],
    ["that is not JSON", { text: "{" }, "not JSON"],
    ["without a query", { body: { params: [] } }, "Not a query"],
    ["with a parameter that is no text", { body: { query: "SELECT $1", params: [{}] } }, "Not a query"],
    ["with several statements", { body: { query: "SELECT 1; SELECT 2", params: [] } }, "multiple commands"],
    [
      "with an unknown isolation level",
      { body: { queries: [] }, "neon-batch-isolation-level": "Chaos" },
      "Unknown isolation level",
    ],
  ])("%s is refused", async (_what, request, message) => {
    const answer = await ask(bridge.origin, request);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } });
  });

  it("to another path is not found", async () => {
    expect((await fetch(`${bridge.origin}/elsewhere`, { method: "POST" })).status).toBe(404);
  });
});

interface Request {
  body?: object;
  text?: string;
  [header: `neon-${string}`]: string | undefined;
}

async function ask(origin: string, { body, text: raw, ...headers }: Request) {
  const all = {
    "neon-connection-string": postgres.url,
    "neon-raw-text-output": "true",
    "neon-array-mode": "true",
    ...headers,
  };
  const response = await fetch(`${origin}/sql`, {
    method: "POST",
    headers: Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
    body: raw ?? JSON.stringify(body ?? { query: "SELECT 1", params: [] }),
  });
  return { status: response.status, body: await response.json() };
}

function poolOn(url: string): Pool {
  const pool = new Pool({ connectionString: url });
  pool.on("error", () => {}); // idle connections that a test cuts
  return pool;
}

async function active(mark: string): Promise<number> {
  const [row] = await sql`
    SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE ${`%${mark}%`}`;
  return Number(row?.["n"]);
}
