import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { BLOCKS } from "#blocks/registry.ts";
import { BLOCK_TABLE, blockTable } from "../../local/block-table.ts";

it("docs/blocks.md is what `npm run docs:blocks` writes", () => {
  expect(readFileSync(BLOCK_TABLE, "utf8")).toBe(blockTable());
});

it("has a row for every block, and no empty cell of what every block has", () => {
  const rows = blockTable()
    .split("\n")
    .filter((line) => /^\| \w+Block: /.test(line));
  expect(rows).toHaveLength(BLOCKS.length);
  for (const row of rows)
    expect(row).toMatch(/`[0-9a-f-]{36}` \|.*\| (pure|effect|waits|never) \| \d+ example/);
});
