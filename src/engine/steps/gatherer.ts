import { BlockError, type Charge } from "#blocks/block.ts";
import type { Output } from "#kernel/execution.ts";
import { sizeOf } from "#kernel/size.ts";
import type { Spent } from "#kernel/spent.ts";
import type { Json } from "#lib/json.ts";
import { type Later, systemLater } from "#lib/later.ts";
import { firstPage, PAGE_SIZE } from "../size.ts";
import { Meter } from "./meter.ts";

/** Outputs that were not handed over yet, the first of them numbered `from`; notes likewise; and all charges so far. */
export interface Said {
  from: number;
  outputs: Output[];
  notes?: { from: number; entries: Json[] };
  spent?: Spent;
}

/** Outputs and charges wait this long for others before they are handed over together. */
const GATHER_MS = 50;

/** Gathers what an attempt says and hands it over in order, one hand-over at a time. Earlier attempts have noted so much. */
export function gatherer(hand: (said: Said) => Promise<boolean>, noted: number, later: Later = systemLater) {
  let from = 0;
  let waiting: { output: Output; size: number }[] = [];
  let notesFrom = noted;
  let notes: Json[] = [];
  const meter = new Meter();
  let handing: Promise<boolean> = Promise.resolve(true);
  let callOff: (() => void) | undefined;
  let isClosed = false;

  const take = (): Said => {
    const { spent } = meter;
    const outputs = firstPage(waiting, ({ size }) => size).map(({ output }) => output);
    const said = {
      from,
      outputs,
      ...(notes.length > 0 && { notes: { from: notesFrom, entries: notes } }),
      ...(spent !== null && { spent }),
    };
    waiting = waiting.slice(outputs.length);
    from += outputs.length;
    notesFrom += notes.length;
    notes = [];
    return said;
  };
  const isMoreThanFits = () => waiting.reduce((sum, { size }) => sum + size, 0) > PAGE_SIZE;
  const handOver = async (): Promise<boolean> => {
    callOff?.();
    callOff = undefined;
    let isOurs = await hand(take());
    while (isOurs && isMoreThanFits()) isOurs = await hand(take());
    return isOurs;
  };
  const flush = (): Promise<boolean> => {
    handing = handing.then(handOver);
    handing.catch(() => undefined);
    return handing;
  };
  const schedule = () => {
    callOff ??= later(GATHER_MS, () => void flush());
  };
  return {
    add(output: Output): void {
      if (isClosed) return;
      waiting.push({ output, size: sizeOf(output.data, PAGE_SIZE) });
      schedule();
    },
    charge(amount: Charge): void {
      if (isClosed) return;
      meter.add(amount);
      schedule();
    },
    /** Hands a note over with all that was said before it; resolves when that is durable. */
    async note(entry: Json): Promise<void> {
      if (!isClosed) notes.push(entry);
      if (isClosed || !(await flush())) throw new BlockError("This attempt was given up");
    },
    async rest(): Promise<Said> {
      callOff?.();
      isClosed = true;
      await handing;
      if (isMoreThanFits()) await handOver();
      return take();
    },
  };
}
