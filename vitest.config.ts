import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "test/kernel/**/*.test.ts",
            "test/blocks/**/*.test.ts",
            "test/lib/**/*.test.ts",
            "test/auth/**/*.test.ts",
            "test/engine/*.test.ts",
            "test/engine/simulation/**/*.test.ts",
            "test/architecture.test.ts",
          ],
        },
      },
      {
        test: {
          name: "stack",
          globalSetup: ["test/postgres.setup.ts"],
          include: [
            "test/local/**/*.test.ts",
            "test/domain/**/*.test.ts",
            "test/http/**/*.test.ts",
            "test/stack/**/*.test.ts",
            "test/conformance/**/*.test.ts",
          ],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
