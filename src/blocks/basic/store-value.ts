import * as z from "zod";
import { block } from "../block.ts";
import { anyValue } from "../pins.ts";

export const storeValue = block({
  id: "1ff065e9-88e8-4358-9d82-8dc91f622ba9",
  name: "StoreValueBlock",
  description: "Hands a value on and keeps it: nodes after it can use it again without waiting for it.",
  categories: ["BASIC"],
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      input: anyValue().describe("The value, or what starts the block when `data` is given"),
      data: anyValue().optional().describe("The value to hand on instead of the input"),
    }),
  output: () => z.object({ output: anyValue().describe("The stored value") }),
  *run({ input, data }) {
    yield ["output", data ?? input];
  },
  examples: [
    { input: { input: "hello" }, yields: { output: ["hello"] } },
    { input: { input: "go", data: { a: 1 } }, yields: { output: [{ a: 1 }] } },
    { input: { input: "go", data: null }, yields: { output: ["go"] } },
    { input: { input: "go", data: false }, yields: { output: [false] } },
  ],
});
