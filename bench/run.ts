import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "./engine.ts";
import { auth } from "./figures/auth.ts";
import { boot } from "./figures/boot.ts";
import { bundle } from "./figures/bundle.ts";
import { burst } from "./figures/burst.ts";
import { cost } from "./figures/cost.ts";
import { counts } from "./figures/counts.ts";
import { floors } from "./figures/floors.ts";
import { growth } from "./figures/growth.ts";
import { kept } from "./figures/kept.ts";
import { memory } from "./figures/memory.ts";
import { reads } from "./figures/reads.ts";
import { runs } from "./figures/runs.ts";
import { starts } from "./figures/starts.ts";
import { subscribers } from "./figures/subscribers.ts";
import { transports } from "./figures/transports.ts";
import { startFloors } from "./floors/floors.ts";
import { gossamer } from "./gossamer/engine.ts";
import { startPlatform } from "./gossamer/platform.ts";
import type { Measurement } from "./measurement.ts";
import { type Options, readOptions } from "./options.ts";
import { startOutside } from "./outside.ts";
import { installPeers, PEER_NAMES, startPeer } from "./peers.ts";
import { load, machine, type Report, rowsOf, tables } from "./report.ts";
import { judge } from "./targets.ts";
import type { Figure, World } from "./world.ts";

const FIGURES: Figure[] = [
  floors,
  starts,
  runs,
  transports,
  burst,
  counts,
  growth,
  subscribers,
  kept,
  cost,
  reads,
  auth,
  memory,
  boot,
  bundle,
];
/** Figures that a sanity run leaves out unless they are named. */
const SLOW = new Set([
  "E2",
  "E3",
  "transports",
  "counts",
  "growth",
  "bytes",
  "cost",
  "reads",
  "auth",
  "boot",
  "bundle",
]);
const RESULTS = join(import.meta.dirname, "results");

const options = readOptions(PEER_NAMES);
if (options !== null) await bench(options);

async function bench(options: Options): Promise<void> {
  const since = performance.now();
  const say = (line: string) => {
    process.stderr.write(`${((performance.now() - since) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
  };
  const loadBefore = load();
  const measurements = await measure(options, say);
  const report: Report = {
    machine: machine(loadBefore),
    takenAt: new Date().toISOString(),
    rounds: options.rounds,
    isQuick: options.quick,
    rows: rowsOf(measurements.found),
    targets: judge(measurements.found),
    engines: measurements.engines.map(({ name, note, isDurable }) => ({ name, note, isDurable })),
  };
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, "latest.json"), `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : tables(report)}\n`);
}

async function measure(
  options: Options,
  say: World["say"],
): Promise<{ found: Measurement[]; engines: readonly Engine[] }> {
  const wants = (figure: string) =>
    options.only.size === 0 ? !(options.quick && SLOW.has(figure)) : options.only.has(figure);
  if (options.peers.length > 0) await installPeers(say);
  const outside = await startOutside();
  const stops: (() => Promise<void>)[] = [async () => outside.stop()];
  try {
    say("starting the stack");
    const platform = await startPlatform(outside.url);
    const ours = gossamer(platform);
    stops.push(() => ours.stop());
    const bare = await startFloors(platform);
    stops.push(() => bare.stop());
    const engines = [ours];
    for (const name of options.peers) {
      say(`starting ${name}`);
      const peer = await startPeer(name);
      stops.push(() => peer.stop());
      engines.push(peer);
    }
    const world: World = { options, platform, engines, floors: bare, outside, wants, say };
    const found: Measurement[] = [];
    for (const figure of FIGURES) {
      if (figure.ids.some(wants)) found.push(...(await attempt(figure, world)));
    }
    return { found, engines };
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error) => say(`a part does not stop: ${error}`));
  }
}

/** A figure that fails is missing from the report, and the command fails; the others are measured. */
async function attempt(figure: Figure, world: World): Promise<Measurement[]> {
  try {
    return await figure.measure(world);
  } catch (error) {
    process.exitCode = 1;
    world.say(`${figure.ids.join(", ")}: ${error instanceof Error ? error.stack : error}`);
    return [];
  }
}
