import * as fc from "fast-check";
import { describe, it } from "vitest";
import { runs } from "./fc.ts";
import { invariants } from "./invariants.ts";
import { kernel } from "./kernel.ts";

describe("the kernel keeps its invariants", () => {
  for (const [name, { says, property, runs: usual }] of Object.entries(invariants)) {
    it(`${name}: ${says}`, () => fc.assert(property(kernel), runs(usual)), 600_000);
  }
});
