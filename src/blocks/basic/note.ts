import * as z from "zod";
import { block } from "../block.ts";

export const note = block({
  id: "cc10ff7b-7753-4ff2-9af6-9399b1a7eddc",
  name: "NoteBlock",
  description: "A note on the canvas. It never runs in a graph.",
  categories: ["BASIC"],
  kind: "NOTE",
  pure: true,
  input: () => z.object({ text: z.string().describe("The note") }),
  output: () => z.object({ output: z.string().describe("The note") }),
  *run({ text }) {
    yield ["output", text];
  },
  examples: [{ input: { text: "Mind the gap" }, yields: { output: ["Mind the gap"] } }],
});
