import { parseUrl } from "./destination.ts";
import { EgressError } from "./error.ts";
import { headersForOtherOrigin, requestHeaders } from "./headers.ts";

/** One request of a chain of redirects. */
export interface Hop {
  url: URL;
  method: string;
  headers: Headers;
  body: BodyInit | null;
}

/** The request as its caller wrote it. Throws `invalid` for what HTTP does not allow. */
export function firstHop(url: string, init: RequestInit): Hop {
  const method = (init.method ?? "GET").toUpperCase();
  const body = init.body ?? null;
  if (!/^[A-Z-]+$/.test(method) || TUNNELS.has(method)) {
    throw new EgressError("invalid", "The request method is not allowed");
  }
  if (body !== null && isBodiless(method))
    throw new EgressError("invalid", `A ${method} request has no body`);
  return { url: parseUrl(url), method, headers: requestHeaders(init.headers), body };
}

/** The request that an answer redirects to (Fetch standard, "HTTP-redirect fetch"), or null when it does not. */
export function nextHop(hop: Hop, response: Response): Hop | null {
  const location = response.headers.get("location");
  if (!REDIRECTS.has(response.status) || location === null) return null;
  const url = parseUrl(location, hop.url);
  if (response.status !== 303 && hop.body instanceof ReadableStream) {
    throw new EgressError("redirects", `${hop.url.host} redirects a body that can be sent only once`);
  }
  const next = becomesGet(hop.method, response.status) ? asGet(hop) : hop;
  return {
    ...next,
    url,
    headers: url.origin === hop.url.origin ? next.headers : headersForOtherOrigin(next.headers),
  };
}

const TUNNELS: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const isBodiless = (method: string): boolean => method === "GET" || method === "HEAD";

function becomesGet(method: string, status: number): boolean {
  return status === 303 ? !isBodiless(method) : method === "POST" && (status === 301 || status === 302);
}

function asGet(hop: Hop): Hop {
  const headers = new Headers(hop.headers);
  for (const name of ["content-encoding", "content-language", "content-location", "content-type"])
    headers.delete(name);
  return { ...hop, method: "GET", headers, body: null };
}
