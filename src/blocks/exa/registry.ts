import type { Block } from "../block.ts";
import { exaAnswer } from "./exa-answer.ts";
import { exaContents } from "./exa-contents.ts";
import { exaFindSimilar } from "./exa-find-similar.ts";
import { exaSearch } from "./exa-search.ts";

export const EXA_BLOCKS: readonly Block[] = [exaAnswer, exaContents, exaFindSimilar, exaSearch];
