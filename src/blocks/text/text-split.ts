import * as z from "zod";
import { BlockError, block } from "../block.ts";

export const textSplit = block({
  id: "d5ea33c8-a575-477a-b42f-2fe3be5055ec",
  name: "TextSplitBlock",
  description: "Splits a text at a delimiter.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      text: z.string().describe("The text to split"),
      delimiter: z.string().describe("Where to split it"),
      strip: z.boolean().default(true).describe("Whether to take white space off the ends of each part"),
    }),
  output: () => z.object({ texts: z.array(z.string()).describe("The parts") }),
  *run({ text, delimiter, strip }) {
    if (text === "") {
      yield ["texts", []];
      return;
    }
    if (delimiter === "") throw new BlockError("The delimiter is empty");
    const parts = text.split(delimiter);
    yield ["texts", strip ? parts.map((part) => part.trim()) : parts];
  },
  examples: [
    { input: { text: "a, b,c ", delimiter: "," }, yields: { texts: [["a", "b", "c"]] } },
    { input: { text: "a, b", delimiter: ",", strip: false }, yields: { texts: [["a", " b"]] } },
    { input: { text: "", delimiter: "," }, yields: { texts: [[]] } },
    { input: { text: "ab", delimiter: "" }, yields: { error: ["The delimiter is empty"] } },
  ],
});
