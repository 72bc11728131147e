import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import { unavailable } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import { Lru } from "#lib/lru.ts";

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
  /** Whether so much was left a moment ago that a `take` which begins now is only for the numbers: it will not refuse. */
  isPlenty(limit: LimitName, caller: string | null): boolean;
}

/** What an isolate remembers of callers, by limit and window. */
export interface LimiterMemory {
  /** Those over their limit, each with the moment until which they are. */
  exhausted: Map<string, number>;
  left: Lru<Left>;
}

/** What was left to a caller, less what was taken since; it counts for a while, because other isolates count too. */
interface Left {
  count: number;
  limit: number;
  until: number;
}

export const noCountsYet = (): LimiterMemory => ({ exhausted: new Map(), left: new Lru(10_000) });

const TRUST_FOR_MS = 5000;

const WINDOWS_MS = { minute: 60_000, hour: 3_600_000 };

/** Where secrets can be guessed, nothing can be tried that is not counted: a guesser must not profit from an outage. */
const CLOSED_WITHOUT_REDIS: ReadonlySet<LimitName> = new Set(["authorize", "token"]);

/**
 * Sliding windows per caller in Redis. Whom this isolate remembers to be over the limit is not asked for again.
 * Without Redis requests are let in, or refused with 503 by those who guard secrets, and logged.
 */
export function redisLimiter(
  redis: Redis,
  numbers: LimitNumbers,
  { exhausted, left }: LimiterMemory,
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

  function note(key: string, { remaining, limit }: Allowance): void {
    const now = Date.now();
    const known = left.get(key);
    if (known !== undefined && now < known.until) known.count = Math.min(known.count, remaining);
    else left.set(key, { count: remaining, limit, until: now + TRUST_FOR_MS });
  }

  return {
    async take(name, caller) {
      const { minute } = numbers[name];
      if (caller === null) return untouched(minute);
      const key = `${name}:${caller}`;
      const known = left.get(key);
      if (known !== undefined) known.count -= 1;
      try {
        const allowance = await takeFromBoth(name, caller);
        note(key, allowance);
        return allowance;
      } catch (error) {
        left.delete(key);
        log("error", "rate-limit.unavailable", { limit: name, error: describeError(error) });
        if (CLOSED_WITHOUT_REDIS.has(name)) throw unavailable("Counting requests", error);
        return untouched(minute);
      }
    },
    isPlenty(name, caller) {
      const known = left.get(`${name}:${caller}`);
      if (known === undefined || CLOSED_WITHOUT_REDIS.has(name)) return false;
      return Date.now() < known.until && known.count > known.limit / 2;
    },
  };
}

const untouched = (limit: number): Allowance => ({
  allowed: true,
  limit,
  remaining: limit,
  resetsAt: Math.ceil((Date.now() + WINDOWS_MS.minute) / 1000),
});
