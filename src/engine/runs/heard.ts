// Which events a run has heard. A node that waits for a name again, as in a loop, waits for what came after the last
// one: looking back must not bring it the same event twice.

import type { Happened, Suspension } from "#blocks/suspension.ts";
import type { Run } from "./run.ts";

/** Of more than these the eldest is forgotten: a state stays small though a loop makes up names. */
const MOST_NAMES = 100;

type WaitForEvent = Extract<Suspension, { type: "event" }>;

/** The wait of a node without what it has heard of that name already. */
export function unheard({ heard }: Run, node: string, wait: WaitForEvent): WaitForEvent {
  const last = heard.get(keyOf(node, wait.name));
  return last === undefined || last < wait.since ? wait : { ...wait, since: last + 1 };
}

/** Notes which event a node has heard, if that is what happened to its wait. */
export function hear({ heard }: Run, node: string, wait: Suspension, happened: Happened): void {
  if (wait.type !== "event" || happened.type !== "event") return;
  const key = keyOf(node, wait.name);
  const last = Math.max(happened.at, heard.get(key) ?? happened.at);
  heard.delete(key);
  heard.set(key, last);
  const [eldest] = heard.keys();
  if (heard.size > MOST_NAMES && eldest !== undefined) heard.delete(eldest);
}

const keyOf = (node: string, name: string): string => JSON.stringify([node, name]);
