import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, canReach } from "./account.ts";
import type { Binaries } from "./binaries.ts";

export interface Cluster {
  data: string;
  password: string;
}

/** The environment of every server process: messages in English, no time zone search, no locale of the host. */
export const serverEnv = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };

/** Opens the database cluster kept in `dir`, or makes one; a start that was cut short leaves nothing half made. */
export async function openCluster(
  dir: string,
  binaries: Binaries,
  account: Account | undefined,
  onLog: (line: string) => void,
): Promise<Cluster> {
  const home = join(dir, "cluster");
  if (!existsSync(home)) await createCluster(dir, home, binaries, account, onLog);
  const password = await readFile(join(home, "password"), "utf8");
  return { data: join(home, "data"), password };
}

/**
 * What to pass as `-D` to a server process whose working directory is `data`. An account that cannot walk
 * the path (a state folder under a private home) is already inside, and Linux names that place.
 */
export function dataArgument(data: string, account: Account | undefined): string {
  if (canReach(data, account)) return data;
  if (process.platform === "linux") return "/proc/self/cwd";
  throw new Error(`PostgreSQL does not run as root, and its account cannot enter ${data}`);
}

async function createCluster(
  dir: string,
  home: string,
  binaries: Binaries,
  account: Account | undefined,
  onLog: (line: string) => void,
): Promise<void> {
  const partial = join(dir, `new-${randomBytes(4).toString("hex")}`);
  const data = join(partial, "data");
  const password = randomBytes(24).toString("base64url");
  try {
    await mkdir(partial, { recursive: true });
    await mkdir(data, { mode: 0o700 });
    if (account) await chown(data, account.uid, account.gid);
    await writeFile(join(partial, "password"), password, { mode: 0o600 });

    const target = ["-D", dataArgument(data, account)];
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const init = [...target, "--username=postgres", "--auth=reject", ...locale, "--no-instructions"];
    await runServerTool(binaries.initdb, init, { cwd: data, account, input: "", onLog });

    await writeFile(join(data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    const sql = `ALTER ROLE postgres PASSWORD '${password}'\nCREATE DATABASE gossamer\n`;
    // The password is random, so iterations over it would add no safety, only time to each connect.
    const single = ["--single", ...target, "-cscram_iterations=1", "-cexit_on_error=on", "postgres"];
    await runServerTool(binaries.postgres, single, { cwd: data, account, input: sql, onLog });
    await rename(partial, home);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

interface ToolOptions {
  cwd: string;
  account: Account | undefined;
  input: string;
  onLog: (line: string) => void;
}

async function runServerTool(command: string, args: string[], options: ToolOptions): Promise<void> {
  const child = spawn(command, args, { cwd: options.cwd, env: serverEnv, ...options.account });
  const output: string[] = [];
  const record = (chunk: Buffer) => {
    output.push(chunk.toString());
  };
  child.stdout.on("data", record);
  child.stderr.on("data", record);
  child.stdin.on("error", () => {}); // the exit code tells
  child.stdin.end(options.input);
  const code = await new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  const lines = output.join("").split("\n").filter(Boolean);
  for (const line of lines) options.onLog(line);
  if (code !== 0) throw new Error(`${command} failed (exit code ${code}):\n${lines.slice(-10).join("\n")}`);
}
