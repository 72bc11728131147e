import { setTimeout as delay } from "node:timers/promises";
import type { WebSocket } from "ws";
import { type Events, openSocket, subscription } from "../gossamer/followers.ts";
import { type Graph, givingAll, graphOf } from "../gossamer/graphs.ts";
import type { Workload } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { memoryOf } from "../processes.ts";
import { percentile } from "../statistics.ts";
import { type Figure, nextValue, type World } from "../world.ts";

const AT_ONCE = 50;
const QUIET_MS = 700;

/** One run with many sockets: how old an event is when a socket has it. Each step of the run is held until all is quiet. */
export const subscribers: Figure = {
  ids: ["subs"],
  measure: async (world) => {
    const count = world.options.quick ? 100 : 1000;
    const steps = world.options.quick ? 3 : 10;
    const chain = graphOf(chainOf(steps), world.outside.url);
    const ofStep = await agesOn(world, { graph: chain, events: "all", count, steps });
    const ofOne = await agesOn(world, { graph: givingAll(chain), events: "own", count, steps });
    return [
      ...agesNamed(`${count} sockets on one run: age of one event`, ofOne.rounds),
      ...agesNamed(`${count} sockets on one run: age of a step's four events`, ofStep.rounds),
      { ...named("of workerd's memory a socket", "bytes"), rounds: [[ofStep.bytes]] },
    ];
  },
};

interface Audience {
  graph: Graph;
  /** Which of the events of a step each socket is sent. */
  events: Events;
  count: number;
  steps: number;
}

/** Of each step but the first, which warms up, and the last, which ends the run: how old its events were, ms. */
async function agesOn(
  world: World,
  { graph, events, count, steps }: Audience,
): Promise<{ rounds: number[][]; bytes: number }> {
  const { platform, outside } = world;
  const memoryBefore = workerdMb(world);
  world.say(`subscribers: ${count} sockets`);
  outside.shut();
  const id = await platform.start(await platform.create(graph), nextValue());
  const ages: number[][] = [[]];
  const hear = (age: number) => ages.at(-1)?.push(age);
  const sockets = await subscribed(count, () => subscribe(platform, subscription(id, events), hear));
  const memoryAfter = workerdMb(world);
  await delay(QUIET_MS);
  for (let step = 0; step < steps; step += 1) {
    ages.push([]);
    outside.open();
    outside.shut();
    await delay(QUIET_MS);
  }
  outside.open();
  for (const socket of sockets) socket.terminate();
  return { rounds: ages.slice(2, -1), bytes: ((memoryAfter - memoryBefore) / count) * 2 ** 20 };
}

const chainOf = (nodes: number): Workload => ({
  id: `chain of ${nodes} effects`,
  what: "subscribers",
  shape: "chain",
  nodes,
  effects: true,
});

const workerdMb = ({ platform }: World): number => memoryOf(platform.host.pid)["workerd"] ?? 0;

async function subscribed(count: number, open: () => Promise<WebSocket>): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const wave = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, open);
    sockets.push(...(await Promise.all(wave)));
  }
  return sockets;
}

const TIMESTAMP = /"timestamp":"([^"]+)"/;

/** Events from before it subscribed are replayed first, and do not count. */
async function subscribe(
  { host }: World["platform"],
  frame: string,
  heard: (age: number) => void,
): Promise<WebSocket> {
  const { origin, apiKey } = host.ready;
  const socket = await openSocket(origin, apiKey);
  const since = Date.now();
  const ready = Promise.withResolvers<void>();
  socket.on("message", (data) => {
    const now = Date.now();
    const text = String(data);
    if (text.includes('"type":"subscribed"')) ready.resolve();
    const at = Date.parse(TIMESTAMP.exec(text)?.[1] ?? "");
    if (at >= since) heard(now - at);
  });
  socket.send(frame);
  await ready.promise;
  return socket;
}

const agesNamed = (what: string, rounds: number[][]): Measurement[] => [
  { ...named(`${what} when a socket has it`, "ms"), rounds },
  { ...named(`${what}, p99 of each step`, "ms"), rounds: rounds.map((ages) => [percentile(ages, 0.99)]) },
];

const named = (what: string, unit: Measurement["unit"]): Omit<Measurement, "rounds"> => ({
  figure: "subs",
  what,
  engine: "Gossamer",
  unit,
  better: "less",
});
