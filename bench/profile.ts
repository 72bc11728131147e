// CPU profile of the Worker and its objects: `node bench/profile.ts W1 burst 400`, or "seq", "burst starts", "seq starts",
// "seq gets", "seq lists".
// A second workerd with an inspector serves the same Worker on the stack's own services.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { CpuProfile, sharesOf } from "./cpu-profile.ts";
import { type Client, openClient } from "./gossamer/client.ts";
import { inspect, startInspected } from "./gossamer/inspected.ts";
import { startPlatform } from "./gossamer/platform.ts";
import { isReading, readable } from "./gossamer/readable.ts";
import { json } from "./http.ts";
import { type Workload, workloadOf } from "./job.ts";
import { startOutside } from "./outside.ts";
import { cpuMsOf } from "./processes.ts";

const SAMPLE_EVERY_US = 200;
const LINES = 45;
const RESULTS = join(import.meta.dirname, "results");

const [id = "W1", mode = "burst", count = "400"] = process.argv.slice(2);
await profile(workloadOf(id), Number(count));

async function profile(subject: Workload, runs: number): Promise<void> {
  const outside = await startOutside();
  const platform = await startPlatform(outside.url);
  const folder = await mkdtemp(join(tmpdir(), "gossamer-profile-"));
  const workerd = await startInspected(folder, platform.host.ready.env);
  const client = await openClient(workerd.origin, platform.host.ready.apiKey, outside.url);
  try {
    await load(client, subject, Math.min(runs, 200));
    const session = await inspect(workerd.inspector);
    await session("Profiler.enable");
    await session("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
    await session("Profiler.start");
    const before = cpuMsOf(workerd.process.pid);
    const since = performance.now();
    await load(client, subject, runs);
    const ms = performance.now() - since;
    const cpuMs = cpuMsOf(workerd.process.pid) - before;
    const { profile: found } = z.object({ profile: CpuProfile }).parse(await session("Profiler.stop"));
    await mkdir(RESULTS, { recursive: true });
    await writeFile(
      join(RESULTS, `${subject.id}-${mode.replace(" ", "-")}.cpuprofile`),
      JSON.stringify(found),
    );
    report(subject, runs, { ms, cpuMs }, found);
  } finally {
    client.close();
    workerd.process.kill("SIGKILL");
    await workerd.process.exited;
    await platform.stop();
    outside.stop();
    await rm(folder, { recursive: true, force: true });
  }
  process.exit(0); // the inspector's connection does not end by itself
}

async function load(client: Client, subject: Workload, runs: number): Promise<void> {
  const graph = await client.graph(subject);
  const once = await onceOf(client, graph);
  if (mode.startsWith("burst")) {
    await Promise.all(Array.from({ length: runs }, (_, value) => once(value)));
  } else {
    for (let value = 0; value < runs; value += 1) await once(value);
  }
}

async function onceOf(client: Client, graph: string): Promise<(value: number) => Promise<unknown>> {
  if (!isReading(mode)) {
    const once = mode.endsWith("starts") ? client.start : client.run;
    return (value) => once(graph, value);
  }
  const path = await readable(client, graph, mode);
  return () => json(client.http.call("GET", path));
}

function report(
  subject: Workload,
  runs: number,
  { ms, cpuMs }: { ms: number; cpuMs: number },
  found: CpuProfile,
): void {
  const shares = sharesOf(found);
  const print = (title: string, key: "selfMs" | "totalMs") => {
    process.stdout.write(`\nms a run, ${title}\n`);
    for (const share of shares.toSorted((a, b) => b[key] - a[key]).slice(0, LINES)) {
      process.stdout.write(`${(share[key] / runs).toFixed(3).padStart(9)}  ${share.name}\n`);
    }
  };
  process.stdout.write(
    `${runs} × ${subject.id}, ${mode}: ${(ms / runs).toFixed(2)} ms a run, ${(cpuMs / runs).toFixed(2)} ms of CPU in workerd\n`,
  );
  print("in the function itself", "selfMs");
  print("with what it calls", "totalMs");
}
