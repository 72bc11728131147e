import type { Measurement } from "../measurement.ts";
import { sum } from "../statistics.ts";
import type { Figure } from "../world.ts";

/** Memory after everything else was measured; pages that processes share are counted once (PSS). */
export const memory: Figure = {
  ids: ["memory"],
  measure: async ({ engines }) =>
    engines.flatMap((engine) => {
      const parts = engine.memory();
      const all: [string, number][] = [["all processes, after the workloads", sum(Object.values(parts))]];
      const named = engine === engines[0] ? Object.entries(parts) : [];
      return [...all, ...named.map(([name, size]): [string, number] => [`of these ${name}`, size])].map(
        ([what, size]): Measurement => ({
          figure: "memory",
          what,
          engine: engine.name,
          unit: "MB",
          better: "less",
          rounds: [[size]],
        }),
      );
    }),
};
