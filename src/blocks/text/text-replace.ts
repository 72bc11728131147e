import * as z from "zod";
import { BlockError, block } from "../block.ts";

const MAX_TEXT = 1_048_576;

export const textReplace = block({
  id: "7e7c87ab-3469-4bcc-9abe-67705091b713",
  name: "TextReplaceBlock",
  description: "Replaces every occurrence of a text in another.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      text: z.string().describe("The text to change"),
      old: z.string().describe("What to replace"),
      new: z.string().describe("What to put in its place"),
    }),
  output: () => z.object({ output: z.string().describe("The changed text") }),
  *run(input) {
    const growth = (input.text.length / Math.max(1, input.old.length) + 1) * input.new.length;
    if (growth > MAX_TEXT && lengthAfter(input) > MAX_TEXT) {
      throw new BlockError(`The text would become longer than ${MAX_TEXT} characters`);
    }
    yield ["output", input.text.replaceAll(input.old, () => input.new)];
  },
  examples: [
    { input: { text: "one two one", old: "one", new: "1" }, yields: { output: ["1 two 1"] } },
    { input: { text: "a.b", old: ".", new: "$&" }, yields: { output: ["a$&b"] } },
    { input: { text: "ab", old: "", new: "-" }, yields: { output: ["-a-b-"] } },
  ],
});

function lengthAfter({ text, old, new: replacement }: { text: string; old: string; new: string }): number {
  const times = old === "" ? text.length + 1 : text.split(old).length - 1;
  return text.length + times * (replacement.length - old.length);
}
