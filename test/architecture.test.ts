import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * What each folder may import: folders of `src` (or one file of them) and packages. The order is that in which data
 * flows; a folder imports from those above its line. `deps`, `app`, `env` and `worker` wire everything.
 */
const MAY_IMPORT: Record<string, { folders: string[]; packages: string[] }> = {
  lib: { folders: [], packages: ["zod", "ipaddr.js", "node:crypto"] },
  kernel: { folders: ["lib/json.ts", "lib/equal.ts"], packages: [] },
  blocks: {
    folders: ["lib"],
    packages: [
      "zod",
      "re2js",
      "@huggingface/jinja",
      "papaparse",
      "fast-xml-parser",
      "feedsmith",
      "@ai-sdk/provider",
      "@ai-sdk/anthropic",
      "@ai-sdk/google",
      "@ai-sdk/openai-compatible",
      "@modelcontextprotocol/client",
      "mdast",
      "mdast-util-from-markdown",
      "mdast-util-gfm",
      "micromark-extension-gfm",
    ],
  },
  store: {
    folders: ["lib"],
    packages: ["drizzle-orm", "@neondatabase/serverless", "@upstash/redis"],
  },
  domain: { folders: ["kernel", "blocks", "store", "lib"], packages: ["drizzle-orm", "zod"] },
  engine: {
    folders: ["kernel", "blocks", "domain", "store", "lib"],
    packages: ["cloudflare:workers", "@upstash/qstash", "drizzle-orm", "zod"],
  },
  auth: {
    folders: ["domain", "lib"],
    packages: ["jose", "zod", "hono/utils/cookie", "@upstash/qstash", "@upstash/ratelimit", "@upstash/redis"],
  },
  http: { folders: ["auth", "domain", "lib"], packages: ["hono", "zod"] },
};

/** Only these see everything; of each other they see what stands before them. */
const WIRING = ["env.ts", "app.ts", "deps.ts", "worker.ts"];

const MAX_LINES = 300;
const SRC = join(import.meta.dirname, "../src");

interface Source {
  path: string;
  folder: string;
  text: string;
  /** `src`-relative paths and package specifiers. */
  files: string[];
  packages: string[];
}

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
    .map((path) => read(join(folder, path)));

const sources = sourcesIn(".");

const wired = sources.filter(({ path }) => !WIRING.includes(path));

describe("imports only what its folder may", () => {
  it.each(wired.map((source) => [source.path, source] as const))("%s", (_path, source) => {
    const allowed = MAY_IMPORT[source.folder] ?? { folders: [], packages: [] };
    const within = (file: string) =>
      file.startsWith(`${source.folder}/`) ||
      allowed.folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
    expect(source.files.filter((file) => !within(file))).toEqual([]);
    const known = (name: string) =>
      allowed.packages.some((allowedName) => name === allowedName || name.startsWith(`${allowedName}/`));
    expect(source.packages.filter((name) => !known(name))).toEqual([]);
  });
});

describe("is short, and passes nothing on that is not its own", () => {
  it.each(sources.map((source) => [source.path, source] as const))("%s", (path, { text }) => {
    expect(text.split("\n").length - 1).toBeLessThanOrEqual(MAX_LINES);
    expect(text).not.toMatch(/^export \*/m);
    expect(path).not.toMatch(/(^|\/)index\.ts$/);
  });
});

it("no block imports another; only registries know them", () => {
  const defining = new Set(sources.filter(({ text }) => /= block\(\{/.test(text)).map(({ path }) => path));
  expect(defining.size).toBeGreaterThan(30);
  const importers = sources.filter(({ files }) => files.some((file) => defining.has(file)));
  const others = importers.filter(({ path }) => !/^blocks\/(\w+\/)?registry\.ts$/.test(path));
  expect(others.map(({ path }) => path)).toEqual([]);
});

it("has folders for everything", () => {
  expect(sources.length).toBeGreaterThan(100);
  const unknown = wired.filter(({ folder }) => !Object.hasOwn(MAY_IMPORT, folder));
  expect(unknown.map(({ path }) => path)).toEqual([]);
});

it("has no import cycle, nor have the local stack and the benchmark", () => {
  const everything = [...sources, ...["../local", "../bench"].flatMap(sourcesIn)];
  const bySource = new Map(everything.map((source) => [source.path, source]));
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) throw new Error(`Cycle: ${[...trail, path].join(" → ")}`);
    if (done.has(path)) return;
    for (const file of bySource.get(path)?.files ?? []) visit(file, [...trail, path]);
    done.add(path);
  };
  for (const { path } of everything) visit(path, []);
});

it("nobody imports what wires", () => {
  const importers = wired.filter(({ files }) => files.some((file) => WIRING.includes(file)));
  expect(importers.map(({ path }) => path)).toEqual([]);
});

function read(path: string): Source {
  const text = readFileSync(join(SRC, path), "utf8");
  const specifiers = [...text.matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+"([^"]+)"/g)].map(
    ([, specifier]) => specifier ?? "",
  );
  const files: string[] = [];
  const packages: string[] = [];
  for (const specifier of specifiers) {
    if (specifier.startsWith("#")) files.push(specifier.slice(1));
    else if (specifier.startsWith("."))
      files.push(relative(SRC, normalize(join(SRC, dirname(path), specifier))));
    else packages.push(specifier);
  }
  return { path, folder: path.split("/")[0] ?? "", text, files, packages };
}
