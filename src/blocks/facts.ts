import type { Block } from "./block.ts";
import { isDict } from "./convert.ts";
import type { BlockKind } from "./kind.ts";

/** What the compiler of graphs must know of a block. */
export interface BlockFacts {
  id: string;
  name: string;
  kind: BlockKind;
  pure: boolean;
  waits: boolean;
  sensitive: boolean;
  staticOutput: boolean;
  /** Of a block that waits: pins that say for how long, each with the milliseconds of one of it. */
  waitPins?: Readonly<Record<string, number>>;
  /** The pin that says how often it waits so long. */
  repeatPin?: string;
  together: readonly string[];
  paid: boolean;
  /** `hasDefault`: there is a default, and it is not null. */
  inputs: Record<string, { required: boolean; hasDefault: boolean }>;
  outputs: string[];
}

const known = new WeakMap<Block, BlockFacts>();

/** The facts of a block, derived from its schemas once. */
export function blockFacts(block: Block): BlockFacts {
  const before = known.get(block);
  if (before !== undefined) return before;
  const { id, name, kind, pure, waits, sensitive, staticOutput, together, paid, waitPins, repeatPin } = block;
  const outputs = Object.keys(propertiesOf(block.outputSchema()));
  const facts: BlockFacts = {
    id,
    name,
    kind,
    pure,
    waits,
    sensitive,
    staticOutput,
    together,
    paid,
    ...(waitPins !== undefined && { waitPins }),
    ...(repeatPin !== undefined && { repeatPin }),
    inputs: inputFacts(block),
    outputs,
  };
  known.set(block, facts);
  return facts;
}

function inputFacts(block: Block): BlockFacts["inputs"] {
  const schema = block.inputSchema();
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.fromEntries(
    Object.entries(propertiesOf(schema)).map(([pin, of]) => {
      const fallback = isDict(of) ? of["default"] : undefined;
      return [
        pin,
        { required: required.includes(pin), hasDefault: fallback !== undefined && fallback !== null },
      ];
    }),
  );
}

const propertiesOf = (schema: ReturnType<Block["inputSchema"]>) =>
  isDict(schema["properties"]) ? schema["properties"] : {};
