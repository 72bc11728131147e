import * as z from "zod";
import { BlockError, block } from "../block.ts";

const MAX_TEXT = 1_048_576;

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
    const length = input.reduce((sum, text) => sum + text.length, 0) + (input.length - 1) * delimiter.length;
    if (length > MAX_TEXT) throw new BlockError(`The text would become longer than ${MAX_TEXT} characters`);
    yield ["output", input.join(delimiter)];
  },
  examples: [
    { input: { input: ["Hello ", "World"] }, yields: { output: ["Hello World"] } },
    { input: { input: ["a", 1, { b: 2 }], delimiter: ", " }, yields: { output: ['a, 1, {"b":2}'] } },
  ],
});
