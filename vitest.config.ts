import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { outside } from "./test/engine/workerd/outside.ts";

/** Properties, mutants and seeded simulations: minutes, not seconds. */
const PROOF = [
  "test/kernel/invariants.test.ts",
  "test/kernel/mutants.test.ts",
  "test/engine/simulation/**/*.test.ts",
];

/** How the driver of Postgres reads types is set for a whole process. */
const CHANGES_GLOBALS = ["test/domain/sql.test.ts"];

/** Vitest leaves one core free, which of two is half. */
const BESIDE_EACH_OTHER = { maxWorkers: "100%" };

/** What a test waits for comes when it can, on a machine with other work to do; one second would be a test of its speed. */
const PATIENCE = { expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "unit",
          ...PATIENCE,
          include: [
            "test/kernel/**/*.test.ts",
            "test/blocks/**/*.test.ts",
            "test/lib/**/*.test.ts",
            "test/auth/**/*.test.ts",
            "test/engine/*.test.ts",
            "test/architecture.test.ts",
            "test/documentation.test.ts",
          ],
          exclude: PROOF,
          // Hashing passwords takes its time where others are at work too.
          testTimeout: 20_000,
          // Nothing changes a module or a global, so files share what they import, which was half of the time and more.
          isolate: false,
          ...BESIDE_EACH_OTHER,
        },
      },
      {
        test: {
          name: "proof",
          include: PROOF,
          // A mutant may hide for many runs of its property.
          testTimeout: 60_000,
          isolate: false,
          ...BESIDE_EACH_OTHER,
        },
      },
      {
        test: {
          name: "http",
          ...PATIENCE,
          globalSetup: ["test/postgres.setup.ts"],
          include: ["test/domain/**/*.test.ts", "test/http/**/*.test.ts"],
          exclude: CHANGES_GLOBALS,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Files of one process take turns and share what they import, which was more than half of their work.
          isolate: false,
          ...BESIDE_EACH_OTHER,
        },
      },
      {
        test: {
          name: "stack",
          ...PATIENCE,
          ...BESIDE_EACH_OTHER,
          globalSetup: ["test/postgres.setup.ts"],
          include: [
            ...CHANGES_GLOBALS,
            "test/local/**/*.test.ts",
            "test/stack/**/*.test.ts",
            "test/conformance/**/*.test.ts",
          ],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            main: "./test/engine/workerd/main.ts",
            miniflare: {
              compatibilityDate: "2026-10-20",
              durableObjects: {
                EXECUTIONS: { className: "ExecutionObject", useSQLite: true },
                BRIEF_LEASES: { className: "BriefLeases", useSQLite: true },
                LITTLE_PATIENCE: { className: "LittlePatience", useSQLite: true },
              },
              bindings: {
                DATABASE_URL: "postgres://user:password@neon/db",
                NEON_LOCAL: "http://neon",
                QSTASH_URL: "http://queue",
                QSTASH_TOKEN: "token",
                PUBLIC_URL: "http://gossamer",
              },
              outboundService: outside,
            },
          }),
        ],
        test: {
          name: "workerd",
          ...PATIENCE,
          // A line that an object logs after a file's last answer would be waited for, and never sent: the run would not
          // end (cloudflare/workers-sdk#15719). So lines go straight to the terminal.
          disableConsoleIntercept: true,
          sequence: { groupOrder: 1 },
          include: ["test/engine/workerd/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
