import type { Measurement } from "../measurement.ts";
import type { Figure, World } from "../world.ts";

const TIMES = 20;
const EFFECTS = 50;

/** What the parts below cost by themselves. */
export const floors: Figure = {
  ids: ["floors"],
  measure: async (world) => {
    const probes = probesOf(world);
    const found = probes.map(({ what }): Measurement => {
      return { figure: "floors", what, engine: "floor", unit: "ms", better: "less", rounds: [] };
    });
    for (const { once } of probes) for (let i = 0; i < TIMES; i += 1) await once();
    for (let round = 0; round < world.options.rounds; round += 1) {
      world.say(`floors: round ${round + 1} of ${world.options.rounds}`);
      for (const [index, { once, parts }] of probes.entries()) {
        const samples: number[] = [];
        for (let i = 0; i < Math.ceil(TIMES / parts); i += 1) {
          const since = performance.now();
          await once();
          samples.push((performance.now() - since) / parts);
        }
        found[index]?.rounds.push(samples);
      }
    }
    return found;
  },
};

export const FLOOR = {
  route: "an empty Hono route",
  bridge: "`select 1` through the bridge, no Worker",
  select: "a Worker that does `select 1`",
  insert: "a Worker that inserts one row",
  object: "a Worker and an object that writes one row",
  start: "a Worker that inserts one row, then an object that writes one",
  both: "a Worker that inserts one row while an object writes one",
  effect: `a request from a Worker to the loopback server, one of ${EFFECTS} in a row`,
};

function probesOf({ floors, outside }: World) {
  const path = (what: string, path: string, parts = 1) => ({ what, parts, once: () => floors.worker(path) });
  return [
    path(FLOOR.route, "/empty"),
    { what: FLOOR.bridge, parts: 1, once: () => floors.bridge() },
    path(FLOOR.select, "/select"),
    path(FLOOR.insert, "/insert"),
    path(FLOOR.object, "/object"),
    path(FLOOR.start, "/one-after-the-other"),
    path(FLOOR.both, "/both-at-once"),
    path(FLOOR.effect, `/effects?times=${EFFECTS}&url=${encodeURIComponent(outside.url)}`, EFFECTS),
  ];
}
