/** SQLite in a Durable Object takes at most 2 MB a row, and a UTF-16 unit is at most three bytes of UTF-8. */
const CHUNK = 500_000;

/** Splits a text into pieces that fit a row each, never inside a surrogate pair. */
export function chunks(text: string): string[] {
  if (text.length <= CHUNK) return [text];
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + CHUNK, text.length);
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
