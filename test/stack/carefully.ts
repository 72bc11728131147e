import { query } from "../database.ts";
import type { Answer, Platform } from "./platform.ts";

/** Asks as a careful client does: again, under the same key, until it is told what came of it. */
export function carefully({ call, stack }: Platform) {
  return async (method: string, path: string, body: unknown, key?: string): Promise<Answer> => {
    const headers = key === undefined ? {} : { "Idempotency-Key": key };
    for (;;) {
      const answer = await call(method, path, body, headers).catch(() => null);
      const isHeld = key !== undefined && answer?.status === 409;
      if (answer !== null && answer.status < 500 && !isHeld) return answer;
      // Who took the key and died has it for a minute: this is the minute.
      const minute = "taken_at = taken_at - interval '1 minute'";
      await query(stack.databaseUrl, `update idempotency_keys set ${minute} where answer is null`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
}
