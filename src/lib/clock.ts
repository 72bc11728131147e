/** The present, in milliseconds since 1970-01-01T00:00Z. A parameter wherever time matters, so that a test owns it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** ISO 8601 UTC with milliseconds, the one form that times have on the wire. */
export const iso = (ms: number): string => new Date(ms).toISOString();
