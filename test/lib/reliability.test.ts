import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const DOCS = join(import.meta.dirname, "../../docs");
const links = [...readFileSync(join(DOCS, "reliability.md"), "utf8").matchAll(/\]\(([^)]+)\)/g)].map(
  ([, path]) => path ?? "",
);

it("names proofs", () => expect(links.length).toBeGreaterThan(10));

it.each([...new Set(links)])("%s, which the page on reliability names, exists", (path) => {
  expect(existsSync(join(DOCS, path))).toBe(true);
});
