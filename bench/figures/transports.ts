import { json } from "../http.ts";
import { W1 } from "../job.ts";
import type { Measurement } from "../measurement.ts";
import { type Figure, nextValue, type World } from "../world.ts";

const TIMES = 7;

/** W1, its end observed in each of the ways that a client has. */
export const transports: Figure = {
  ids: ["transports"],
  measure: async (world) => {
    const ways: Record<string, (graph: string) => Promise<unknown>> = {
      "on an open socket": (graph) => world.platform.run(graph, nextValue()),
      "as server-sent events": async (graph) => stream(world, await world.platform.start(graph, nextValue())),
      "by long polls": async (graph) => poll(world, await world.platform.start(graph, nextValue())),
    };
    const graph = await world.platform.graph(W1);
    const found = Object.keys(ways).map((way): Measurement => {
      const what = `W1, POST to its end observed ${way}`;
      return { figure: "transports", what, engine: "Gossamer", unit: "ms", better: "less", rounds: [] };
    });
    for (const follow of Object.values(ways)) for (let i = 0; i < TIMES; i += 1) await follow(graph);
    for (let round = 0; round < world.options.rounds; round += 1) {
      world.say(`transports: round ${round + 1} of ${world.options.rounds}`);
      for (const [index, follow] of Object.values(ways).entries()) {
        const samples: number[] = [];
        for (let i = 0; i < TIMES; i += 1) {
          const since = performance.now();
          await follow(graph);
          samples.push(performance.now() - since);
        }
        found[index]?.rounds.push(samples);
      }
    }
    return found;
  },
};

async function stream({ platform }: World, id: string): Promise<void> {
  const { text } = await platform.http.call("GET", `/api/v2/executions/${id}/events`);
  if (!text.includes("execution.completed")) throw new Error(`The stream ends without an end: ${text}`);
}

async function poll({ platform }: World, id: string): Promise<void> {
  let after = 0;
  for (;;) {
    const path = `/api/v2/executions/${id}/events?after=${after}&wait=20`;
    const { events, final } = (await json(platform.http.call("GET", path))) as {
      events: { seq: number }[];
      final: boolean;
    };
    if (final) return;
    after = events.at(-1)?.seq ?? after;
  }
}
