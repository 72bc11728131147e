import type { Json } from "#lib/json.ts";
import { isDict } from "../convert.ts";

/** About how many tokens a text has: four Latin characters make one, a character of another script is one. */
export function estimateTokens(text: string): number {
  let others = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x2ff) others += 1;
  return Math.ceil((text.length - others) / 4) + others;
}

/** What a message costs besides its text: its role and its separators. */
const FRAME = 4;
const MARK = "\n[… left out, so that the conversation fits …]\n";

/**
 * Messages that have about `budget` tokens at most: of the longest texts the middle is left out, so that beginnings
 * and ends stay, and short messages stay as they are. The same messages when they fit.
 */
export function fitMessages(messages: readonly Json[], budget: number): readonly Json[] {
  const sizes = messages.map(sizeOf);
  if (total(sizes, Number.POSITIVE_INFINITY) <= budget) return messages;
  const cap = capFor(sizes, budget);
  return messages.map((message, index) => ((sizes[index] ?? 0) > cap ? shortened(message, cap) : message));
}

function sizeOf(message: Json): number {
  const content = isDict(message) ? message["content"] : null;
  return typeof content === "string" ? estimateTokens(content) : 0;
}

const total = (sizes: readonly number[], cap: number): number =>
  sizes.reduce((sum, size) => sum + Math.min(size, cap) + FRAME, 0);

/** The longest that a text may be so that all fit: found by halving. */
function capFor(sizes: readonly number[], budget: number): number {
  let fits = 0;
  let exceeds = Math.max(...sizes);
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (total(sizes, middle) <= budget) fits = middle;
    else exceeds = middle;
  }
  return fits;
}

function shortened(message: Json, tokens: number): Json {
  if (!isDict(message) || typeof message["content"] !== "string") return message;
  const text = message["content"];
  const length = Math.max(0, Math.floor((text.length * tokens) / estimateTokens(text)) - MARK.length);
  const tail = Math.floor(length / 2);
  const content = text.slice(0, length - tail) + MARK + (tail === 0 ? "" : text.slice(-tail));
  return { ...message, content };
}
