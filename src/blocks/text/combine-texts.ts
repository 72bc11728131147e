import * as z from "zod";
import { block } from "../block.ts";

export const combineTexts = block({
  id: "e30a4d42-7b7d-4e6a-b36e-1f9b8e3b7d85",
  name: "CombineTextsBlock",
  description: "Joins texts into one.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      input: z.array(z.string()).describe("The texts to join"),
      delimiter: z.string().default("").describe("What to put between them"),
    }),
  output: () => z.object({ output: z.string().describe("The joined text") }),
  *run({ input, delimiter }) {
    yield ["output", input.join(delimiter)];
  },
  examples: [
    { input: { input: ["Hello ", "World"] }, yields: { output: ["Hello World"] } },
    { input: { input: ["a", 1, { b: 2 }], delimiter: ", " }, yields: { output: ['a, 1, {"b":2}'] } },
  ],
});
