import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Block } from "#blocks/block.ts";
import { blockFacts } from "#blocks/facts.ts";
import { BLOCKS } from "#blocks/registry.ts";

const ROOT = join(import.meta.dirname, "..");

const TESTS = join(ROOT, "test/blocks");

export const BLOCK_TABLE = join(ROOT, "docs/blocks.md");

/** The page that lists every block. */
export function blockTable(): string {
  const tests = testsOfBlocks();
  const groups = Map.groupBy(BLOCKS, ({ categories: [first = "OTHER"] }) => first);
  const sections = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([category, blocks]) => {
      const rows = blocks.toSorted(byName).map((block) => row(block, tests.get(block.name) ?? []));
      return `## ${category}\n\n${HEAD}\n${rows.join("\n")}\n`;
    });
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Blocks

Every block there is, made from the code by \`npm run docs:blocks\`. Inputs that a node must be given are **bold**; \`error\`, which most blocks have, is
left out. Pure blocks run inside the run's own object, blocks with effects in a worker, and blocks that wait hold no compute. Ids, pins and
defaults are compared with the AutoGPT Platform's; what differs is in [block-differences.md](block-differences.md).
`;

const HEAD = "| Block | Id | Inputs | Outputs | Runs | Tested by |\n|---|---|---|---|---|---|";

function row(block: Block, tests: readonly string[]): string {
  const { inputs, outputs } = blockFacts(block);
  const pins = Object.entries(inputs).map(([pin, { required }]) => (required ? `**${pin}**` : pin));
  const examples = `${block.examples.length} example${block.examples.length === 1 ? "" : "s"}`;
  return `| ${[
    `${block.name}: ${block.description.replaceAll("|", "\\|")}`,
    `\`${block.id}\``,
    pins.join(", "),
    outputs.filter((pin) => pin !== "error").join(", "),
    placeOf(block),
    [examples, ...tests].join(", "),
  ].join(" | ")} |`;
}

function placeOf({ pure, waits, kind }: Block): string {
  if (kind === "NOTE") return "never";
  if (waits) return "waits";
  return pure ? "pure" : "effect";
}

/** Test files beside the contract's that import a block. */
function testsOfBlocks(): Map<string, string[]> {
  const tests = new Map<string, string[]>();
  for (const file of testFiles()) {
    const text = readFileSync(join(TESTS, file), "utf8");
    const imported = new Set(
      [...text.matchAll(/import \{([^}]*)\} from "#blocks\/[^"]+"/g)].flatMap(([, names = ""]) =>
        names.split(",").map((name) => name.trim().toLowerCase()),
      ),
    );
    for (const { name } of BLOCKS) {
      if (!imported.has(name.replace(/Block$/, "").toLowerCase())) continue;
      tests.set(name, [...(tests.get(name) ?? []), file]);
    }
  }
  return tests;
}

const testFiles = (): string[] =>
  readdirSync(TESTS)
    .filter((file) => file.endsWith(".test.ts"))
    .sort();

const byName = (a: Block, b: Block): number => (a.name < b.name ? -1 : 1);

if (import.meta.main) writeFileSync(BLOCK_TABLE, blockTable());
