import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import type { AttemptKind, Attempts } from "#domain/accounts/attempts.ts";
import type { Clock } from "#lib/clock.ts";
import { AppError, unavailable } from "#lib/errors.ts";

/** An account has few, so that guessing is hopeless; an address more, since many may be behind it. */
const MOST: Record<AttemptKind, Record<"address" | "account", number>> = {
  password: { address: 60, account: 10 },
  mail: { address: 20, account: 5 },
};

const WINDOW_MS: Record<AttemptKind, number> = { password: 60_000, mail: 10 * 60_000 };

/** Sliding windows in Redis. Without Redis nothing can be tried: a guesser must not profit from an outage. */
export function redisAttempts(redis: Redis, now: Clock): Attempts {
  return {
    async count(kind, by, who) {
      const window = new Ratelimit({
        redis,
        limiter: Ratelimit.slidingWindow(MOST[kind][by], `${WINDOW_MS[kind]} ms`),
        prefix: `attempts:${kind}`,
        timeout: 0,
      });
      const { success, reset } = await window.limit(`${by}:${who}`).catch((error: unknown) => {
        throw unavailable("Counting attempts", error);
      });
      if (success) return;
      const retryAfterSeconds = Math.max(1, Math.ceil((reset - now()) / 1000));
      throw new AppError("RATE_LIMITED", "Too many attempts; try again later", { retryAfterSeconds });
    },
  };
}

/** For load tests. */
export const uncounted: Attempts = { count: async () => {} };
