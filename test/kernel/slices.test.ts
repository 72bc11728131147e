import { describe, expect, it } from "vitest";
import { type Event, queued } from "#kernel/execution.ts";
import { advance, type Perform, resume } from "#kernel/step.ts";
import { planFor } from "./graphs.ts";

const PURE = { pure: true };
const begin: Event = { type: "start", at: 5, inputs: {} };
const done: Perform = () => ({ outputs: [], end: { type: "completed" } });

describe("a slice", () => {
  it("K9: gives each entry the time of its own event", () => {
    const claim: Event = { type: "claim", at: 9, id: "a#1" };
    const { log } = advance(planFor({ a: {} }, []), queued, [begin, claim], done, 10);
    expect(log.map(({ type, at }) => [type, at])).toEqual([
      ["execution.started", 5],
      ["node.queued", 5],
      ["node.started", 9],
    ]);
  });

  it("K17: hands out again the pure nodes that it leaves over, and nothing that a worker was handed", () => {
    const plan = planFor({ effect: {}, a: PURE, b: PURE, c: PURE }, []);
    const first = advance(plan, queued, [begin], done, 1);
    expect(first.effects.map((effect) => "id" in effect && effect.id)).toEqual(["effect#1", "b#1", "c#1"]);
    const second = resume(plan, first.next, 6, done, 1);
    expect(second.effects.map((effect) => "id" in effect && effect.id)).toEqual(["c#1"]);
  });
});
