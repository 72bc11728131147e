/**
 * JSON text that PostgreSQL's jsonb takes: it refuses U+0000 and lone surrogates, which JSON allows.
 * Both become U+FFFD, the replacement character.
 */
export function storable(value: object): string {
  const text = JSON.stringify(value);
  if (!SUSPECT.test(text)) return text;
  return text.replace(ESCAPE, (found) => (UNSTORABLE.test(found) ? "\\ufffd" : found));
}

/** JSON.stringify writes both as lower-case escapes. */
const SUSPECT = /\\u(?:0000|d[89a-f])/;
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
const UNSTORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/;
