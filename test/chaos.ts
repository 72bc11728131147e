// The nightly size of what CI does small: `npm run chaos -- --seeds 1000`, or `--seed 7` to replay one.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1000" }, seed: { type: "string" } },
});

const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");
const one = values.seed === undefined ? {} : { SEED: values.seed };

/** Runs tests with larger numbers; answers whether they passed. */
function passes(project: string, files: string, env: Record<string, string>): boolean {
  const args = [vitest, "run", "--project", project, files, "--reporter=dot"];
  return (
    spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } }).status === 0
  );
}

const NIGHTLY: [project: string, files: string, env: Record<string, string>][] = [
  ["proof", "test/engine/simulation/simulation.test.ts", { SEEDS: values.seeds, ...one }],
  ["proof", "test/engine/simulation/stops.test.ts", { STOP_STORMS: values.seeds, ...one }],
  ["proof", "test/engine/simulation/deaf.test.ts", one],
  ["stack", "test/stack/fault.test.ts", { FAULT_RUNS: "200", FAULT_KILLS: "20", ...one }],
  ["stack", "test/stack/outage.test.ts", { OUTAGE_MS: "10000" }],
  ["stack", "test/stack/load.test.ts", { LOAD_RUNS: "10000", LOAD_MS: "1800000" }],
  ["stack", "test/stack/live.test.ts", { CUT_SOCKETS: "1000" }],
];

const results = NIGHTLY.map(([project, files, env]) => passes(project, files, env));
process.exitCode = results.every(Boolean) ? 0 : 1;
