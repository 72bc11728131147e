import { setTimeout as delay } from "node:timers/promises";

const MINUTE_MS = 60_000;

const left = (): number => MINUTE_MS - (Date.now() % MINUTE_MS);

/** Resolves when at least so much of the present minute is left: what is counted by the minute is then counted in one. */
export async function untilMinuteHas(ms = 5000): Promise<void> {
  while (left() < ms) await delay(left());
}
