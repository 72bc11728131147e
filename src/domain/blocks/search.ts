import type { Block } from "#blocks/block.ts";
import { BLOCKS } from "#blocks/registry.ts";
import { isLike } from "./spelling.ts";

export interface BlockSearch {
  /** Words, all of which a block must have in its name, id, categories or description. */
  text?: string | undefined;
  category?: string | undefined;
}

/**
 * The blocks that are meant, those first whose name says so; without a text in the registry's order. Where the words fit
 * none as they are, slips of the keyboard are forgiven.
 */
export function searchBlocks({ text = "", category }: BlockSearch): readonly Block[] {
  const wanted = category?.toUpperCase();
  const blocks = BLOCKS.filter((block) => wanted === undefined || block.categories.includes(wanted));
  const words = wordsOf(text);
  const found = ranked(blocks, (block) => rankOf(block, words));
  return found.length > 0 ? found : ranked(blocks, (block) => likeness(block, words));
}

const ranked = (blocks: readonly Block[], rank: (block: Block) => number): Block[] =>
  blocks
    .map((block) => ({ block, rank: rank(block) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ block }) => block);

/** 3: the words are the beginning of the name; 2: all are in the name; 1: all are somewhere; 0: not all are. */
function rankOf(block: Block, words: readonly string[]): number {
  const { name, id } = block;
  const title = titleOf(name).toLowerCase();
  if (title.startsWith(words.join(" ")) || name.toLowerCase().startsWith(words.join(""))) return 3;
  const tight = title.replaceAll(" ", "");
  const inName = (word: string) => title.includes(word) || tight.includes(word);
  if (words.every(inName)) return 2;
  const everything = `${id} ${textOf(block)}`;
  return words.every((word) => inName(word) || everything.includes(word)) ? 1 : 0;
}

/** 2: all words are like words of the name; 1: like words somewhere; 0: not all are. */
function likeness(block: Block, words: readonly string[]): number {
  const inName = new Set(titleOf(block.name).toLowerCase().split(" "));
  const anywhere = new Set([...inName, ...textOf(block).split(/[^\p{L}\p{N}]+/u)]);
  const allLike = (others: ReadonlySet<string>) =>
    words.every((word) => others.has(word) || [...others].some((other) => isLike(word, other)));
  if (allLike(inName)) return 2;
  return allLike(anywhere) ? 1 : 0;
}

const textOf = ({ name, categories, description }: Block): string =>
  `${categories.join(" ")} ${description} ${FORMER_NAMES[name] ?? ""}`.toLowerCase();

/** What blocks were called in older exports. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  OrchestratorBlock: "Smart Decision Maker SmartDecisionMakerBlock",
};

/** "Email" finds what says "mail", and both find Gmail. */
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => (/^e-?mails?$/.test(word) ? "mail" : word));

/** `ReadRSSFeedBlock` is "Read RSS Feed". */
const titleOf = (name: string): string =>
  name
    .replace(/Block$/, "")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
