// Faults that at-least-once delivery permits, chosen by a seed: the same seed and the same order of
// publishing give every attempt the same faults.

export interface Chaos {
  seed: number;
  /** Rate of attempts that reach the destination twice. */
  duplicate?: number;
  /** Rate of attempts that fail: in half of them the request is lost, in half only its answer. */
  drop?: number;
  /** Rate of attempts that travel up to `maxMs` longer. */
  delay?: { rate: number; maxMs: number };
  /** Rate of attempts held back for up to 25 ms, so that later messages overtake them. */
  reorder?: number;
  /** Rate of attempts repeated after the deduplication window, `lateMs` (11 minutes) later; a restart forgets them. */
  late?: number;
  lateMs?: number;
}

/** What happens to one attempt. */
export interface Faults {
  delayMs: number;
  lost: "request" | "answer" | undefined;
  duplicateAfterMs: number | undefined;
  lateAfterMs: number | undefined;
}

const DUPLICATE_WITHIN_MS = 20;
const REORDER_WITHIN_MS = 25;
const LATE_MS = 11 * 60_000;

export const noFaults: Faults = {
  delayMs: 0,
  lost: undefined,
  duplicateAfterMs: undefined,
  lateAfterMs: undefined,
};

/** The faults of an attempt, a function of the seed, the message's place in the order of publishing and the attempt. */
export function drawFaults(chaos: Chaos, order: number, attempt: number): Faults {
  const random = generator(`${chaos.seed}:${order}:${attempt}`);
  // Every draw happens every time, so that switching one fault on does not move the others.
  const [duplicate, duplicateAfter, drop, half] = [random(), random(), random(), random()];
  const [delay, delayBy, reorder, reorderBy, late] = [random(), random(), random(), random(), random()];
  const isHit = (draw: number, rate = 0) => draw < rate;
  const heldMs = isHit(reorder, chaos.reorder) ? 1 + reorderBy * REORDER_WITHIN_MS : 0;
  const { rate: delayRate, maxMs } = chaos.delay ?? { rate: 0, maxMs: 0 };
  const delayMs = isHit(delay, delayRate) ? delayBy * maxMs : 0;
  const lost = half < 0.5 ? "request" : "answer";
  return {
    delayMs: Math.round(heldMs + delayMs),
    lost: isHit(drop, chaos.drop) ? lost : undefined,
    duplicateAfterMs: isHit(duplicate, chaos.duplicate)
      ? Math.round(duplicateAfter * DUPLICATE_WITHIN_MS)
      : undefined,
    lateAfterMs: isHit(late, chaos.late) ? (chaos.lateMs ?? LATE_MS) : undefined,
  };
}

/**
 * Reads a setting such as `seed=7,duplicate=0.1,drop=0.05,delay=0.2:500,reorder=0.5,late=0.1:660000`; null when it is empty.
 * @throws Error when a name or a value is not understood.
 */
export function parseChaos(setting: string): Chaos | null {
  if (setting.trim() === "") return null;
  const chaos: Chaos = { seed: 1 };
  for (const part of setting.split(",")) {
    const [name = "", value = ""] = part.split("=").map((side) => side.trim());
    setFault(chaos, name, value);
  }
  return chaos;
}

function setFault(chaos: Chaos, name: string, value: string): void {
  const [first = "", second] = value.split(":");
  if (name === "seed") chaos.seed = amount(name, first);
  else if (name === "lateMs") chaos.lateMs = amount(name, first);
  else if (name === "duplicate" || name === "drop" || name === "reorder" || name === "late") {
    chaos[name] = rate(name, first);
    if (name === "late" && second !== undefined) chaos.lateMs = amount(name, second);
  } else if (name === "delay") chaos.delay = { rate: rate(name, first), maxMs: amount(name, second ?? "") };
  else throw new Error(`chaos: unknown fault "${name}"`);
}

function rate(name: string, value: string): number {
  const number = amount(name, value);
  if (number > 1) throw new Error(`chaos: ${name} is a rate from 0 to 1, not ${value}`);
  return number;
}

function amount(name: string, value: string): number {
  const number = Number(value);
  if (value === "" || !Number.isFinite(number) || number < 0)
    throw new Error(`chaos: ${name} cannot be "${value}"`);
  return number;
}

/** Mulberry32 over an FNV-1a hash of the key: numbers from 0 up to 1. */
function generator(key: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) state = Math.imul(state ^ key.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
