import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeStateDir } from "../../local/stack/state-dir.ts";

const makeDir = () => mkdtemp(join(tmpdir(), "state-dir-test-"));

it("belongs to one stack at a time, and to the next after its release", async () => {
  const dir = await makeDir();
  const first = takeStateDir(dir);
  expect(() => takeStateDir(dir)).toThrow(`${dir} is in use by process ${process.pid}`);
  first.release();
  takeStateDir(dir).release();
});

it("is emptied by a fresh start of what stacks keep, and of nothing else", async () => {
  const dir = await makeDir();
  const { credentials, release } = takeStateDir(dir);
  await writeFile(credentials, "{}");
  await writeFile(join(dir, "somebody-elses"), "");
  release();
  takeStateDir(dir).release();
  expect(existsSync(credentials)).toBe(true);
  takeStateDir(dir, { fresh: true }).release();
  expect(existsSync(credentials)).toBe(false);
  expect(existsSync(join(dir, "somebody-elses"))).toBe(true);
});
