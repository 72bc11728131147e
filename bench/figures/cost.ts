import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { type Client, openClient } from "../gossamer/client.ts";
import { startInspected } from "../gossamer/inspected.ts";
import { removeFolder, temporaryFolder } from "../gossamer/platform.ts";
import { json } from "../http.ts";
import { E1, W1, type Workload } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { PRICES } from "../prices.ts";
import { cpuMsOf } from "../processes.ts";
import { sum } from "../statistics.ts";
import { type Figure, nextValue, type World } from "../world.ts";

/** How long the object is taken to be awake for one run, and what it is billed as. */
const AWAKE_SECONDS = 0.5;
const OBJECT_GB = 0.128;
/** A request of the API takes one command of the rate limiter, which the bench leaves out. */
const REDIS_COMMANDS = 1;
const SETTLE_MS = 1000;

const Counts = z.object({
  calls: z.number(),
  rowsWritten: z.number(),
  rowsRead: z.number(),
  alarmsSet: z.number(),
});

/** What 1,000 runs cost at list prices, beyond what plans include: counted operations by the price of each. */
export const cost: Figure = {
  ids: ["cost"],
  measure: async (world) => {
    const { platform, outside, options } = world;
    const { apiKey, env } = platform.host.ready;
    const folder = await temporaryFolder();
    const entry = join(import.meta.dirname, "../gossamer/counting-worker.ts");
    const workerd = await startInspected(folder, env, entry);
    const client = await openClient(workerd.origin, apiKey, outside.url);
    try {
      const found: Measurement[] = [];
      for (const workload of [W1, E1]) {
        world.say(`cost: ${workload.id}`);
        await runAll(client, workload, 20);
        const used = await usage(world, client, workerd.process.pid, workload, options.quick ? 20 : 200);
        found.push(...priced(workload, used));
      }
      return found;
    } finally {
      client.close();
      workerd.process.kill("SIGKILL");
      await workerd.process.exited;
      await removeFolder(folder);
    }
  },
};

/** What one run uses. */
type Usage = Record<keyof typeof PRICES, number>;

async function usage(
  { platform }: World,
  client: Client,
  workerd: number,
  workload: Workload,
  runs: number,
): Promise<Partial<Usage>> {
  const look = async () => ({
    counts: Counts.parse(
      await json(client.http.call("GET", `/bench/counts?user=${platform.host.ready.userId}`)),
    ),
    messages: (await platform.counters()).attempts,
    postgresMs: cpuMsOf(platform.host.pid, "postgres"),
    workerdMs: cpuMsOf(workerd),
  });
  await delay(SETTLE_MS);
  const before = await look();
  await runAll(client, workload, runs);
  await delay(SETTLE_MS);
  const after = await look();
  const each = (later: number, earlier: number) => (later - earlier) / runs;
  const of = (key: keyof z.infer<typeof Counts>) => each(after.counts[key], before.counts[key]);
  const messages = each(after.messages, before.messages);
  return {
    workerRequest: 1 + messages,
    workerCpuMs: each(after.workerdMs, before.workerdMs),
    objectRequest: of("calls"),
    objectGbSecond: AWAKE_SECONDS * OBJECT_GB,
    objectRowWritten: of("rowsWritten"),
    objectAlarm: of("alarmsSet"),
    objectRowRead: of("rowsRead"),
    queueMessage: messages,
    redisCommand: REDIS_COMMANDS,
    postgresCpuSecond: each(after.postgresMs, before.postgresMs) / 1000,
  };
}

async function runAll(client: Client, workload: Workload, runs: number): Promise<void> {
  const graph = await client.graph(workload);
  for (let i = 0; i < runs; i += 1) await client.run(graph, nextValue());
}

const UNITS: [unit: keyof typeof PRICES, name: string][] = [
  ["workerRequest", "requests to the Worker"],
  ["workerCpuMs", "CPU ms of the Worker"],
  ["objectRequest", "requests to the object"],
  ["objectGbSecond", `GB-s of the object, awake ${AWAKE_SECONDS} s`],
  ["objectRowWritten", "rows that the object writes"],
  ["objectAlarm", "alarms that the object sets"],
  ["objectRowRead", "rows that the object reads"],
  ["queueMessage", "queue messages"],
  ["redisCommand", "Redis commands"],
  ["postgresCpuSecond", "CPU seconds of Postgres"],
];

function priced({ id }: Workload, used: Partial<Usage>): Measurement[] {
  const parts = UNITS.flatMap(([unit, name]) => {
    const amount = used[unit];
    return amount === undefined
      ? []
      : [{ name: `${name}, ${amount.toFixed(3)} a run`, dollars: amount * PRICES[unit] }];
  });
  return [
    dollars(`1,000 runs of ${id}, without storage`, sum(parts.map((part) => part.dollars))),
    ...parts.map((part) => dollars(`1,000 runs of ${id}: ${part.name}`, part.dollars)),
  ];
}

const dollars = (what: string, each: number): Measurement => ({
  figure: "cost",
  what,
  engine: "Gossamer",
  unit: "$",
  better: "less",
  rounds: [[each * 1000]],
});
