// Two or more checkouts of the Worker in alternating rounds, on the services of one stack:
// `node bench/compare.ts W1 burst 200 10 before=../other now=.`. What counts is the ratio to the first.

import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Client, openClient } from "./gossamer/client.ts";
import { type Inspected, startInspected } from "./gossamer/inspected.ts";
import { type Platform, removeFolder, startPlatform, temporaryFolder } from "./gossamer/platform.ts";
import { isReading, readable } from "./gossamer/readable.ts";
import { json } from "./http.ts";
import { type Workload, workloadOf } from "./job.ts";
import { type Measurement, ratio, summaryOf } from "./measurement.ts";
import { startOutside } from "./outside.ts";
import { cpuMsOf } from "./processes.ts";
import { median } from "./statistics.ts";
import { nextValue } from "./world.ts";

const SETTLE_MS = 300;

const [id = "W1", mode = "burst", runs = "200", rounds = "10", ...checkouts] = process.argv.slice(2);
const isRead = isReading(mode);
const isFollowed = !isRead && !mode.endsWith("starts");
await compare(workloadOf(id), Number(runs), Number(rounds));

interface Variant {
  name: string;
  folder: string;
  workerd: Inspected;
  client: Client;
  cpu: Pick<Measurement, "rounds">;
  /** Postgres' own, which serves all variants. */
  postgres: Pick<Measurement, "rounds">;
  start: Pick<Measurement, "rounds">;
  end: Pick<Measurement, "rounds">;
}

async function compare(subject: Workload, times: number, turns: number): Promise<void> {
  const outside = await startOutside();
  const platform = await startPlatform(outside.url);
  const variants: Variant[] = [];
  for (const checkout of checkouts) variants.push(await open(checkout, platform, outside.url));
  for (const variant of [...variants, ...variants]) await load(variant, platform, subject, times);
  for (const { cpu, postgres, start, end } of variants)
    for (const each of [cpu, postgres, start, end]) each.rounds = [];
  for (let turn = 0; turn < turns; turn += 1) {
    for (const variant of [
      ...variants.slice(turn % variants.length),
      ...variants.slice(0, turn % variants.length),
    ]) {
      await load(variant, platform, subject, times);
    }
  }
  for (const variant of variants) print(variant, variants[0] ?? variant);
  for (const { client, workerd, folder } of variants) {
    client.close();
    workerd.process.kill("SIGKILL");
    await workerd.process.exited;
    await removeFolder(folder);
  }
  await platform.stop();
  outside.stop();
}

async function open(checkout: string, { host }: Platform, effectUrl: string): Promise<Variant> {
  const [name = "", root = "."] = checkout.split("=");
  const folder = await temporaryFolder();
  const workerd = await startInspected(folder, host.ready.env, resolve(join(root, "src/worker.ts")));
  const client = await openClient(workerd.origin, host.ready.apiKey, effectUrl);
  const measured = {
    cpu: { rounds: [] },
    postgres: { rounds: [] },
    start: { rounds: [] },
    end: { rounds: [] },
  };
  return { name, folder, workerd, client, ...measured };
}

/**
 * One after the other ("seq"), at once ("burst"), followed event by event, to their result alone ("seq results", "burst
 * results") or not at all ("seq starts", "burst starts"); or reads of one that has ended, or of the newest ("seq gets",
 * "seq lists").
 */
async function load(variant: Variant, { host }: Platform, subject: Workload, times: number): Promise<void> {
  const { client, workerd, cpu, postgres, start, end } = variant;
  const graph = await client.graph(subject);
  const path = isRead ? await readable(client, graph, mode) : "";
  const [before, postgresBefore] = [cpuMsOf(workerd.process.pid), cpuMsOf(host.pid, "postgres")];
  const starts: number[] = [];
  const ends: number[] = [];
  const once = async () => {
    const since = performance.now();
    if (!isFollowed) {
      await (isRead ? json(client.http.call("GET", path)) : client.start(graph, nextValue()));
      starts.push(performance.now() - since);
      return;
    }
    const { startedAt, endedAt } = await client.run(
      graph,
      nextValue(),
      mode.endsWith("results") ? "own" : "all",
    );
    starts.push(startedAt - since);
    ends.push(endedAt - since);
  };
  if (mode.startsWith("seq")) for (let i = 0; i < times; i += 1) await once();
  else await Promise.all(Array.from({ length: times }, once));
  await delay(SETTLE_MS); // what follows behind an end is its work too
  cpu.rounds.push([(cpuMsOf(workerd.process.pid) - before) / times]);
  postgres.rounds.push([(cpuMsOf(host.pid, "postgres") - postgresBefore) / times]);
  start.rounds.push([median(starts)]);
  end.rounds.push([median(ends)]);
}

function print({ name, cpu, postgres, start, end }: Variant, first: Variant): void {
  const cell = (what: string, of: Pick<Measurement, "rounds">, base: Pick<Measurement, "rounds">) =>
    `${what} ${summaryOf(of).median.toFixed(2)} ms × ${ratio(of, base).toFixed(3)}`;
  const cells = [
    cell(`workerd's CPU a ${isRead ? "read" : "run"}`, cpu, first.cpu),
    cell("Postgres'", postgres, first.postgres),
    cell(isRead ? "time" : "start", start, first.start),
    ...(isFollowed ? [cell("end", end, first.end)] : []),
  ];
  process.stdout.write(`${name.padEnd(16)} ${cells.join("   ")}\n`);
}
