import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export interface TiedProcess {
  pid: number;
  stdout: Readable;
  stderr: Readable;
  /** What the program writes to its descriptor 4. */
  control: Readable;
  /** Resolves once, with the exit code, or minus the signal's absence of one (-1) after a signal. */
  exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export interface TiedProcessOptions {
  cwd?: string;
  env: Record<string, string>;
  /** Open descriptors that the program inherits as 5, 6, … */
  descriptors?: readonly number[];
}

// Descriptor 3 is the dead man's pipe: it yields a line when the program has ended, and end-of-file
// when this process has died, however it died. `$$` is the program's own pid, because of the exec.
const WATCHED_EXEC = `
(read -r _ <&3 || kill -9 $$) >/dev/null 2>&1 4>&- 5>&- 6>&- &
exec "$0" "$@" 3<&-`;

/**
 * Starts a program that cannot outlive this process, not even after SIGKILL, in a process group of its own so
 * that the terminal's Ctrl-C reaches it only through us. Needs a POSIX shell.
 */
export function spawnTied(
  command: string,
  args: readonly string[],
  options: TiedProcessOptions,
): TiedProcess {
  const child = spawn("/bin/sh", ["-c", WATCHED_EXEC, command, ...args], {
    detached: true,
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", ...(options.descriptors ?? [])],
  });
  const leash = stream<Writable>(child, 3);
  leash.on("error", () => {}); // the watcher may be gone first
  return {
    pid: child.pid ?? -1,
    stdout: stream<Readable>(child, 1),
    stderr: stream<Readable>(child, 2),
    control: stream<Readable>(child, 4),
    exited: exitOf(child, leash),
    kill: (signal) => void child.kill(signal),
  };
}

/** Calls back for every line, without its end. */
export function eachLine(source: Readable, onLine: (line: string) => void): void {
  createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY }).on("line", onLine);
}

function exitOf(child: ChildProcess, leash: Writable): Promise<number> {
  return new Promise((resolve) => {
    const ended = (code: number | null) => {
      leash.end("ended\n");
      resolve(code ?? -1);
    };
    child.once("exit", ended);
    child.once("error", () => ended(null));
  });
}

/** Every descriptor asked for above is a "pipe", so Node has made a stream in both directions for it. */
function stream<T extends Readable | Writable>(child: ChildProcess, descriptor: number): T {
  return child.stdio[descriptor] as T;
}
