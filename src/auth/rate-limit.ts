import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { unavailable } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";

/** Requests in a minute, and in an hour, of one caller. */
export interface Limit {
  minute: number;
  hour?: number;
}

/** By kind of route: the platform's own API, the doors of seeds 000 and 001, 002, and 004. */
export const DEFAULT_LIMITS = {
  general: { minute: 100 },
  execute: { minute: 20 },
  external: { minute: 60 },
  authorize: { minute: 30 },
  token: { minute: 20 },
  "app-execute": { minute: 10, hour: 100 },
  "app-read": { minute: 60, hour: 1000 },
  agents: { minute: 100 },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type LimitNumbers = Record<LimitName, Limit>;

export const isLimitName = (name: string): name is LimitName => Object.hasOwn(DEFAULT_LIMITS, name);

export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds. */
  resetsAt: number;
}

export interface RateLimiter {
  /**
   * Counts a request and tells of the window with the least left. A caller who cannot be told from others (null) has
   * the whole limit each time.
   */
  take(limit: LimitName, caller: string | null): Promise<Allowance>;
}

const WINDOWS_MS = { minute: 60_000, hour: 3_600_000 };

/** Where secrets can be guessed, nothing can be tried that is not counted: a guesser must not profit from an outage. */
const CLOSED_WITHOUT_REDIS: ReadonlySet<LimitName> = new Set(["authorize", "token"]);

/**
 * Sliding windows per caller in Redis. `exhausted` remembers, in this isolate, who is over the limit and until when,
 * which saves the call. Without Redis requests are let in, or refused with 503 by those who guard secrets, and logged.
 */
export function redisLimiter(
  redis: Redis,
  numbers: LimitNumbers,
  exhausted: Map<string, number>,
): RateLimiter {
  async function takeFrom(name: LimitName, window: keyof Limit, most: number, caller: string) {
    const length = WINDOWS_MS[window];
    const limiter = Ratelimit.slidingWindow(most, `${length} ms`);
    const counter = new Ratelimit({
      redis,
      limiter,
      prefix: "limit",
      ephemeralCache: exhausted,
      timeout: 0,
    });
    const { success, remaining, reset } = await counter.limit(`${name}:${window}:${caller}`);
    const resetsAt = Math.ceil(reset / 1000);
    return { allowed: success, limit: most, remaining: Math.max(0, remaining), resetsAt };
  }

  async function takeFromBoth(name: LimitName, caller: string): Promise<Allowance> {
    const { minute, hour } = numbers[name];
    const ofMinute = await takeFrom(name, "minute", minute, caller);
    // What the minute refuses is not counted against the hour.
    if (hour === undefined || !ofMinute.allowed) return ofMinute;
    const ofHour = await takeFrom(name, "hour", hour, caller);
    return ofHour.allowed && ofMinute.remaining <= ofHour.remaining ? ofMinute : ofHour;
  }

  return {
    async take(name, caller) {
      const { minute } = numbers[name];
      if (caller === null) return untouched(minute);
      try {
        return await takeFromBoth(name, caller);
      } catch (error) {
        log("error", "rate-limit.unavailable", { limit: name, error: describeError(error) });
        if (CLOSED_WITHOUT_REDIS.has(name)) throw unavailable("Counting requests", error);
        return untouched(minute);
      }
    },
  };
}

const untouched = (limit: number): Allowance => ({
  allowed: true,
  limit,
  remaining: limit,
  resetsAt: Math.ceil((Date.now() + WINDOWS_MS.minute) / 1000),
});
