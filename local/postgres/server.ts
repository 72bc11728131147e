import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account.ts";
import { dataArgument, serverEnv } from "./cluster.ts";

export interface Server {
  port: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  postgres: string;
  data: string;
  account: Account | undefined;
  onLog: (line: string) => void;
}

const START_MS = 30_000;
const STOP_MS = 10_000;

// Small and quick to boot, but every acknowledged commit is on disk.
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "256MB",
  shared_buffers: "32MB",
  huge_pages: "off",
  io_method: "sync",
  jit: "off",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
  log_checkpoints: "off",
};

// The dead-man's switch: standard input ends when Node stops the server or dies in any way. INT is PostgreSQL's
// fast shutdown, QUIT its immediate one. `read` waits without a process of its own.
const SUPERVISOR = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
(
  read -r _ <&3
  kill -INT "$server"
  n=0
  while kill -0 "$server" && [ "$n" -lt ${STOP_MS / 1000} ]; do sleep 1; n=$((n + 1)); done
  kill -QUIT "$server"
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** Starts the server on a free port of 127.0.0.1 and resolves when it accepts connections. */
export async function launchServer(options: ServerOptions): Promise<Server> {
  const giveUp = Date.now() + START_MS;
  for (;;) {
    const attempt = await boot(options);
    if ("server" in attempt) return attempt.server;
    // Another process took the port, or backends of a killed server are still going down.
    const passing = /Address already in use|shared memory block .* is still in use/.test(attempt.log);
    if (!passing || Date.now() > giveUp) throw new Error(`PostgreSQL did not start:\n${attempt.log}`);
    await sleep(100);
  }
}

async function boot(options: ServerOptions): Promise<{ server: Server } | { log: string }> {
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).map(
    ([key, value]) => `-c${key}=${value}`,
  );
  const command = [options.postgres, "-D", dataArgument(options.data, options.account), ...settings];
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "postgres-supervisor", ...command], {
    cwd: options.data,
    env: serverEnv,
    stdio: ["pipe", "ignore", "pipe"],
    detached: true, // its own process group: Ctrl-C reaches Node alone, which then stops it in order
    ...options.account,
  });
  child.stdin.on("error", () => {}); // the supervisor ended by itself
  const exited = once(child, "exit");
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopServer(child, exited);
    return stopping;
  };

  const log: string[] = [];
  const ready = readiness(child.stderr, (line) => {
    options.onLog(line);
    if (log.push(line) > 20) log.shift();
  });
  const started = await Promise.race([ready, exited, sleep(START_MS, undefined, { ref: false })]);
  if (started === "ready") return { server: { port, stop } };
  await stop();
  return { log: log.join("\n") };
}

/** Accepting a connection is not readiness: during recovery the server accepts and refuses. */
function readiness(stderr: Readable, onLine: (line: string) => void): Promise<"ready"> {
  return new Promise((resolve) => {
    createInterface({ input: stderr }).on("line", (line) => {
      onLine(line);
      if (line.includes("database system is ready to accept connections")) resolve("ready");
    });
  });
}

async function stopServer(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.stdin?.end();
  for (const signal of ["SIGQUIT", "SIGKILL"] as const) {
    const stopped = await Promise.race([exited.then(() => true), sleep(STOP_MS, false, { ref: false })]);
    if (stopped) return;
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  }
  await exited;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1");
  return address.port;
}
