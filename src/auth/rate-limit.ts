import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { describeError, log } from "#lib/log.ts";

/** Requests per minute by kind of route. */
export const DEFAULT_LIMITS = { general: 100, execute: 20, external: 60 };

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type LimitNumbers = Record<LimitName, number>;

export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds. */
  resetsAt: number;
}

export interface RateLimiter {
  /** Counts a request. A caller who cannot be told from others (null) has the whole limit each time. */
  take(limit: LimitName, caller: string | null): Promise<Allowance>;
}

const WINDOW_MS = 60_000;

/**
 * A sliding window per caller in Redis. `exhausted` remembers, in this isolate, who is over the limit and until
 * when, which saves the call. Without Redis everything is allowed and it is logged.
 */
export function redisLimiter(
  redis: Redis,
  numbers: LimitNumbers,
  exhausted: Map<string, number>,
): RateLimiter {
  return {
    async take(name, caller) {
      const limit = numbers[name];
      if (caller === null) return untouched(limit);
      const window = new Ratelimit({
        redis,
        limiter: Ratelimit.slidingWindow(limit, `${WINDOW_MS} ms`),
        prefix: `limit:${name}`,
        ephemeralCache: exhausted,
        timeout: 0,
      });
      try {
        const { success, remaining, reset } = await window.limit(`${name}:${caller}`);
        const resetsAt = Math.ceil(reset / 1000);
        return { allowed: success, limit, remaining: Math.max(0, remaining), resetsAt };
      } catch (error) {
        log("error", "rate-limit.unavailable", { limit: name, error: describeError(error) });
        return untouched(limit);
      }
    },
  };
}

const untouched = (limit: number): Allowance => ({
  allowed: true,
  limit,
  remaining: limit,
  resetsAt: Math.ceil((Date.now() + WINDOW_MS) / 1000),
});
