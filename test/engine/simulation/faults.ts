import type { Random } from "./random.ts";

/** Shares of what goes wrong while the storm lasts. */
export interface Faults {
  /** How long it lasts, ms; afterwards everything works. */
  storm: number;
  queue: { drop: number; duplicate: number; delay: number; veryLate: number };
  /** Calls between workers and the object: the question or the answer is lost. */
  call: { lost: number; answerLost: number };
  worker: {
    diesBeforeTake: number;
    diesHolding: number;
    /** Keeps what it took beyond its lease, then reports after all. */
    falls: number;
    reportsTwice: number;
  };
  /** After a call or an alarm the object loses its memory. */
  evict: number;
  /** A statement inside a commit throws. */
  commit: number;
  /** How often the queue and Postgres go away, and for how long at most, ms. */
  outages: { queue: number; postgres: number; longest: number };
  /** Every machine on which the object wakes has a clock of its own: so far off at most, ms. */
  skew: number;
}

export const CALM: Faults = {
  storm: 0,
  queue: { drop: 0, duplicate: 0, delay: 0, veryLate: 0 },
  call: { lost: 0, answerLost: 0 },
  worker: { diesBeforeTake: 0, diesHolding: 0, falls: 0, reportsTwice: 0 },
  evict: 0,
  commit: 0,
  outages: { queue: 0, postgres: 0, longest: 0 },
  skew: 0,
};

/** Nothing ever arrives. */
export const DEAF: Faults = {
  ...CALM,
  storm: Number.POSITIVE_INFINITY,
  queue: { ...CALM.queue, drop: 1 },
  evict: 0.2,
};

/** Each kind of fault is there or not, at a strength of its own. */
export function drawFaults(random: Random): Faults {
  const share = (most: number) => (random.chance(0.6) ? random.next() * most : 0);
  return {
    storm: random.between(20, 300) * 1000,
    queue: {
      drop: share(0.5),
      duplicate: random.chance(0.2) ? 1 : share(0.5),
      delay: share(0.6),
      veryLate: share(0.3),
    },
    call: { lost: share(0.15), answerLost: share(0.15) },
    worker: {
      diesBeforeTake: share(0.2),
      diesHolding: share(0.15),
      falls: share(0.15),
      reportsTwice: share(0.5),
    },
    evict: random.chance(0.1) ? 1 : share(0.3),
    commit: share(0.08),
    outages: {
      queue: random.chance(0.4) ? random.between(1, 3) : 0,
      postgres: random.chance(0.4) ? random.between(1, 3) : 0,
      longest: 60_000,
    },
    skew: random.chance(0.3) ? 10 * 60_000 : 0,
  };
}
