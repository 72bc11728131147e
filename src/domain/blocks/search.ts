import type { Block } from "#blocks/block.ts";
import { BLOCKS } from "#blocks/registry.ts";

export interface BlockSearch {
  /** Words, all of which a block must have in its name, id, categories or description. */
  text?: string | undefined;
  category?: string | undefined;
}

/** The blocks that are meant, those first whose name says so; without a text in the registry's order. */
export function searchBlocks({ text = "", category }: BlockSearch): readonly Block[] {
  const wanted = category?.toUpperCase();
  const words = wordsOf(text);
  return BLOCKS.filter((block) => wanted === undefined || block.categories.includes(wanted))
    .map((block) => ({ block, rank: rankOf(block, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ block }) => block);
}

/** 3: the words are the beginning of the name; 2: all are in the name; 1: all are somewhere; 0: not all are. */
function rankOf({ name, id, categories, description }: Block, words: readonly string[]): number {
  const title = titleOf(name).toLowerCase();
  if (title.startsWith(words.join(" ")) || name.toLowerCase().startsWith(words.join(""))) return 3;
  const tight = title.replaceAll(" ", "");
  const inName = (word: string) => title.includes(word) || tight.includes(word);
  if (words.every(inName)) return 2;
  const everything = `${id} ${categories.join(" ")} ${description}`.toLowerCase();
  return words.every((word) => inName(word) || everything.includes(word)) ? 1 : 0;
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");

/** `ReadRSSFeedBlock` is "Read RSS Feed". */
const titleOf = (name: string): string =>
  name
    .replace(/Block$/, "")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
