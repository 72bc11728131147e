import type { Engine } from "../engine.ts";
import type { Job } from "../job.ts";
import { cpuMsOf, memoryOf } from "../processes.ts";
import { bytesOf } from "./kept.ts";
import type { Platform } from "./platform.ts";

/** Ours: a POST with an API key, then the whole log over a socket that is already open. */
export function gossamer(platform: Platform): Engine {
  const { host } = platform;
  const graph = ({ shape, nodes, effectUrl }: Job) => {
    const effects = effectUrl !== null;
    const id = `${shape} of ${nodes}${effects ? " requests" : ""}`;
    return platform.graph({ id, what: id, shape, nodes, effects });
  };
  return {
    name: "Gossamer",
    note: "start is one SQLite commit in the object and one row in Postgres; the end is heard on an open socket with the whole log before it",
    isDurable: true,
    run: async (job) => {
      const { outputs } = await platform.run(await graph(job), job.value);
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
