import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const STOPPING_MS = 20_000;
const RUNNING_MS = 1_500;

/**
 * Makes a data folder free to start on: waits for an earlier server that is going down, removes a lock file whose
 * process id now belongs to something else, and throws when another server runs there.
 */
export async function releaseLockFile(data: string): Promise<void> {
  const start = Date.now();
  for (;;) {
    const lock = readLockFile(data);
    if (lock === undefined || !isAlive(lock.pid)) return; // the server itself checks and replaces it
    if (!isServerOn(lock.pid, data)) return rmSync(join(data, "postmaster.pid"), { force: true });
    const patience = lock.status === "stopping" ? STOPPING_MS : RUNNING_MS;
    if (Date.now() - start > patience) {
      throw new Error(`PostgreSQL (process ${lock.pid}) is already running on ${data}`);
    }
    await sleep(20);
  }
}

/** Lines 1 and 8 of postmaster.pid: process id and state. */
function readLockFile(data: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, status: (lines[7] ?? "").trim() } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isServerOn(pid: number, data: string): boolean {
  try {
    if (process.platform === "linux") {
      if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "postgres") return false;
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    }
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes(data);
  } catch {
    return false;
  }
}
