// The ways to draw a sample: each returns the places of the drawn items.

import { canonicalJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";

export type Random = () => number;

/** `size` different places out of `length`, in the order in which they were drawn. */
export function drawRandom(length: number, size: number, random: Random): number[] {
  const places = Array.from({ length }, (_, place) => place);
  for (let drawn = 0; drawn < size; drawn += 1) {
    const other = drawn + Math.floor(random() * (length - drawn));
    [places[drawn], places[other]] = [places[other] ?? 0, places[drawn] ?? 0];
  }
  return places.slice(0, size);
}

/** Every k-th place from a random start. */
export function drawSystematic(length: number, size: number, random: Random): number[] {
  const step = Math.max(1, Math.floor(length / size));
  const start = Math.floor(random() * step);
  return Array.from({ length: size }, (_, index) => start + index * step);
}

/** Algorithm R: one pass, every place equally likely. */
export function drawReservoir(length: number, size: number, random: Random): number[] {
  const reservoir = Array.from({ length: size }, (_, place) => place);
  for (let place = size; place < length; place += 1) {
    const slot = Math.floor(random() * (place + 1));
    if (slot < size) reservoir[slot] = place;
  }
  return reservoir;
}

/** Without replacement, by weight: the largest of u^(1/w) win (Efraimidis and Spirakis). Items without weight are not drawn. */
export function drawWeighted(weights: number[], size: number, random: Random): number[] {
  return weights
    .map((weight, place) => ({ place, weight, key: Math.log(random()) / weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.key - a.key)
    .slice(0, size)
    .map(({ place }) => place);
}

/** From each stratum its share of the sample; what rounding leaves goes to the largest remainders. */
export function drawStratified(strata: Json[], size: number, random: Random): number[] {
  const groups = placesByKey(strata);
  const shares = groups.map((places) => (places.length * size) / strata.length);
  const counts = shares.map(Math.floor);
  const byRemainder = shares
    .map((share, group) => ({ group, remainder: share % 1 }))
    .sort((a, b) => b.remainder - a.remainder);
  const missing = size - counts.reduce((sum, count) => sum + count, 0);
  for (const { group } of byRemainder.slice(0, missing)) counts[group] = (counts[group] ?? 0) + 1;
  return groups.flatMap((places, group) =>
    drawRandom(places.length, counts[group] ?? 0, random).map((index) => places[index] ?? 0),
  );
}

/** Whole clusters in random order until the sample is full; the last one may be cut. */
export function drawClusters(clusters: Json[], size: number, random: Random): number[] {
  const groups = placesByKey(clusters);
  return drawRandom(groups.length, groups.length, random)
    .flatMap((index) => groups[index] ?? [])
    .slice(0, size);
}

/** A repeatable sequence in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function placesByKey(keys: Json[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [place, key] of keys.entries()) {
    const name = canonicalJson(key);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [place]);
    else group.push(place);
  }
  return [...groups.values()];
}
