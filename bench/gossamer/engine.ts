import type { Engine } from "../engine.ts";
import type { Job } from "../job.ts";
import { cpuMsOf, memoryOf } from "../processes.ts";
import type { Events } from "./followers.ts";
import { bytesOf } from "./kept.ts";
import type { Platform } from "./platform.ts";

/** Ours again, to a client that follows all that happens. */
export const EACH_EVENT = "Gossamer, each event";

/** Ours: a POST with an API key, then what comes of it over a socket that is already open, as peers answer a result. */
export function gossamer(platform: Platform, events: Events = "own"): Engine {
  const { host } = platform;
  const graph = ({ shape, nodes, effectUrl }: Job) => {
    const effects = effectUrl !== null;
    const id = `${shape} of ${nodes}${effects ? " requests" : ""}`;
    return platform.graph({ id, what: id, shape, nodes, effects });
  };
  return {
    name: events === "own" ? "Gossamer" : EACH_EVENT,
    note: `start is one SQLite commit in the object and one row in Postgres; the end is heard on an open socket, ${
      events === "own" ? "with the outputs before it" : "with the whole log before it, an event a frame"
    }`,
    isDurable: true,
    run: async (job) => {
      const { outputs } = await platform.run(await graph(job), job.value, events);
      return total(outputs[0]);
    },
    start: async (job) => void (await platform.start(await graph(job), job.value)),
    cpuMs: () => cpuMsOf(host.pid),
    memory: () => memoryOf(host.pid),
    bytes: () => bytesOf(platform),
    stop: () => platform.stop(),
  };
}

function total(output: unknown): number {
  if (!Array.isArray(output)) return Number(output);
  return output.reduce((sum: number, each) => sum + Number(each), 0);
}
