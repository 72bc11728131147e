import { W1, W2, type Workload } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { type Figure, nextValue } from "../world.ts";

/** With its input and its output as many nodes as a graph may have. */
const LONGEST: Workload = { id: "longest", what: "chain of 998", shape: "chain", nodes: 998, effects: false };
const SIZES: [Workload, number][] = [
  [W1, 5],
  [W2, 3],
  [LONGEST, 1],
];

/** How the time of a run grows with its nodes: to its acknowledgement, and until its whole log has arrived. */
export const growth: Figure = {
  ids: ["growth"],
  measure: async ({ platform, options, say }) => {
    const found = SIZES.map(([workload]) => ({
      started: timeOf(`${workload.what}: POST to its acknowledgement`),
      ended: timeOf(`${workload.what}: POST to its observed end`),
    }));
    for (let round = 0; round <= options.rounds; round += 1) {
      say(`growth: round ${round} of ${options.rounds}`);
      for (const [index, [workload, times]] of SIZES.entries()) {
        const graph = await platform.graph(workload);
        const started: number[] = [];
        const ended: number[] = [];
        for (let i = 0; i < times; i += 1) {
          const run = await platform.run(graph, nextValue());
          started.push(run.startedAt - run.sentAt);
          ended.push(run.endedAt - run.sentAt);
        }
        if (round === 0) continue; // to warm up
        found[index]?.started.rounds.push(started);
        found[index]?.ended.rounds.push(ended);
      }
    }
    return found.flatMap(({ started, ended }) => [started, ended]);
  },
};

const timeOf = (what: string): Measurement => ({
  figure: "growth",
  what,
  engine: "Gossamer",
  unit: "ms",
  better: "less",
  rounds: [],
});
