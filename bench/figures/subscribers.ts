import { setTimeout as delay } from "node:timers/promises";
import type { WebSocket } from "ws";
import { openSocket } from "../gossamer/followers.ts";
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
    const { platform, outside } = world;
    const memoryBefore = workerdMb(world);
    world.say(`subscribers: ${count} sockets`);
    outside.shut();
    const id = await platform.start(await platform.graph(chainOf(steps)), nextValue());
    const ages: number[][] = [[]];
    const sockets = await subscribed(world, id, count, (age) => ages.at(-1)?.push(age));
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
    const rounds = ages.slice(2); // the first step warms up
    const arrival = `${count} sockets on one run: age of an event when a socket has it`;
    return [
      { ...named(arrival, "ms"), rounds },
      {
        ...named(`${arrival}, p99 of each step`, "ms"),
        rounds: rounds.map((round) => [percentile(round, 0.99)]),
      },
      {
        ...named("of workerd's memory a socket", "bytes"),
        rounds: [[((memoryAfter - memoryBefore) / count) * 2 ** 20]],
      },
    ];
  },
};

const chainOf = (nodes: number): Workload => ({
  id: `chain of ${nodes} effects`,
  what: "subscribers",
  shape: "chain",
  nodes,
  effects: true,
});

const workerdMb = ({ platform }: World): number => memoryOf(platform.host.pid)["workerd"] ?? 0;

async function subscribed(
  { platform }: World,
  id: string,
  count: number,
  heard: (age: number) => void,
): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const wave = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () =>
      subscribe(platform, id, heard),
    );
    sockets.push(...(await Promise.all(wave)));
  }
  return sockets;
}

const TIMESTAMP = /"timestamp":"([^"]+)"/;

/** Events from before it subscribed are replayed first, and do not count. */
async function subscribe(
  { host }: World["platform"],
  id: string,
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
  socket.send(JSON.stringify({ type: "subscribe", execution_id: id, after: 0 }));
  await ready.promise;
  return socket;
}

const named = (what: string, unit: Measurement["unit"]): Omit<Measurement, "rounds"> => ({
  figure: "subs",
  what,
  engine: "Gossamer",
  unit,
  better: "less",
});
