import type { JsonObject } from "#lib/json.ts";
import type { BlockFacts } from "./graph.ts";

/**
 * Pins of a node whose values by themselves make it wait for longer than its run may take, those that make most of it
 * first; none when they do not. What a link brings is not known.
 */
export function overlongPins(
  values: JsonObject,
  { waitPins = {}, repeatPin }: BlockFacts,
  isLinked: (pin: string) => boolean,
  wallMs: number,
): string[] {
  const given = Object.entries(waitPins)
    .map(([pin, unit]) => ({ pin, ms: isLinked(pin) ? 0 : Number(values[pin] ?? 0) * unit }))
    .toSorted((a, b) => b.ms - a.ms);
  const once = given.reduce((sum, { ms }) => sum + ms, 0);
  const pins = given.map(({ pin }) => pin);
  if (once > wallMs) return pins;
  if (repeatPin === undefined || isLinked(repeatPin)) return [];
  return once * Number(values[repeatPin] ?? 1) > wallMs ? [repeatPin, ...pins] : [];
}

export const overlongMessage = ({ name }: BlockFacts, wallMs: number): string =>
  `${name} would wait for longer than the ${wallMs / 1000} seconds that its run may take`;
