import type { Engine } from "./engine.ts";
import type { Floors } from "./floors/floors.ts";
import type { Platform } from "./gossamer/platform.ts";
import type { Measurement } from "./measurement.ts";
import type { Options } from "./options.ts";
import type { Outside } from "./outside.ts";

/** What a figure measures with. */
export interface World {
  options: Options;
  platform: Platform;
  /** Ours first, then the peers. */
  engines: readonly Engine[];
  floors: Floors;
  outside: Outside;
  /** Whether a figure was asked for. */
  wants(figure: string): boolean;
  /** Tells whoever waits what is being done. */
  say(line: string): void;
}

export interface Figure {
  ids: readonly string[];
  measure(world: World): Promise<Measurement[]>;
}

let values = 0;

/** A value that no other run has: an answer of the wrong run cannot pass for the right one. */
export function nextValue(): number {
  values += 1;
  return values;
}
