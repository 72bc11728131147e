import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { CpuProfile, sharesOf } from "../cpu-profile.ts";
import { removeFolder, temporaryFolder } from "../gossamer/platform.ts";
import type { Measurement } from "../measurement.ts";
import { sum } from "../statistics.ts";
import type { Figure } from "../world.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The Worker as wrangler would deploy it: its size, and the work of its start-up. */
export const bundle: Figure = {
  ids: ["bundle"],
  measure: async ({ say }) => {
    const folder = await temporaryFolder();
    try {
      say("bundle: wrangler deploy --dry-run");
      await wrangler("deploy", "--dry-run", "--outdir", folder);
      const bytes = await gzipBytes(folder);
      say("bundle: wrangler check startup");
      const profile = join(folder, "startup.cpuprofile");
      await wrangler("check", "startup", "--outfile", profile);
      const shares = sharesOf(CpuProfile.parse(JSON.parse(await readFile(profile, "utf8"))));
      return [
        figure("minified bundle, gzip", "bytes", bytes),
        figure("start-up, active", "ms", sum(shares.map(({ selfMs }) => selfMs))),
      ];
    } finally {
      await removeFolder(folder);
    }
  },
};

const wrangler = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(ROOT, "node_modules/wrangler/bin/wrangler.js"), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_HIDE_BANNER: "true",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
    },
  });

async function gzipBytes(folder: string): Promise<number> {
  const modules = (await readdir(folder)).filter((file) => /\.(js|wasm|bin)$/.test(file));
  const files = await Promise.all(modules.map((file) => readFile(join(folder, file))));
  return sum(files.map((file) => gzipSync(file).byteLength));
}

const figure = (what: string, unit: Measurement["unit"], value: number): Measurement => ({
  figure: "bundle",
  what,
  engine: "Gossamer",
  unit,
  better: "less",
  rounds: [[value]],
});
