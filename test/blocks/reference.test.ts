import { describe, expect, it } from "vitest";
import type { Block } from "#blocks/block.ts";
import { isDict } from "#blocks/convert.ts";
import { blockFacts } from "#blocks/facts.ts";
import { BLOCKS } from "#blocks/registry.ts";
import type { JsonObject } from "#lib/json.ts";
import facts from "../fixtures/reference-blocks.json" with { type: "json" };

interface ReferencePin {
  type: string;
  required?: boolean;
  default?: unknown;
  advanced?: boolean;
}

interface ReferenceBlock {
  id: string;
  name: string;
  categories: string[];
  kind: string;
  staticOutput: boolean;
  sensitive?: boolean;
  inputs: Record<string, ReferencePin>;
  outputs: string[];
}

const reference: ReferenceBlock[] = facts;

/** Blocks of our own, each with its reason. */
const OUR_BLOCKS: Record<string, string> = {
  SendAuthenticatedWebRequestBlock: "not among the reference's facts",
  WaitForEventBlock: "the reference cannot wait for an event in the middle of a run",
};

/** Where the platform has a key of its own for the model's provider, a node needs none. */
const OPTIONAL_CREDENTIALS = { credentials: { required: false, default: null, advanced: false } };

/** Pins that differ on purpose: block, pin, and what is ours instead. */
const OUR_PINS: Record<string, Record<string, object>> = {
  AgentExecutorBlock: {
    user_id: { required: false, default: "", advanced: false }, // an agent runs for whoever runs the graph
    inputs: { required: false, default: {}, advanced: false }, // links may bring them all
  },
  OrchestratorBlock: {
    ...OPTIONAL_CREDENTIALS,
    sys_prompt: { required: false, default: expect.stringContaining("tools"), advanced: false }, // ours, in our words
  },
  AIConditionBlock: OPTIONAL_CREDENTIALS,
  AIConversationBlock: OPTIONAL_CREDENTIALS,
  AIListGeneratorBlock: OPTIONAL_CREDENTIALS,
  AIStructuredResponseGeneratorBlock: OPTIONAL_CREDENTIALS,
  AITextGeneratorBlock: OPTIONAL_CREDENTIALS,
  AITextSummarizerBlock: OPTIONAL_CREDENTIALS,
  GetWeatherInformationBlock: OPTIONAL_CREDENTIALS, // Open-Meteo needs no key
  TranscribeYoutubeVideoBlock: OPTIONAL_CREDENTIALS, // asks YouTube itself, through no proxy
};

const ours = new Map(BLOCKS.map((block) => [block.name, block]));
const theirs = new Map(reference.map((block) => [block.name, block]));

const pinsOf = (schema: JsonObject): JsonObject => (isDict(schema["properties"]) ? schema["properties"] : {});

/** A pin as far as exported graphs can tell. */
function pinFacts(block: Block): Record<string, unknown> {
  const { inputs } = blockFacts(block);
  return Object.fromEntries(
    Object.entries(pinsOf(block.inputSchema())).map(([pin, of]) => [
      pin,
      {
        required: inputs[pin]?.required ?? false,
        default: (isDict(of) ? of["default"] : undefined) ?? null,
        advanced: isDict(of) && of["advanced"] === true,
      },
    ]),
  );
}

const referencePins = (inputs: Record<string, ReferencePin>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(inputs).map(([pin, { required = false, default: fallback = null, advanced = false }]) => [
      pin,
      { required, default: fallback, advanced },
    ]),
  );

describe("the reference's facts", () => {
  it.each(reference)("$name has the reference's id, categories, kind and pins", (block) => {
    const own = ours.get(block.name);
    if (own === undefined) throw new Error(`${block.name} is missing`);
    expect({
      id: own.id,
      categories: own.categories,
      kind: own.kind,
      staticOutput: own.staticOutput,
      sensitive: own.sensitive,
    }).toEqual({
      id: block.id,
      categories: block.categories,
      kind: block.kind,
      staticOutput: block.staticOutput,
      sensitive: block.sensitive ?? false,
    });
    expect(pinFacts(own)).toEqual({ ...referencePins(block.inputs), ...OUR_PINS[block.name] });
    expect(blockFacts(own).outputs.toSorted()).toEqual(block.outputs.toSorted());
  });

  it("every block is one of the reference or a named difference", () => {
    const unknown = BLOCKS.map(({ name }) => name).filter((name) => !theirs.has(name));
    expect(unknown.toSorted()).toEqual(Object.keys(OUR_BLOCKS).toSorted());
  });
});
