/** The present, in milliseconds since 1970-01-01T00:00Z. A parameter wherever time matters, so that a test owns it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** ISO 8601 UTC with milliseconds, the one form that times have on the wire. */
export function iso(ms: number): string {
  if (ms !== latest.ms) latest = { ms, text: new Date(ms).toISOString() };
  return latest.text;
}

/** What happens in one turn has one time, which is written again and again. */
let latest = { ms: 0, text: "1970-01-01T00:00:00.000Z" };
