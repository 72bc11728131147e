import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const HELP = `npm run chaos -- [options]: the nightly size of what CI does small; it takes hours
  --seeds 1000       runs of the simulation, each with a seed of its own
  --seed 7           one of them again
`;

const { seeds, seed } = readOptions();
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const one = seed === undefined ? {} : { SEED: seed };

/** Runs tests with larger numbers; answers whether they passed. */
function passes(project: string, files: string, env: Record<string, string>): boolean {
  const args = [vitest, "run", "--project", project, files, "--reporter=dot"];
  return (
    spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } }).status === 0
  );
}

const NIGHTLY: [project: string, files: string, env: Record<string, string>][] = [
  ["proof", "test/engine/simulation/simulation.test.ts", { SEEDS: seeds, ...one }],
  ["proof", "test/engine/simulation/stops.test.ts", { STOP_STORMS: seeds, ...one }],
  ["proof", "test/engine/simulation/deaf.test.ts", one],
  ["stack", "test/stack/fault.test.ts", { FAULT_RUNS: "200", FAULT_KILLS: "20", ...one }],
  ["stack", "test/stack/outage.test.ts", { OUTAGE_MS: "10000" }],
  ["stack", "test/stack/load.test.ts", { LOAD_RUNS: "10000", LOAD_MS: "1800000" }],
  ["stack", "test/stack/live.test.ts", { CUT_SOCKETS: "1000" }],
];

const results = NIGHTLY.map(([project, files, env]) => passes(project, files, env));
process.exitCode = results.every(Boolean) ? 0 : 1;

/** Ends the process when help was asked for, or what cannot be understood. */
function readOptions(): { seeds: string; seed?: string } {
  try {
    const options = {
      seeds: { type: "string", default: "1000" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    const { help, ...values } = parseArgs({ options }).values;
    const odd = Object.entries(values).find(([, value]) => !/^\d{1,9}$/.test(value));
    if (odd !== undefined) throw new Error(`--${odd[0]} takes a whole number, and "${odd[1]}" is none`);
    if (help !== true) return values;
    process.stdout.write(HELP);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`chaos: ${error instanceof Error ? error.message : error}\n${HELP}`);
    process.exit(1);
  }
}
