import { expect, it } from "vitest";
import { blockFacts } from "#blocks/facts.ts";
import { agentDropdownInput } from "#blocks/io/dropdown-input.ts";
import { agentInput } from "#blocks/io/input.ts";
import { calculator } from "#blocks/logic/calculator.ts";
import { condition } from "#blocks/logic/condition.ts";
import { BLOCKS } from "#blocks/registry.ts";
import { runBlock } from "./run.ts";

it("tells pins, whether they are required and whether they have a default", () => {
  expect(blockFacts(calculator)).toEqual({
    id: calculator.id,
    name: "CalculatorBlock",
    kind: "STANDARD",
    pure: true,
    waits: false,
    paid: false,
    sensitive: false,
    staticOutput: false,
    together: [],
    inputs: {
      operation: { required: true, hasDefault: false },
      a: { required: true, hasDefault: false },
      b: { required: true, hasDefault: false },
      round_result: { required: false, hasDefault: true },
    },
    outputs: ["result", "error"],
  });
});

it("tells static outputs, and inputs that have no error pin", () => {
  expect(blockFacts(agentInput)).toMatchObject({ kind: "INPUT", staticOutput: true, outputs: ["result"] });
  expect(blockFacts(agentInput).inputs["value"]).toEqual({ required: false, hasDefault: false });
});

it("tells which inputs say for how long a block waits, and of no other block", () => {
  const told = BLOCKS.map(blockFacts).filter(({ waitPins }) => waitPins !== undefined);
  expect(told.map(({ name }) => name).toSorted()).toEqual(["CountdownTimerBlock", "WaitForEventBlock"]);
  for (const { waits, waitPins = {}, inputs } of told) {
    expect(waits).toBe(true);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(waitPins)));
  }
});

it("makes the facts of a block once", () => {
  for (const block of BLOCKS) expect(blockFacts(block)).toBe(blockFacts(block));
});

it("every block takes null on its optional pins as no value", async () => {
  expect(
    await runBlock(condition, { value1: 1, operator: "<", value2: 2, yes_value: null, no_value: null }),
  ).toEqual({
    result: [true],
    yes_output: [1],
  });
});

it("understands the old name of a dropdown's options", () => {
  const old = agentDropdownInput.parse({ name: "x", placeholder_values: ["a"] });
  expect(old).toEqual({ ok: true, input: expect.objectContaining({ options: ["a"] }) });
  const both = agentDropdownInput.parse({ name: "x", placeholder_values: ["a"], options: ["b"] });
  expect(both).toEqual({ ok: true, input: expect.objectContaining({ options: ["b"] }) });
});
