import type { Block } from "#blocks/block.ts";
import { BLOCKS } from "#blocks/registry.ts";

/** Every block that a graph can use. */
export const listBlocks = (): readonly Block[] => BLOCKS;
