import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { startPostgres } from "../../local/postgres.ts";

const PARENT = join(import.meta.dirname, "fixtures/postgres-parent.ts");

// One folder for all: each test leaves it as a restart would find it.
const dir = mkdtempSync(join(tmpdir(), "gossamer-postgres-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("startPostgres", () => {
  it("makes the database on a first start and keeps its rows for the next", async () => {
    const first = await startPostgres({ dir });
    await query(first.url, "CREATE TABLE notes (text text)");
    await query(first.url, "INSERT INTO notes VALUES ('kept')");
    await first.stop();
    const second = await startPostgres({ dir: relative(process.cwd(), dir) });
    expect(await query(second.url, "SELECT text FROM notes")).toEqual([{ text: "kept" }]);
    await second.stop();
  });

  it("is a durable server with a password, on the loopback interface only", async () => {
    const server = await startPostgres({ dir });
    const settings = [
      "fsync",
      "synchronous_commit",
      "full_page_writes",
      "listen_addresses",
      "unix_socket_directories",
    ];
    const rows = await query(
      server.url,
      "SELECT setting FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, at) JOIN pg_settings USING (name) ORDER BY at",
      [settings],
    );
    expect(rows.map(({ setting }) => setting)).toEqual(["on", "on", "on", "127.0.0.1", ""]);
    const wrong = new URL(server.url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "SELECT 1")).rejects.toThrow("password authentication failed");
    await server.stop();
  });

  it("creates databases, also as copies of one that somebody still holds open", async () => {
    const server = await startPostgres({ dir });
    const template = await server.createDatabase("template of many");
    await query(template, "CREATE TABLE seeded AS SELECT 7 AS n");
    const idle = await session(template);
    const copies = await Promise.all(
      ["copy_a", "copy b"].map((name) => server.createDatabase(name, { template: "template of many" })),
    );
    for (const copy of copies) expect(await query(copy, "SELECT n FROM seeded")).toEqual([{ n: 7 }]);
    await expect(server.createDatabase("copy_a")).rejects.toThrow("already exists");
    await idle.end();
    await server.stop();
  });

  it("lets 20 clients share a queue with SKIP LOCKED, each job to one of them", async () => {
    const server = await startPostgres({ dir });
    await query(server.url, "CREATE TABLE jobs AS SELECT generate_series(1, 200) AS id, NULL::int AS owner");
    const taken = await Promise.all(Array.from({ length: 20 }, (_, owner) => takeJobs(server.url, owner)));
    expect(taken.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
    await server.stop();
  });

  it("refuses a second server on the same folder", async () => {
    const server = await startPostgres({ dir });
    await expect(startPostgres({ dir })).rejects.toThrow("already running");
    expect(await query(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it.each<[string, () => number]>([
    ["a process that is gone", () => 2_147_483],
    ["a process that is something else", () => process.pid],
  ])("starts over a lock file left by %s", async (_what, pid) => {
    const data = join(dir, "cluster", "data");
    writeFileSync(
      join(data, "postmaster.pid"),
      `${pid()}\n${data}\n1700000000\n5432\n\n127.0.0.1\n\nready\n`,
    );
    const server = await startPostgres({ dir });
    expect(await query(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await server.stop();
  });
});

describe("a Node process killed with SIGKILL", () => {
  it("takes its server with it, and every acknowledged row is there afterwards", async () => {
    const { parent, url, acknowledged } = await busyParent();
    parent.kill("SIGKILL");
    await gone(url);
    const server = await startPostgres({ dir });
    expect(await highestId(server.url)).toBeGreaterThanOrEqual(acknowledged());
    await server.stop();
  });

  it("recovers when the server's processes are killed at the same moment", async () => {
    const { parent, url, acknowledged } = await busyParent();
    const [row] = await query(url, "SELECT pg_read_file('postmaster.pid') AS lock");
    const postmaster = Number(String(row?.["lock"]).split("\n")[0]);
    const group = execFileSync("ps", ["-o", "pgid=", "-p", String(postmaster)], { encoding: "utf8" });
    parent.kill("SIGSTOP");
    process.kill(-Number(group), "SIGKILL");
    parent.kill("SIGKILL");
    const lines: string[] = [];
    const server = await startPostgres({ dir, onLog: (line) => lines.push(line) });
    expect(lines.join("\n")).toContain("automatic recovery in progress");
    expect(await highestId(server.url)).toBeGreaterThanOrEqual(acknowledged());
    await server.stop();
  });
});

async function session(url: string): Promise<Client> {
  const client = new Client(url);
  client.on("error", () => {}); // some tests cut it
  await client.connect();
  return client;
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = await session(url);
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function takeJobs(url: string, owner: number): Promise<number[]> {
  const client = await session(url);
  const taken: number[] = [];
  for (;;) {
    const { rows } = await client.query(
      `UPDATE jobs SET owner = $1
       WHERE id = (SELECT id FROM jobs WHERE owner IS NULL LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
      [owner],
    );
    if (rows.length === 0) break;
    taken.push(rows[0].id);
  }
  await client.end();
  return taken;
}

async function highestId(url: string): Promise<number> {
  const [row] = await query(url, "SELECT max(id)::int AS id FROM kept");
  return Number(row?.["id"]);
}

/** A child that writes rows without pause, at least 50 of them. */
async function busyParent(): Promise<{ parent: ChildProcess; url: string; acknowledged: () => number }> {
  const parent = spawn(process.execPath, [PARENT, dir], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: parent.stdout }).on("line", (line) => lines.push(line));
  while (lines.length < 51) await sleep(5);
  return { parent, url: lines[0] ?? "", acknowledged: () => Number(lines.at(-1)) };
}

/** Resolves when the port refuses connections. */
async function gone(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const refused = await once(socket, "connect").then(
      () => false,
      () => true,
    );
    socket.destroy();
    if (refused) return;
    await sleep(10);
  }
}
