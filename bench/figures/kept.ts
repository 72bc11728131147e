import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine.ts";
import { bytesByStore } from "../gossamer/kept.ts";
import { W1 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import type { Figure, World } from "../world.ts";
import { jobOf, timed } from "./runs.ts";

/** What is written behind the last end is given this long. */
const SETTLE_MS = 2000;
const AT_ONCE = 10;

/** Bytes that a run of W1 leaves on disk, by difference. */
export const kept: Figure = {
  ids: ["bytes"],
  measure: async (world) => {
    const runs = world.options.quick ? 50 : 500;
    const found: Measurement[] = [];
    for (const engine of world.engines.filter(({ isDurable }) => isDurable)) {
      world.say(`bytes: ${engine.name}`);
      const before = await state(world, engine);
      for (let i = 0; i < runs; i += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, () => timed(engine, jobOf(world, W1))));
      }
      await delay(SETTLE_MS);
      const after = await state(world, engine);
      for (const [what, bytes] of Object.entries(after)) {
        found.push(bytesOf(engine, what, (bytes - (before[what] ?? 0)) / runs));
      }
    }
    return found;
  },
};

async function state({ platform, engines }: World, engine: Engine): Promise<Record<string, number>> {
  const all = "a run of W1 leaves on disk";
  if (engine !== engines[0]) return { [all]: await engine.bytes() };
  const { objects, postgres } = await bytesByStore(platform);
  return { [all]: objects + postgres, "of these in the object": objects, "of these in Postgres": postgres };
}

const bytesOf = ({ name }: Engine, what: string, bytes: number): Measurement => ({
  figure: "bytes",
  what,
  engine: name,
  unit: "bytes",
  better: "less",
  rounds: [[bytes]],
});
