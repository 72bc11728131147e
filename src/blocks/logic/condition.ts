import * as z from "zod";
import { equalJson } from "#lib/equal.ts";
import type { Json } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { parseNumber } from "../convert.ts";
import { anyValue } from "../pins.ts";

const operators = ["==", "!=", ">", "<", ">=", "<="] as const;

export const condition = block({
  id: "715696a0-e1da-45c8-b209-c2fa9c3b0be6",
  name: "ConditionBlock",
  description: "Compares two values and sends a value along the yes or the no branch.",
  categories: ["LOGIC"],
  pure: true,
  input: () =>
    z.object({
      value1: anyValue().describe("The value on the left"),
      operator: z.enum(operators).describe("How to compare"),
      value2: anyValue().describe("The value on the right"),
      yes_value: anyValue().optional().describe("What to send when it holds; the left value if unset"),
      no_value: anyValue().optional().describe("What to send when it does not; the right value if unset"),
    }),
  output: () =>
    z.object({
      result: z.boolean().describe("Whether the comparison holds"),
      yes_output: anyValue().describe("The value of the yes branch"),
      no_output: anyValue().describe("The value of the no branch"),
    }),
  *run({ value1, operator, value2, yes_value, no_value }) {
    const [left, right] = [operand(value1), operand(value2)];
    const holds = compare(left, operator, right);
    yield ["result", holds];
    yield holds ? ["yes_output", yes_value ?? left] : ["no_output", no_value ?? right];
  },
  examples: [
    {
      input: { value1: 10, operator: ">", value2: 5, yes_value: "more", no_value: "less" },
      yields: { result: [true], yes_output: ["more"] },
    },
    { input: { value1: "9", operator: "<", value2: "10" }, yields: { result: [true], yes_output: [9] } },
    { input: { value1: "a", operator: "==", value2: "b" }, yields: { result: [false], no_output: ["b"] } },
    {
      input: { value1: { a: 1, b: [2] }, operator: "==", value2: { b: [2], a: 1 }, yes_value: 1 },
      yields: { result: [true], yes_output: [1] },
    },
    { input: { value1: 5, operator: "!=", value2: "five" }, yields: { result: [true], yes_output: [5] } },
    {
      input: { value1: 1, operator: "<", value2: "x" },
      yields: { error: ["Cannot order a number and text"] },
    },
    {
      input: { value1: [1], operator: ">=", value2: [1] },
      yields: { error: ["Cannot order a list and a list"] },
    },
    {
      input: { value1: null, operator: "==", value2: 1 },
      yields: { error: ['Input "value1" needs a value'] },
    },
  ],
});

const operand = (value: Json): Json =>
  typeof value === "string" ? (parseNumber(value) ?? value.trim()) : value;

function compare(left: Json, operator: (typeof operators)[number], right: Json): boolean {
  if (operator === "==") return equalJson(left, right);
  if (operator === "!=") return !equalJson(left, right);
  const order = orderOf(left, right);
  switch (operator) {
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
  }
}

function orderOf(left: Json, right: Json): number {
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) - Number(right);
  throw new BlockError(`Cannot order ${kindOf(left)} and ${kindOf(right)}`);
}

const isNumeric = (value: Json): value is number | boolean =>
  typeof value === "number" || typeof value === "boolean";

function kindOf(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  return typeof value === "object" ? "a dictionary" : `a ${typeof value}`;
}
