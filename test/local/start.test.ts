import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { freePort } from "../free-port.ts";

const ROOT = join(import.meta.dirname, "../..");
const Credentials = z.object({ apiKey: z.string(), bearerToken: z.string() });

const children: ChildProcess[] = [];
const dirs: string[] = [];
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const dir of dirs) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
});

interface Started {
  child: ChildProcess;
  pid: number;
  stdout: () => string;
  stderr: () => string;
  exited: Promise<number | null>;
}

function run(command: string, args: string[], env: Record<string, string>): Started {
  const child = spawn(command, args, { cwd: ROOT, env: { PATH: process.env["PATH"], ...env } });
  children.push(child);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const exited = once(child, "close").then(() => child.exitCode);
  return { child, pid: child.pid ?? 0, stdout: () => out, stderr: () => err, exited };
}

const start = (env: Record<string, string>, ...flags: string[]) =>
  run(process.execPath, ["local/start.ts", ...flags], env);

async function ready({ stdout, stderr, exited }: Started): Promise<void> {
  const dead = exited.then((code) => {
    throw new Error(`exit ${code}: ${stderr()}`);
  });
  dead.catch(() => {});
  await Promise.race([dead, expect.poll(stdout, { timeout: 55_000 }).toMatch(/^ready /m)]);
}

/** The process and everything below it, by pid. */
function family(pid: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const rows = table.map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []));
  return [pid, ...below(pid)];
}

/** Those that still run; what only waits for its parent to take note of its end does not. */
function running(pids: number[]): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,stat="], { encoding: "utf8" }).trim().split("\n");
  const alive = table.map((row) => row.trim().split(/\s+/)).filter(([, stat]) => !stat?.startsWith("Z"));
  return pids.filter((pid) => alive.some(([other]) => Number(other) === pid));
}

const gone = (pids: number[]) => expect.poll(() => running(pids)).toEqual([]);

async function takenPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: String(address.port), release: () => server.close() };
}

async function makeStateDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "start-test-"));
  dirs.push(dir);
  return dir;
}

describe("npm start", { timeout: 60_000 }, async () => {
  const stateDir = await makeStateDir();
  const port = await freePort();
  const env = { STATE_DIR: stateDir, PORT: String(port) };
  const credentials = async () =>
    Credentials.parse(JSON.parse(await readFile(join(stateDir, "credentials.json"), "utf8")));
  let first: Started;
  let key: string;

  it("says once that it is ready, and with which credentials", async () => {
    first = start(env);
    await ready(first);
    const { apiKey, bearerToken } = await credentials();
    key = apiKey;
    expect(first.stdout().match(/^ready .*$/gm)).toEqual([`ready http://localhost:${port}`]);
    expect(first.stdout()).toContain(apiKey);
    expect(first.stdout()).toContain(bearerToken);
    expect((await stat(join(stateDir, "credentials.json"))).mode & 0o077).toBe(0);
    expect((await fetch(`http://localhost:${port}/health/ready`)).status).toBe(200);
  });

  it("prints lines that run a graph when they are pasted into a shell", async () => {
    const lines = first.stdout().slice(first.stdout().indexOf("  KEY="));
    const shell = run("sh", ["-c", lines], {});
    expect(await shell.exited).toBe(0);
    expect(JSON.parse(shell.stdout())).toMatchObject({
      status: "COMPLETED",
      outputs: { greeting: ["Hello, Ada!"] },
    });
  });

  it("refuses a second start on the same directory", async () => {
    const second = start({ ...env, PORT: "0" });
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toBe(
      `gossamer: ${stateDir} is in use by process ${first.pid}; stop it or choose another STATE_DIR\n`,
    );
  });

  it("leaves no process behind when it is killed", async () => {
    const all = family(first.pid);
    expect(all.length).toBeGreaterThan(3);
    first.child.kill("SIGKILL");
    await gone(all);
  });

  it("starts again in the same directory with the same key, and stops in order on Ctrl-C", async () => {
    const again = start(env);
    await ready(again);
    expect((await credentials()).apiKey).toBe(key);
    const all = family(again.pid);
    again.child.kill("SIGINT"); // npm passes on what the terminal has sent to all
    again.child.kill("SIGINT");
    expect(await again.exited).toBe(0);
    await gone(all);
  });

  it("begins anew with --fresh, and ends with npm", async () => {
    const npm = run("npm", ["start", "--", "--fresh"], env);
    await ready(npm);
    expect((await credentials()).apiKey).not.toBe(key);
    const all = family(npm.pid);
    npm.child.kill("SIGKILL");
    await gone(all);
  });
});

describe("npm start refuses, in one line,", { timeout: 60_000 }, async () => {
  const stateDir = await makeStateDir();
  const { port, release } = await takenPort();
  afterAll(release);

  it.each<[string, Record<string, string>, string]>([
    ["a taken port", { PORT: port }, `Port ${port} is taken`],
    [
      "a state directory that cannot be written",
      { STATE_DIR: "/dev/null/state" },
      "Cannot write to the state directory",
    ],
    [
      "a database that does not answer",
      { PORT: "0", DATABASE_URL: `postgresql://ada:secret@127.0.0.1:1/db` },
      "DATABASE_URL: no connection to 127.0.0.1:1/db: connect ECONNREFUSED",
    ],
  ])("%s", async (_what, env, message) => {
    const { exited, stdout, stderr } = start({ STATE_DIR: stateDir, ...env });
    expect(await exited).toBe(1);
    expect(stdout()).toBe("");
    expect(stderr()).toMatch(/^gossamer: [^\n]*\n$/);
    expect(stderr()).toContain(message);
    expect(stderr()).not.toContain("secret");
  });
});
