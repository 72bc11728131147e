import { median, percentile } from "./statistics.ts";

/** One figure of one engine. Rounds alternate between engines, so those of the same number belong together. */
export interface Measurement {
  /** As in `--only`. */
  figure: string;
  what: string;
  engine: string;
  unit: "ms" | "runs/s" | "MB" | "bytes" | "count" | "$";
  better: "less" | "more";
  /** The samples of each round. */
  rounds: number[][];
}

export interface Summary {
  median: number;
  p10: number;
  p90: number;
  samples: number;
}

export function summaryOf({ rounds }: Pick<Measurement, "rounds">): Summary {
  const samples = rounds.flat();
  return {
    median: median(samples),
    p10: percentile(samples, 0.1),
    p90: percentile(samples, 0.9),
    samples: samples.length,
  };
}

/** The median over rounds of one engine's median by the other's: what slows both down at once cancels out. */
export function ratio(one: Pick<Measurement, "rounds">, other: Pick<Measurement, "rounds">): number {
  const ratios = one.rounds.flatMap((round, index) => {
    const against = other.rounds[index];
    return against === undefined || against.length === 0 || round.length === 0
      ? []
      : [median(round) / median(against)];
  });
  return median(ratios);
}
