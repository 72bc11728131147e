import { parseDuration } from "./duration.ts";
import type { Header } from "./message.ts";
import { evaluateRetryDelay } from "./retry-delay.ts";

const DAY_MS = 86_400_000;
const RETRY_HEADERS = [
  "Retry-After",
  "X-Ratelimit-Reset",
  "X-Ratelimit-Reset-Requests",
  "X-Ratelimit-Reset-Tokens",
];

/**
 * Milliseconds until the next attempt: what the destination asked for, else the publisher's expression,
 * else `min(86400, e^(2.5n))` seconds. A wish beyond one day is not granted.
 */
export function retryDelayMs(
  failed: { retried: number; retryDelay?: string | undefined; header: Header },
  now: number,
): number {
  const wished = wishOfDestination(failed.header, now);
  if (wished !== undefined && wished <= DAY_MS) return wished;
  if (failed.retryDelay !== undefined) {
    return Math.min(DAY_MS, evaluateRetryDelay(failed.retryDelay, failed.retried));
  }
  return Math.min(DAY_MS, Math.floor(Math.exp(2.5 * (failed.retried + 1))) * 1000);
}

function wishOfDestination(header: Header, now: number): number | undefined {
  for (const name of RETRY_HEADERS) {
    const wish = header[name]?.[0]?.trim();
    if (wish === undefined || wish === "") continue;
    const delay = /^\d+(\.\d+)?$/.test(wish)
      ? Number(wish) * 1000
      : (parseDuration(wish) ?? untilDate(wish, now));
    if (delay !== undefined) return delay;
  }
  return undefined;
}

function untilDate(wish: string, now: number): number | undefined {
  const at = Date.parse(wish);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
