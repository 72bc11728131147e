/** What is paid for, and what child runs did. */
export interface Spent {
  /** Integer micro-US-dollars. */
  cost: number;
  inputTokens: number;
  outputTokens: number;
  /** Calls of models. */
  calls: number;
  /** Node executions of child runs that began; how many of them completed, and failed. */
  nodes: number;
  completed: number;
  failed: number;
}

export const NOTHING_SPENT: Spent = {
  cost: 0,
  inputTokens: 0,
  outputTokens: 0,
  calls: 0,
  nodes: 0,
  completed: 0,
  failed: 0,
};

export const plus = (a: Spent, b: Spent): Spent => both(a, b, (x, y) => x + y);

/** What `later` has beyond `earlier`; null when that is nothing. */
export function beyond(earlier: Spent, later: Spent): Spent | null {
  const more = both(later, earlier, (x, y) => (x > y ? x - y : 0));
  return Object.values(more).some((amount) => amount > 0) ? more : null;
}

const both = (a: Spent, b: Spent, of: (x: number, y: number) => number): Spent => ({
  cost: of(a.cost, b.cost),
  inputTokens: of(a.inputTokens, b.inputTokens),
  outputTokens: of(a.outputTokens, b.outputTokens),
  calls: of(a.calls, b.calls),
  nodes: of(a.nodes, b.nodes),
  completed: of(a.completed, b.completed),
  failed: of(a.failed, b.failed),
});
