import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { startPlatform } from "./platform.ts";

const AT_ONCE = 60;
/** After this long without a request an API key is read anew. */
const FORGOTTEN_MS = 1000;

const platform = await startPlatform();
afterAll(() => platform.stop());

const url = new URL("/api/v2/me", platform.stack.origin);
const headers = { "x-api-key": platform.credentials.apiKey };

/** The status of the answer; null for a request that is given up at once. */
async function ask(isGivenUp: boolean): Promise<number | null> {
  const patience = new AbortController();
  if (isGivenUp) setTimeout(() => patience.abort(), 2);
  const answer = await fetch(url, { headers, signal: patience.signal }).catch(() => null);
  return isGivenUp ? null : (answer?.status ?? 0);
}

it("requests that come at once share the reading of their key, though who reads it gives up", async () => {
  for (let round = 0; round < 5; round += 1) {
    await delay(FORGOTTEN_MS);
    const first = ask(true);
    const others = Array.from({ length: AT_ONCE }, (_, index) => ask(index % 3 === 0));
    const statuses = (await Promise.all([first, ...others])).filter((status) => status !== null);
    expect(statuses).toEqual(Array(AT_ONCE - AT_ONCE / 3).fill(200));
  }
}, 60_000);
