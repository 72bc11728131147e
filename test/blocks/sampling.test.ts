import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawStratified, seededRandom } from "#blocks/data/sampling.ts";
import { dataSampling } from "#blocks/logic/data-sampling.ts";
import type { Json } from "#lib/json.ts";
import { runBlock } from "./run.ts";

const records = (length: number) =>
  Array.from({ length }, (_, id) => ({ id, group: id % 3, weight: id + 1 }));
const keys = { stratify_key: "group", weight_key: "weight", cluster_key: "group" };

describe.each(["random", "systematic", "top", "bottom", "stratified", "weighted", "reservoir", "cluster"])(
  "sampling by %s",
  (method) => {
    it("draws as many different records as asked, or all", async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(40), fc.nat(50), fc.integer(), async (length, size, seed) => {
          const data = records(length);
          const how = { sampling_method: method, sample_size: size, random_seed: seed, ...keys };
          const yields = await runBlock(dataSampling, { data, ...how });
          const places = numbersOf(yields["sample_indices"]?.[0]);
          expect(new Set(places).size).toBe(Math.min(size, length));
          expect(yields["sampled_data"]).toEqual([places.map((place) => data[place])]);
          expect(await runBlock(dataSampling, { data, ...how })).toEqual(yields);
        }),
        { numRuns: 40 },
      );
    });
  },
);

it("draws differently without a seed, by the run's randomness", async () => {
  const draw = (random: number) => runBlock(dataSampling, { data: records(40) }, { random: () => random });
  expect(await draw(0.1)).not.toEqual(await draw(0.9));
});

it("gives every stratum its share", () => {
  const strata = Array.from({ length: 90 }, (_, place) => (place < 60 ? "a" : "b"));
  const drawn = drawStratified(strata, 9, seededRandom(7)).map((place) => strata[place]);
  expect(drawn.filter((stratum) => stratum === "a")).toHaveLength(6);
});

it("takes whole clusters", async () => {
  const how = { sampling_method: "cluster", sample_size: 6, random_seed: 3, ...keys };
  const { sampled_data: [sample] = [] } = await runBlock(dataSampling, { data: records(9), ...how });
  const groups = Array.isArray(sample)
    ? sample.map((record) => JSON.stringify(record).match(/"group":(\d)/)?.[1])
    : [];
  expect(new Set(groups).size).toBe(2);
});

const numbersOf = (value: Json | undefined): number[] => (Array.isArray(value) ? value.map(Number) : []);
