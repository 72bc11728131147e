import { type Deadline, startDeadline } from "../deadline.ts";
import type { Later } from "../later.ts";
import { boundedResponse } from "./bounded-response.ts";
import { type AllowList, checkDestination, parseAllowList } from "./destination.ts";
import { EgressError } from "./error.ts";
import { firstHop, type Hop, nextHop } from "./hop.ts";

export interface EgressOptions {
  /** `host` or `host:port` that may be loopback or private. */
  allow: readonly string[];
  fetch: typeof fetch;
  /** Of the decompressed answer; 10 MiB. */
  maxBytes?: number;
  /** From the first byte sent to the last byte read, over all redirects; 30 s. */
  timeoutMs?: number;
  maxRedirects?: number;
  /** What time limits are kept by. */
  later?: Later;
}

export interface EgressInit extends RequestInit {
  /** For this request, instead of the usual. */
  timeoutMs?: number | undefined;
}

/**
 * Fetch for URLs that somebody else wrote. Of `init` it takes method, headers, body, signal and redirect; throws
 * EgressError, or the reason of `init.signal`. A redirect to another origin keeps the body: whoever sends
 * a secret in it says `redirect: "error"`. Read or cancel the body, else the connection lives until the timeout.
 */
export type Egress = (url: string, init?: EgressInit) => Promise<Response>;

export function makeEgress(options: EgressOptions): Egress {
  const { fetch, maxBytes = 10 * 1024 * 1024, timeoutMs = 30_000, maxRedirects = 5, later } = options;
  const allows = parseAllowList(options.allow);

  return async (url, init = {}) => {
    const first = firstHop(url, init);
    checkDestination(first.url, allows);
    init.signal?.throwIfAborted();
    const ms = init.timeoutMs ?? timeoutMs;
    const deadline = startDeadline(ms, () => tooSlow(first, ms), init.signal ?? null, later);
    try {
      const send = (hop: Hop) => sendHop(fetch, hop, deadline);
      const { answer, hop } = await follow(send, first, {
        allows,
        maxRedirects,
        mode: init.redirect ?? "follow",
      });
      return await boundedResponse(answer, hop, maxBytes, deadline);
    } catch (error) {
      deadline.cut();
      throw error;
    }
  };
}

const tooSlow = ({ url }: Hop, ms: number): EgressError =>
  new EgressError("timeout", `${url.host} did not answer in full within ${ms / 1000} s`);

interface RedirectRules {
  allows: AllowList;
  maxRedirects: number;
  mode: string;
}

async function follow(send: (hop: Hop) => Promise<Response>, first: Hop, rules: RedirectRules) {
  let hop = first;
  for (let redirects = 0; ; redirects++) {
    const answer = await send(hop);
    const next = rules.mode === "manual" ? null : nextHop(hop, answer);
    if (next === null) return { answer, hop };
    if (rules.mode === "error") {
      throw new EgressError("redirects", `${first.url.host} redirects, which this request does not allow`);
    }
    if (redirects === rules.maxRedirects) {
      throw new EgressError("redirects", `${first.url.host} redirects more than ${redirects} times`);
    }
    checkDestination(next.url, rules.allows);
    await answer.body?.cancel().catch(() => undefined);
    hop = next;
  }
}

async function sendHop(fetch: EgressOptions["fetch"], hop: Hop, deadline: Deadline): Promise<Response> {
  const { url, method, headers, body } = hop;
  const { signal } = deadline;
  const streamed = body instanceof ReadableStream && { duplex: "half" };
  // no-store: a shared cache between us and the host would hand one user's answer to another.
  const init = { method, headers, body, signal, redirect: "manual", cache: "no-store", ...streamed } as const;
  try {
    return await deadline.meet(fetch(url.href, init));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new EgressError("unreachable", `${url.host} cannot be reached`, error);
  }
}
