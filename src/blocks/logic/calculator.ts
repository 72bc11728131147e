import * as z from "zod";
import { BlockError, block } from "../block.ts";

const operations = ["Add", "Subtract", "Multiply", "Divide", "Power"] as const;

export const calculator = block({
  id: "b1ab9b19-67a6-406d-abf5-2dba76d00c79",
  name: "CalculatorBlock",
  description: "Adds, subtracts, multiplies, divides or raises to a power.",
  categories: ["LOGIC"],
  pure: true,
  input: () =>
    z.object({
      operation: z.enum(operations).describe("What to calculate"),
      a: z.number().describe("The first number"),
      b: z.number().describe("The second number"),
      round_result: z.boolean().default(false).describe("Whether to round to a whole number, halves to even"),
    }),
  output: () => z.object({ result: z.number().describe("The result") }),
  *run({ operation, a, b, round_result }) {
    if (operation === "Divide" && b === 0) throw new BlockError("Cannot divide by zero");
    const result = calculate(operation, a, b);
    if (!Number.isFinite(result)) throw new BlockError(`The result of ${operation} is not a finite number`);
    yield ["result", round_result ? roundHalfToEven(result) : result];
  },
  examples: [
    { input: { operation: "Add", a: 10, b: 5 }, yields: { result: [15] } },
    { input: { operation: "Subtract", a: "10", b: 5 }, yields: { result: [5] } },
    { input: { operation: "Multiply", a: 1.5, b: 4 }, yields: { result: [6] } },
    { input: { operation: "Divide", a: 5, b: 2 }, yields: { result: [2.5] } },
    { input: { operation: "Divide", a: 5, b: 2, round_result: true }, yields: { result: [2] } },
    { input: { operation: "Power", a: 2, b: 10 }, yields: { result: [1024] } },
    { input: { operation: "Divide", a: 1, b: 0 }, yields: { error: ["Cannot divide by zero"] } },
    {
      input: { operation: "Power", a: -8, b: 0.5 },
      yields: { error: ["The result of Power is not a finite number"] },
    },
  ],
});

function calculate(operation: (typeof operations)[number], a: number, b: number): number {
  switch (operation) {
    case "Add":
      return a + b;
    case "Subtract":
      return a - b;
    case "Multiply":
      return a * b;
    case "Divide":
      return a / b;
    case "Power":
      return a ** b;
  }
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
