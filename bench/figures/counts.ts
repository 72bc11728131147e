import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { readWal } from "../gossamer/kept.ts";
import { WORKLOADS, type Workload } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { median } from "../statistics.ts";
import { type Figure, nextValue, type World } from "../world.ts";

/** What a run's end brings about behind it is given this long. */
const SETTLE_MS = 400;

interface Counts {
  commits: number;
  rows: number;
  messages: number;
}

/** Counted, so free of noise: commits of the object, transactions that write in Postgres, queue messages, a run. */
export const counts: Figure = {
  ids: ["counts"],
  measure: async (world) => {
    const found: Measurement[] = [];
    const times = world.options.quick ? 2 : 5;
    for (const workload of WORKLOADS) {
      world.say(`counts: ${workload.id}`);
      const all: Counts[] = [];
      await counted(world, workload);
      while (all.length < times) all.push(...(await counted(world, workload)));
      const add = (what: string, key: keyof Counts) =>
        found.push(countOf(`${workload.id}: ${what}`, median(all.map((each) => each[key]))));
      add("commits of the object", "commits");
      add("writing transactions in Postgres", "rows");
      add("queue messages", "messages");
    }
    return found;
  },
};

/** None when SQLite began its log anew meanwhile, so that what was in it is not known. */
async function counted({ platform }: World, workload: Workload): Promise<Counts[]> {
  const graph = await platform.graph(workload);
  const look = async () => ({
    wal: await readWal(platform.host.ready.objectsDir),
    rows: await lastTransaction(platform.db),
    messages: (await platform.counters()).published,
  });
  await delay(SETTLE_MS);
  const before = await look();
  await platform.run(graph, nextValue());
  await delay(SETTLE_MS);
  const after = await look();
  if (after.wal.salt !== before.wal.salt) return [];
  return [
    {
      commits: after.wal.commits - before.wal.commits,
      rows: after.rows - before.rows,
      messages: after.messages - before.messages,
    },
  ];
}

/** Only transactions that write get a number. */
async function lastTransaction(db: World["platform"]["db"]): Promise<number> {
  const { rows } = await db.query("select pg_snapshot_xmax(pg_current_snapshot())::text::float8 as id");
  return z.object({ id: z.number() }).parse(rows[0]).id;
}

const countOf = (what: string, count: number): Measurement => ({
  figure: "counts",
  what,
  engine: "Gossamer",
  unit: "count",
  better: "less",
  rounds: [[count]],
});
