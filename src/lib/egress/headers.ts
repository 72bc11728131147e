import { EgressError } from "./error.ts";

/**
 * The caller's headers, checked as they were written: the Headers class trims a trailing CR LF before it looks.
 * Throws `invalid` with the name of the header, never its value.
 */
export function requestHeaders(init: HeadersInit | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of pairsOf(init)) {
    if (!TOKEN.test(name))
      throw new EgressError("invalid", "A header name has a character that is not allowed");
    const key = name.toLowerCase();
    if (REFUSED.has(key))
      throw new EgressError("invalid", `The header ${key} is set by the connection itself`);
    if (!isFieldValue(value)) {
      throw new EgressError("invalid", `The header ${key} has a character that is not allowed`);
    }
    // The runtime asks for the encodings it can undo; any other would come back unreadable.
    if (key !== "accept-encoding") headers.append(name, value);
  }
  return headers;
}

/** What may follow a redirect to another origin. A secret may have any name, so only known harmless ones may. */
export function headersForOtherOrigin(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => HARMLESS.has(name)));
}

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

/** Headers that frame a message or belong to one connection (RFC 9110 section 7.6.1, RFC 9112). */
const REFUSED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const HARMLESS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "cache-control",
  "content-encoding",
  "content-language",
  "content-type",
  "if-modified-since",
  "if-none-match",
  "mcp-protocol-version",
  "range",
  "user-agent",
]);

function pairsOf(init: HeadersInit | undefined): (readonly [string, string])[] {
  if (init === undefined) return [];
  if (!(Symbol.iterator in init)) return Object.entries(init);
  return Array.from(init, (pair) => {
    const [name, value, ...rest] = pair;
    if (name === undefined || value === undefined || rest.length > 0) {
      throw new EgressError("invalid", "A header is not a pair of name and value");
    }
    return [name, value] as const;
  });
}

/** RFC 9110 section 5.5: visible ASCII, space, tab, and bytes above; so no CR, LF, NUL, and nothing past a byte. */
function isFieldValue(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code > 0xff) return false;
  }
  return true;
}
