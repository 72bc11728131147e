import * as fc from "fast-check";

/** `FC_SEED` replays a failure that was printed, `FC_RUNS` scales every property. */
export function runs(usual: number): { numRuns: number; seed?: number } {
  const numRuns = Number(process.env["FC_RUNS"] ?? usual);
  const seed = process.env["FC_SEED"];
  return seed === undefined ? { numRuns } : { numRuns, seed: Number(seed) };
}

/** A stream of free choices; when it is used up the choice is 0, which is always the plainest one. */
export const picks = (): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: 999 }), { maxLength: 120, size: "max" });

export function chooser(choices: readonly number[]): (below: number) => number {
  let next = 0;
  return (below) => {
    const choice = choices[next] ?? 0;
    next += 1;
    return choice % below;
  };
}
