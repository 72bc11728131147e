import { type Matcher, MatcherInput, RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { Lru } from "#lib/lru.ts";
import { BlockError } from "../block.ts";

const MAX_PATTERN = 2_000;
const MAX_MATCHES = 10_000;
const MAX_WORK = 32_000_000;
/** What reading a character costs apart from the program's states, in states. */
const READ_WORK = 5;

export interface PatternOptions {
  caseSensitive: boolean;
  dotAll: boolean;
}

/** Whether an RE2 pattern occurs in a text. */
export const occurs = (pattern: string, text: string, options: PatternOptions): boolean =>
  matcherOf(pattern, text, options).find();

/**
 * What group `group` of an RE2 pattern (0: the whole match) matches in a text, for the first or for all matches; a
 * group that takes no part in a match is empty text. Searching on from match to match is quadratic at worst, so work is bounded.
 */
export function findMatches(
  pattern: string,
  text: string,
  options: PatternOptions & { group: number; all: boolean },
): string[] {
  const matcher = matcherOf(pattern, text, options);
  const { group, all } = options;
  if (group < 0 || group > matcher.groupCount()) throw new BlockError(`The pattern has no group ${group}`);
  const found: string[] = [];
  while (matcher.find()) {
    found.push(matcher.group(group) ?? "");
    if (!all) break;
    if (found.length > MAX_MATCHES)
      throw new BlockError(`The pattern matches more than ${MAX_MATCHES} times`);
  }
  return found;
}

function matcherOf(pattern: string, text: string, { caseSensitive, dotAll }: PatternOptions): Matcher {
  if (pattern.length > MAX_PATTERN)
    throw new BlockError(`The pattern is longer than ${MAX_PATTERN} characters`);
  const flags = (caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE) | (dotAll ? RE2JS.DOTALL : 0);
  const compiled = compile(pattern, flags);
  return compiled.matcher(MatcherInput.utf16(new MeteredText(text, compiled.programSize())));
}

/** Few: a compiled pattern keeps the states that it met, in up to 8 MB. */
const compiledPatterns = new Lru<RE2JS>(4);

function compile(pattern: string, flags: number): RE2JS {
  const key = `${flags}${pattern}`;
  const known = compiledPatterns.get(key);
  if (known !== undefined) return known;
  try {
    const compiled = RE2JS.compile(pattern, flags);
    compiledPatterns.set(key, compiled);
    return compiled;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const why = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new BlockError(`The pattern is not valid: ${why}`, { cause: error });
  }
}

/** A text that counts how often its characters are read, each read costing as much as the pattern's program may take. */
class MeteredText extends String {
  readonly #text: string;
  readonly #readWork: number;
  #work = 0;

  constructor(text: string, programSize: number) {
    super(text);
    this.#text = text;
    this.#readWork = READ_WORK + programSize;
  }

  override charCodeAt(index: number): number {
    this.#work += this.#readWork;
    if (this.#work > MAX_WORK) throw new BlockError("The pattern takes too much work on this text");
    return this.#text.charCodeAt(index);
  }
}
