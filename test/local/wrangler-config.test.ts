import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readWranglerConfig } from "../../local/wrangler-config.ts";

const BASE = `
name = "sample"
main = "src/worker.ts"
compatibility_date = "2026-10-20"
keep_names = false
`;

async function read(text: string) {
  const dir = await mkdtemp(join(tmpdir(), "wrangler-config-test-"));
  await writeFile(join(dir, "wrangler.toml"), BASE + text);
  return { dir, config: readWranglerConfig(join(dir, "wrangler.toml")) };
}

it("reads the project's own file", () => {
  const config = readWranglerConfig(join(import.meta.dirname, "../../wrangler.toml"));
  expect(config.main).toBe(join(import.meta.dirname, "../../src/worker.ts"));
  expect(config.objects.length).toBeGreaterThan(0);
});

it("resolves paths from the file", async () => {
  const { dir, config } = await read(
    '[assets]\ndirectory = "./dist"\nbinding = "ASSETS"\nrun_worker_first = true\n[alias]\n"a/b" = "./c.cjs"',
  );
  expect(config.aliases).toEqual({ "a/b": join(dir, "c.cjs") });
  expect(config.main).toBe(join(dir, "src/worker.ts"));
  expect(config.assets).toEqual({ directory: join(dir, "dist"), binding: "ASSETS" });
});

const OBJECT = '[[durable_objects.bindings]]\nname = "NOTES"\nclass_name = "Notes"\n';

it("keeps an object's key through renames", async () => {
  const { config } = await read(
    `${OBJECT}
    [[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Diary"]
    [[migrations]]\ntag = "v2"\nrenamed_classes = [{ from = "Diary", to = "Journal" }]
    [[migrations]]\ntag = "v3"\nrenamed_classes = [{ from = "Journal", to = "Notes" }]`,
  );
  expect(config.objects).toEqual([{ binding: "NOTES", className: "Notes", uniqueKey: "sample-Diary" }]);
});

it.each<[string, string, RegExp]>([
  ["a binding that the local stack lacks", '[[kv_namespaces]]\nbinding = "KV"', /kv_namespaces/],
  ["assets that skip the Worker", '[assets]\ndirectory = "d"\nbinding = "A"', /run_worker_first/],
  ["an object that no migration creates", OBJECT, /creates Notes/],
  [
    "an object that a migration deleted",
    `${OBJECT}[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Notes"]\n[[migrations]]\ntag = "v2"\ndeleted_classes = ["Notes"]`,
    /creates Notes/,
  ],
])("refuses %s", async (_what, text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});
