import type { JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";
import { type Element, paragraphsIn, paragraphUnits } from "./docs.ts";
import type { Line, Part } from "./docs-markdown.ts";
import { inlineRequests, requestsFor } from "./docs-requests.ts";

/** The requests that put parts in the place of what stands between two indexes, which may be the same. */
export function replaced(
  content: readonly Element[],
  start: number,
  end: number,
  parts: readonly Part[],
): JsonObject[] {
  const paragraphs = paragraphsIn(content);
  const isInside = start > paragraphAt(paragraphs, start).startIndex;
  const isAtEnd = end === paragraphAt(paragraphs, end).endIndex - 1;
  const range = { startIndex: start, endIndex: end };
  const [only] = parts;
  const isInline = parts.length === 1 && only?.kind === "line" && isPlain(only) && (isInside || !isAtEnd);
  return [
    ...(end > start ? [{ deleteContentRange: { range } }] : []),
    ...(isInline
      ? inlineRequests(only.runs, start)
      : requestsFor(parts, { index: start, isInside, isAtEnd })),
  ];
}

/** A line that can stand within a paragraph. */
const isPlain = ({ heading, quotes, isRule, list }: Line): boolean =>
  heading === 0 && quotes === 0 && !isRule && list === undefined;

function paragraphAt(paragraphs: readonly Element[], index: number): Element {
  const found = paragraphs.find(({ startIndex, endIndex }) => startIndex <= index && index < endIndex);
  if (found === undefined) throw new BlockError(`The document has no text at ${index}`);
  return found;
}

/** The indexes where a text begins; none overlap. */
export function occurrences(content: readonly Element[], text: string, isExact: boolean): number[] {
  // Capitals that have more units in small letters would move the indexes: these compare as they are.
  const plain = (given: string) => {
    const small = isExact ? given : given.toLowerCase();
    return small.length === given.length ? small : given;
  };
  const wanted = plain(text);
  return paragraphsIn(content).flatMap(({ startIndex, paragraph }) => {
    const found: number[] = [];
    const units = paragraph === undefined ? "" : plain(paragraphUnits(paragraph));
    for (let at = units.indexOf(wanted); at >= 0; at = units.indexOf(wanted, at + wanted.length)) {
      found.push(startIndex + at);
    }
    return found;
  });
}
