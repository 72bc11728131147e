const HERE = "https://here.invalid";

/**
 * The path, query and fragment of a place on this site; null for anything that a browser, a proxy or a careless decoder
 * may take for another site: `//evil`, `/\evil`, control characters, and the same in percent-encoding.
 */
export function localPath(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.length > 4096) return null;
  const path = text.split(/[?#]/, 1)[0] ?? "";
  const decoded = decodeTwice(path);
  if (decoded === null || ![path, decoded].every(isPlain)) return null;
  const url = URL.parse(text, HERE);
  return url?.origin === HERE ? `${url.pathname}${url.search}${url.hash}` : null;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const isPlain = (path: string): boolean => /^\/(?![/\\])/.test(path) && !/[\x00-\x20\x7f\\]/.test(path);

function decodeTwice(path: string): string | null {
  try {
    return decodeURIComponent(decodeURIComponent(path));
  } catch {
    return null;
  }
}
