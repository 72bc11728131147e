import { setTimeout as delay } from "node:timers/promises";
import { addRows, addToObject } from "../gossamer/history.ts";
import { type Platform, removeFolder, startPlatform, temporaryFolder } from "../gossamer/platform.ts";
import { json } from "../http.ts";
import { W0, W1 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { type Figure, nextValue, type World } from "../world.ts";
import { FLOOR } from "./floors.ts";
import { inTurn } from "./runs.ts";

const TIMES = 15;
const WARM_UP = 40;

/** Reads and runs on a platform with a short history and on one with a long one, beside what a round trip costs. */
export const reads: Figure = {
  ids: ["reads"],
  measure: async (world) => {
    const length = world.options.quick ? 5000 : 100_000;
    world.say(`reads: making a history of ${length} runs`);
    const stateDir = await temporaryFolder();
    const old = await startOld(world, stateDir, length);
    try {
      const subjects = [
        ...floorsOf(world),
        ...(await subjectsOf(world.platform, "short history")),
        ...(await subjectsOf(old, `${length} runs`)),
      ];
      const warmUp = world.options.quick ? 3 : WARM_UP;
      for (const { once } of subjects) for (let i = 0; i < warmUp; i += 1) await once();
      for (let round = 0; round < world.options.rounds; round += 1) {
        world.say(`reads: round ${round + 1} of ${world.options.rounds}`);
        for (const { once, found } of inTurn(subjects, round)) found.rounds.push(await times(once));
      }
      return subjects.map(({ found }) => found);
    } finally {
      await old.stop();
      await removeFolder(stateDir);
    }
  },
};

interface Subject {
  found: Measurement;
  once(): Promise<unknown>;
}

async function startOld({ outside }: World, stateDir: string, length: number): Promise<Platform> {
  const young = await startPlatform(outside.url, { stateDir });
  const { id } = await young.run(await young.graph(W0), nextValue());
  await delay(2000); // its rows are written behind its end
  const ids = await addRows(young, id, length);
  const { objectsDir } = young.host.ready;
  await young.stop();
  await addToObject(objectsDir, id, ids);
  return startPlatform(outside.url, { stateDir });
}

const floorsOf = ({ floors }: World): Subject[] => [
  { found: timeOf("floor", FLOOR.bridge), once: () => floors.bridge() },
  { found: timeOf("floor", FLOOR.select), once: () => floors.worker("/select") },
];

async function subjectsOf(platform: Platform, engine: string): Promise<Subject[]> {
  const [one, ten] = [await platform.graph(W0), await platform.graph(W1)];
  const { id } = await platform.run(ten, nextValue());
  const get = (path: string) => async () => json(platform.http.call("GET", path));
  await delay(500);
  return [
    { found: timeOf(engine, "GET an ended execution of 12 nodes"), once: get(`/api/v2/executions/${id}`) },
    { found: timeOf(engine, "GET the list of executions"), once: get("/api/v2/executions") },
    {
      found: timeOf(engine, "GET the list of executions in one state"),
      once: get("/api/v2/executions?status=COMPLETED"),
    },
    {
      found: timeOf(engine, "GET the list of executions of one graph"),
      once: get(`/api/v2/executions?graph_id=${ten}`),
    },
    { found: timeOf(engine, "start of W0"), once: () => platform.start(one, nextValue()) },
    { found: timeOf(engine, "W1 to its observed end"), once: () => platform.run(ten, nextValue()) },
  ];
}

async function times(once: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const since = performance.now();
    await once();
    samples.push(performance.now() - since);
  }
  return samples;
}

const timeOf = (engine: string, what: string): Measurement => ({
  figure: "reads",
  what,
  engine,
  unit: "ms",
  better: "less",
  rounds: [],
});
