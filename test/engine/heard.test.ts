import { expect, it } from "vitest";
import { hear, unheard } from "#engine/runs/heard.ts";
import { newRun } from "#engine/runs/run.ts";
import { planOf } from "./plan-of.ts";

const facts = { userId: "ada", planKey: "p", trigger: "api", createdAt: 0 };
const aRun = () => newRun("r", facts, planOf("p", {}));
const waitFor = (name: string, since = 0) => ({ type: "event" as const, name, until: null, since });
const event = (at: number) => ({ type: "event" as const, payload: null, at });

it("a node looks back to what came after the last event that it heard of a name, and no other does", () => {
  const run = aRun();
  hear(run, "a", waitFor("paid"), event(7));
  hear(run, "a", waitFor("paid"), event(5));
  expect(unheard(run, "a", waitFor("paid")).since).toBe(8);
  expect(unheard(run, "a", waitFor("paid", 9)).since).toBe(9);
  expect(unheard(run, "a", waitFor("sent")).since).toBe(0);
  expect(unheard(run, "b", waitFor("paid")).since).toBe(0);
});

it("what is no event is not heard", () => {
  const run = aRun();
  hear(run, "a", waitFor("paid"), { type: "expired" });
  hear(run, "a", { type: "timer", until: 0 }, { type: "tick" });
  expect(run.heard.size).toBe(0);
});

it("of many names the one that was heard of longest ago is forgotten", () => {
  const run = aRun();
  for (let at = 0; at < 100; at += 1) hear(run, "a", waitFor(`n${at}`), event(at));
  hear(run, "a", waitFor("n0"), event(100));
  hear(run, "a", waitFor("one more"), event(101));
  expect(run.heard.size).toBe(100);
  expect(unheard(run, "a", waitFor("n0")).since).toBe(101);
  expect(unheard(run, "a", waitFor("n1")).since).toBe(0);
});
