import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { isDict } from "../convert.ts";
import * as draw from "../data/sampling.ts";
import { anyDict, anyList } from "../pins.ts";

const METHODS = [
  "random",
  "systematic",
  "top",
  "bottom",
  "stratified",
  "weighted",
  "reservoir",
  "cluster",
] as const;

export const dataSampling = block({
  id: "4a448883-71fa-49cf-91cf-70d793bd7d87",
  name: "DataSamplingBlock",
  description: "Draws a sample from a list of records.",
  categories: ["LOGIC"],
  pure: true,
  input: () =>
    z.object({
      data: z
        .union([anyDict(), z.array(z.union([anyDict(), anyList()]))])
        .describe("The records; a dictionary is taken as one record"),
      sample_size: z.int().min(0).default(10).describe("How many records to draw"),
      sampling_method: z.enum(METHODS).default("random").describe("How to draw them"),
      accumulate: z.boolean().default(false).describe("Not supported: every run draws from its own data"),
      random_seed: z.int().optional().describe("A seed that makes the sample repeatable"),
      stratify_key: z.string().optional().describe("The key whose values are the strata"),
      weight_key: z.string().optional().describe("The key whose values are the weights"),
      cluster_key: z.string().optional().describe("The key whose values are the clusters"),
    }),
  output: () =>
    z.object({
      sampled_data: z.array(z.union([anyDict(), anyList()])).describe("The drawn records"),
      sample_indices: z.array(z.int()).describe("Their places in the data"),
    }),
  *run({ data, accumulate, ...how }, io) {
    if (accumulate) throw new BlockError("Data cannot be accumulated: collect it in a list first");
    const records = Array.isArray(data) ? data : [data];
    const random = how.random_seed === undefined ? () => io.random() : draw.seededRandom(how.random_seed);
    const places = drawn(records, how, random);
    yield ["sampled_data", places.map((place) => records[place] ?? {})];
    yield ["sample_indices", places];
  },
  examples: [
    {
      input: { data: [{ a: 1 }, { a: 2 }, { a: 3 }], sample_size: 2, sampling_method: "top" },
      yields: { sampled_data: [[{ a: 1 }, { a: 2 }]], sample_indices: [[0, 1]] },
    },
    {
      input: { data: [[1], [2], [3]], sample_size: 2, sampling_method: "bottom" },
      yields: { sampled_data: [[[2], [3]]], sample_indices: [[1, 2]] },
    },
    { input: { data: { a: 1 } }, yields: { sampled_data: [[{ a: 1 }]], sample_indices: [[0]] } },
    {
      input: { data: [{ w: 0 }, { w: 5 }], sample_size: 5, sampling_method: "weighted", weight_key: "w" },
      yields: { sampled_data: [[{ w: 5 }]], sample_indices: [[1]] },
    },
    {
      input: { data: [{ a: 1 }], sampling_method: "cluster" },
      yields: { error: ["Sampling by cluster needs cluster_key"] },
    },
    {
      input: { data: [{ a: "x" }], sampling_method: "weighted", weight_key: "a" },
      yields: { error: ['The weight "a" of record 0 is not a number from 0'] },
    },
    {
      input: { data: [{ a: 1 }], accumulate: true },
      yields: { error: ["Data cannot be accumulated: collect it in a list first"] },
    },
  ],
});

interface How {
  sample_size: number;
  sampling_method: (typeof METHODS)[number];
  stratify_key?: string | undefined;
  weight_key?: string | undefined;
  cluster_key?: string | undefined;
}

type Item = JsonObject | Json[];

function drawn(records: Item[], how: How, random: draw.Random): number[] {
  const { length } = records;
  const size = Math.min(how.sample_size, length);
  if (size === 0) return [];
  switch (how.sampling_method) {
    case "random":
      return draw.drawRandom(length, size, random);
    case "systematic":
      return draw.drawSystematic(length, size, random);
    case "top":
      return Array.from({ length: size }, (_, place) => place);
    case "bottom":
      return Array.from({ length: size }, (_, index) => length - size + index);
    case "reservoir":
      return draw.drawReservoir(length, size, random);
    case "stratified":
      return draw.drawStratified(column(records, how, "stratify_key"), size, random);
    case "cluster":
      return draw.drawClusters(column(records, how, "cluster_key"), size, random);
    case "weighted":
      return draw.drawWeighted(weights(records, how), size, random);
  }
}

function column(records: Item[], how: How, pin: "stratify_key" | "weight_key" | "cluster_key"): Json[] {
  const key = how[pin];
  if (key === undefined || key === "")
    throw new BlockError(`Sampling by ${pin.replace("_key", "")} needs ${pin}`);
  return records.map((record, place) => {
    if (isDict(record) && Object.hasOwn(record, key)) return record[key] ?? null;
    throw new BlockError(`Record ${place} has no "${key}"`);
  });
}

const weights = (records: Item[], how: How): number[] =>
  column(records, how, "weight_key").map((weight, place) => {
    if (typeof weight === "number" && weight >= 0) return weight;
    throw new BlockError(`The weight "${how.weight_key}" of record ${place} is not a number from 0`);
  });
