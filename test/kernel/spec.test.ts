import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { invariants } from "./invariants.ts";
import { runTransitions, transitions, variants } from "./transitions.ts";

const spec = readFileSync(join(import.meta.dirname, "../../src/kernel/SPEC.md"), "utf8");
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"));

/** The rows of the table below a marker, the first cell of each as its key. */
function table(marker: string): [key: string, cells: string[]][] {
  const [, below = ""] = spec.split(`<!-- ${marker} -->\n`);
  const [text = ""] = below.split("\n\n");
  const rows = text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.map(([key = "", ...cells]) => [key, cells]);
}

function withColumns(marker: string): Record<string, Record<string, string | undefined>> {
  const [[, columns] = ["", []], , ...rows] = table(marker);
  return Object.fromEntries(
    rows.map(([key, cells]) => [
      key,
      Object.fromEntries(columns.map((column, index) => [column, cells[index]])),
    ]),
  );
}

/** The invariants that a test file names in its tests' titles. */
function named(file: string): string[] {
  const source = readFileSync(join(import.meta.dirname, file), "utf8");
  const numbers = [...source.matchAll(/"K(\d+): /g)].map(([, number]) => Number(number));
  return [...new Set(numbers)].sort((a, b) => a - b).map((number) => `K${number}`);
}

describe("the kernel's specification", () => {
  it("numbers the invariants that are tested, in their words and without gap", () => {
    const text = spec.replaceAll(/\n {2}/g, " ");
    const stated = [...text.matchAll(/^- \*\*(K\d+)\*\* (.*)$/gm)].map(([, name, words]) => [name, words]);
    expect(stated.map(([name]) => name)).toEqual(Object.keys(invariants));
    expect(stated.map(([name]) => name)).toEqual(stated.map((_, index) => `K${index + 1}`));
    for (const [index, { says }] of Object.values(invariants).entries()) {
      expect(stated[index]?.[1]?.startsWith(says) ? says : stated[index]?.[1]).toBe(says);
    }
  });

  it("has the transitions that are tested", () => {
    expect(withColumns("transitions")).toEqual(transitions);
    expect(withColumns("variants")).toEqual(variants);
    expect(withColumns("runs")).toEqual(runTransitions);
  });

  it("lists every test file with the invariants that its tests name, and no other", () => {
    const listed = Object.fromEntries(table("tests").slice(2));
    expect(Object.keys(listed).sort()).toEqual(files.filter((file) => file !== "spec.test.ts").sort());
    for (const [file, [cell = ""]] of Object.entries(listed)) {
      const claimed = cell.startsWith("K") ? cell.split(" ") : [];
      expect([file, claimed]).toEqual([file, named(file)]);
      expect(claimed.every((name) => Object.hasOwn(invariants, name))).toBe(true);
    }
  });
});
