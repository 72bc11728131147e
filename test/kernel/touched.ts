// What a step says of what it touched, and what it makes of a state that is given away.

import { deepStrictEqual, equal, ok } from "node:assert/strict";
import { type Execution, queued } from "#kernel/execution.ts";
import { isFinal } from "#kernel/log.ts";
import type { Setup } from "./arbitrary.ts";
import type { Kernel } from "./kernel.ts";
import { type Moment, performOf, type Trace } from "./simulate.ts";

export function checkTouched({ plan, moments }: Trace, kernel: Kernel, setup: Setup): void {
  const perform = performOf(setup);
  let own: Execution = { ...queued, live: new Map() };
  for (const moment of moments) {
    checkDifferences(moment);
    const before = own.live;
    const inPlace = kernel.advance(plan, own, [moment.event], perform, 0, true);
    deepStrictEqual(inPlace, moment.step);
    own = inPlace.next;
    if (!isFinal(own.status)) equal(own.live, before);
  }
  deepStrictEqual(queued.live, new Map());
}

/** It names all that is not what it was, and nothing that was not there, in a run that goes on. */
function checkDifferences({ before, step: { next, touched } }: Moment): void {
  if (isFinal(next.status)) return;
  for (const id of new Set([...before.live.keys(), ...next.live.keys()])) {
    equal(touched.has(id), before.live.get(id) !== next.live.get(id), id);
  }
  ok([...touched].every((id) => next.live.has(id) || isDrained(next, id)));
}

const isDrained = ({ nodes }: Execution, id: string): boolean => {
  const mark = id.lastIndexOf("#");
  return Number(id.slice(mark + 1)) <= (nodes.get(id.slice(0, mark))?.drained ?? 0);
};
