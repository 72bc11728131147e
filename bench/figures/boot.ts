import { removeFolder, startPlatform, temporaryFolder } from "../gossamer/platform.ts";
import type { Measurement } from "../measurement.ts";
import { memoryOf } from "../processes.ts";
import { sum } from "../statistics.ts";
import type { Figure } from "../world.ts";

const TIMES = 3;

/** The whole local stack from its launch until a client is connected: with an empty folder, and once more with it. */
export const boot: Figure = {
  ids: ["boot"],
  measure: async ({ options, outside, say }) => {
    const cold: number[] = [];
    const warm: number[] = [];
    const memory: number[] = [];
    for (let time = 0; time < (options.quick ? 1 : TIMES); time += 1) {
      say(`boot: ${time + 1}`);
      const stateDir = await temporaryFolder();
      for (const samples of [cold, warm]) {
        const since = performance.now();
        const platform = await startPlatform(outside.url, { stateDir });
        samples.push(performance.now() - since);
        if (samples === warm) memory.push(sum(Object.values(memoryOf(platform.host.pid))));
        await platform.stop();
      }
      await removeFolder(stateDir);
    }
    return [
      figure("cold start of the local stack", "ms", cold),
      figure("warm start of the local stack", "ms", warm),
      figure("memory of the local stack, just started", "MB", memory),
    ];
  },
};

const figure = (what: string, unit: Measurement["unit"], samples: number[]): Measurement => ({
  figure: "boot",
  what,
  engine: "Gossamer",
  unit,
  better: "less",
  rounds: samples.map((sample) => [sample]),
});
