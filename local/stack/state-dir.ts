import { accessSync, constants, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "../start-error.ts";

export interface StateDir {
  postgres: string;
  /** Bundle and generated configuration of the Worker. */
  worker: string;
  qstash: string;
  credentials: string;
  release(): void;
}

const OURS = ["postgres", "worker", "objects", "qstash.sqlite", "qstash.sqlite-wal", "qstash.sqlite-shm"];

/**
 * Takes a state directory for this process alone; `fresh` removes what earlier starts left in it. The lock is one that the operating
 * system drops with the process. Throws StartError when another start has it or it cannot be written.
 */
export function takeStateDir(path: string, { fresh = false } = {}): StateDir {
  makeWritable(path);
  const lock = new DatabaseSync(join(path, "lock"), { timeout: 0 });
  try {
    acquire(lock);
  } catch (error) {
    const owner = ownerOf(lock);
    lock.close();
    if (owner === null) throw error;
    throw new StartError(`${path} is in use by process ${owner}; stop it or choose another STATE_DIR`);
  }
  const inside = (name: string) => join(path, name);
  const credentials = inside("credentials.json");
  if (fresh)
    for (const left of [...OURS.map(inside), credentials]) rmSync(left, { recursive: true, force: true });
  return {
    postgres: inside("postgres"),
    worker: inside("worker"),
    qstash: inside("qstash.sqlite"),
    credentials,
    release: () => lock.close(),
  };
}

function makeWritable(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new StartError(`Cannot write to the state directory ${path} (${reason}); choose another STATE_DIR`);
  }
}

/** Publishes our pid, then keeps the write lock: readers still see the pid, other writers are refused. */
function acquire(lock: DatabaseSync): void {
  lock.exec("CREATE TABLE IF NOT EXISTS owner (pid INTEGER); BEGIN IMMEDIATE; DELETE FROM owner;");
  lock.exec(`INSERT INTO owner VALUES (${process.pid}); COMMIT; BEGIN IMMEDIATE;`);
}

function ownerOf(lock: DatabaseSync): number | null {
  const pid = lock.prepare("SELECT pid FROM owner").get()?.["pid"];
  return typeof pid === "number" ? pid : null;
}
