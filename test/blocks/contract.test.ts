import { describe, expect, it } from "vitest";
import { blockFacts } from "#blocks/facts.ts";
import { BLOCKS, findBlock } from "#blocks/registry.ts";
import { runExample } from "./run.ts";

const examples = BLOCKS.flatMap((block) =>
  block.examples.map((example, index) => ({ block, example, title: `${block.name} #${index}` })),
);

describe("every block", () => {
  it.each(examples)("$title yields what its example says", async ({ block, example }) => {
    expect(await runExample(block, example)).toEqual(example.yields);
  });

  it.each(BLOCKS)("$name has an example, a name of its class and a description that ends", (block) => {
    expect(block.examples.length).toBeGreaterThan(0);
    expect(block.name).toMatch(/^[A-Z]\w+Block$/);
    expect(block.description).toMatch(/^[A-Z].*\.$/);
  });

  it.each(BLOCKS)("$name describes every pin", (block) => {
    for (const schema of [block.inputSchema(), block.outputSchema()]) {
      for (const [pin, of] of Object.entries(schema["properties"] ?? {})) {
        expect(of, pin).toMatchObject({ description: expect.stringMatching(/\w/) });
      }
    }
  });

  it.each(BLOCKS)("$name yields and takes only declared pins in its examples", (block) => {
    const { inputs, outputs } = blockFacts(block);
    for (const { input, yields } of block.examples) {
      const isOpen = block.kind === "AGENT"; // its pins are those of the graph that it runs
      for (const pin of Object.keys(yields)) {
        expect(isOpen || pin === "error" || outputs.includes(pin), pin).toBe(true);
      }
      for (const pin of Object.keys(input)) expect(Object.keys(inputs)).toContain(pin);
    }
  });
});

it("ids are lower-case uuids and, like names, unique", () => {
  for (const { id } of BLOCKS) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(new Set(BLOCKS.map(({ id }) => id)).size).toBe(BLOCKS.length);
  expect(new Set(BLOCKS.map(({ name }) => name)).size).toBe(BLOCKS.length);
});

it("finds a block by its id, and nothing by another", () => {
  for (const block of BLOCKS) expect(findBlock(block.id)).toBe(block);
  expect(findBlock("nope")).toBeUndefined();
});
