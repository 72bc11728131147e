import { Redis } from "@upstash/redis/cloudflare";

const ANSWER_WITHIN_MS = 1000;

/** Redis over Upstash's HTTP API. It holds limits, caches and locks only: nothing in it must survive. */
export function connectRedis(url: string, token: string): Redis {
  return new Redis({
    url,
    token,
    enableTelemetry: false,
    // Pipelines collect commands of different requests, and a Worker's request may not wait for another's fetch.
    enableAutoPipelining: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
}

export type { Redis };
