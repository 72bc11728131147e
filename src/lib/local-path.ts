const HERE = "https://here.invalid";

/**
 * The path, query and fragment of a place on this site; null for anything that a browser, a proxy or a careless decoder
 * may take for another site: `//evil`, `/\evil`, `/..//evil`, control characters, and the same in percent-encoding.
 */
export function localPath(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.length > 4096 || text.startsWith(" ")) return null;
  const url = URL.parse(text, HERE);
  if (url?.origin !== HERE) return null;
  const written = text.split(/[?#]/, 1)[0] ?? "";
  const readings = [written, decodeTwice(written), url.pathname, decodeTwice(url.pathname)];
  return readings.every(isPlain) ? `${url.pathname}${url.search}${url.hash}` : null;
}

const isPlain = (path: string | null): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  path !== null && /^\/(?![/\\])/.test(path) && !/[\x00-\x1f\x7f\\]/.test(path);

function decodeTwice(path: string): string | null {
  try {
    return decodeURIComponent(decodeURIComponent(path));
  } catch {
    return null;
  }
}
