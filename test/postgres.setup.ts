import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../local/migrate.ts";
import { startPostgres } from "../local/postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser's URL of the run's PostgreSQL. */
    postgres: string;
  }
}

/** A migrated database that each test file copies. */
export const TEMPLATE = "template_of_tests";

let end: (() => Promise<void>) | undefined;

/** One PostgreSQL for the whole run. */
export async function setup(project: TestProject): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "gossamer-tests-"));
  const postgres = await startPostgres({ dir });
  end = async () => {
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
  await migrate(await postgres.createDatabase(TEMPLATE));
  project.provide("postgres", postgres.url);
}

export async function teardown(): Promise<void> {
  await end?.();
}
