import { makeEgress } from "#lib/egress/egress.ts";

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 5000;

/** Reads a small JSON document of a public host; redirects are refused, since they would lend a host's name to another. */
export function documentFetch(allow: readonly string[]): (url: string) => Promise<Response> {
  const egress = makeEgress({
    allow,
    fetch: (...request) => fetch(...request),
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  return (url) => egress(url, { headers: { accept: "application/json" }, redirect: "error" });
}
