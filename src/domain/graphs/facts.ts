import { type BlockFacts, blockFacts } from "#blocks/facts.ts";
import { findBlock } from "#blocks/registry.ts";

/** What the compiler must know of a block, by its id. */
export function factsOf(blockId: string): BlockFacts | undefined {
  const block = findBlock(blockId);
  return block && blockFacts(block);
}
