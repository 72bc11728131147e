// What processes use, as /proc tells it. Elsewhere than on Linux these figures are left out.

import { readdirSync, readFileSync } from "node:fs";

interface Process {
  pid: number;
  parent: number;
  name: string;
  cpuMs: number;
}

/** Milliseconds of one clock tick of the kernel: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time that a process and all below it have used, ms, with what children took along when they ended. */
export function cpuMsOf(root: number, program?: string): number {
  let total = 0;
  for (const { name, cpuMs } of treeOf(root)) if (program === undefined || program === name) total += cpuMs;
  return total;
}

/** Megabytes of memory by program name; pages that processes share are counted once among them (PSS). */
export function memoryOf(root: number): Record<string, number> {
  const megabytes: Record<string, number> = {};
  for (const { pid, name } of treeOf(root)) {
    const rollup = read(`/proc/${pid}/smaps_rollup`);
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    megabytes[name] = (megabytes[name] ?? 0) + kilobytes / 1024;
  }
  return megabytes;
}

function treeOf(root: number): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const tree: Process[] = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** Node names its threads, and so itself. */
const PROGRAMS: Record<string, string> = { MainThread: "node" };

/** Fields after the name in parentheses, see proc_pid_stat(5): state, ppid, …, utime, stime, cutime, cstime. */
function processOf(pid: number): Process | null {
  const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  if (name === undefined || rest === undefined) return null;
  const fields = rest.split(" ").map(Number);
  const ticks = fields.slice(11, 15).reduce((total, field) => total + field, 0);
  return { pid, parent: fields[1] ?? 0, name: PROGRAMS[name] ?? name, cpuMs: ticks * TICK_MS };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it has ended
  }
}
