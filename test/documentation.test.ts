import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { SCOPES } from "#domain/scopes.ts";
import { engineSettings } from "#engine/settings.ts";
import { readSettings } from "../src/env.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const inDocs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" });
const pages = ["README.md", ...inDocs.filter((path) => path.endsWith(".md")).map((path) => `docs/${path}`)];

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, match]) => match ?? "");

/** What one part of the stack tells another, and nobody sets. */
const INTERNAL = ["LOCAL_STACK", "MODEL_STUB_URL", "NEON_LOCAL"];

function settingsRead(): string[] {
  const names = new Set<string>();
  const environment = new Proxy(
    {},
    {
      get(_, name) {
        if (typeof name === "string") names.add(name);
      },
    },
  );
  expect(() => readSettings(environment)).toThrow("not configured");
  engineSettings(environment);
  const commands = readdirSync(join(ROOT, "local"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) =>
      matches(read(`local/${path}`), /(?<!process\.)\b(?:env|environment)\["([A-Z0-9_]+)"\]/g),
    );
  return [...names, ...commands].filter((name) => /^[A-Z0-9_]+$/.test(name) && !INTERNAL.includes(name));
}

describe("the settings", () => {
  const explained = matches(read(".dev.vars.example"), /^([A-Z0-9_]+)=/gm);

  it("are explained, each that is read and no other", () => {
    expect(explained.length).toBeGreaterThan(30);
    expect([...new Set(settingsRead())].sort()).toEqual([...explained].sort());
  });

  it.each(pages)("that %s names are there", (page) => {
    const named = matches(read(page), /(?:`|secret put )([A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9])\b/g);
    const known = [...explained, ...SCOPES];
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

/** As GitHub makes fragments of headings. */
const fragmentOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

describe.each(pages)("%s", (page) => {
  const text = read(page);

  it("links to what is there", () => {
    const links = matches(text, /\]\((?!https?:)([^)\s]+)\)/g);
    const dead = links.filter((link) => {
      const [path = "", fragment] = link.split("#");
      const file = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, file))) return true;
      return (
        fragment !== undefined &&
        !matches(read(file), /^#+ (.+)$/gm)
          .map(fragmentOf)
          .includes(fragment)
      );
    });
    expect(dead).toEqual([]);
  });

  it("names commands that there are", () => {
    const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
    const named = matches(text, /\bnpm (?:run )?((?<=run )[\w:]+|start|test)\b/g);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it("names files that there are", () => {
    const named = matches(text, /`((?:src|test|local|bench|docs|migrations)\/[\w./-]*)`/g);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
