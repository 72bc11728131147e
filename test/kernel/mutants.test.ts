import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invariants } from "./invariants.ts";
import { kernel } from "./kernel.ts";
import { mutants } from "./mutants.ts";

/** Fixed, so that a mutant is caught each time or never; and within the runs that the property has anyway. */
const SEED = 20_260_101;

describe("a kernel that breaks an invariant is caught by that invariant's own test", () => {
  for (const [name, { property, runs: numRuns }] of Object.entries(invariants)) {
    for (const [what, mutant] of Object.entries(mutants[name as keyof typeof mutants])) {
      it(`${name}: one that ${what}`, () => {
        const parameters = { seed: SEED, numRuns, endOnFailure: true };
        expect(fc.check(property(mutant(kernel)), parameters)).toMatchObject({ failed: true });
      });
    }
  }
});
