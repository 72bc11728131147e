import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";

export const createDictionary = block({
  id: "b924ddf4-de4f-4b56-9a85-358930dcbc91",
  name: "CreateDictionaryBlock",
  description: "Makes a dictionary of the given entries.",
  categories: ["DATA"],
  pure: true,
  input: () => z.object({ values: anyDict().describe("The entries, by key") }),
  output: () => z.object({ dictionary: anyDict().describe("The dictionary") }),
  *run({ values }) {
    yield ["dictionary", values];
  },
  examples: [
    { input: { values: { name: "Ada", age: 36 } }, yields: { dictionary: [{ name: "Ada", age: 36 }] } },
    { input: { values: {} }, yields: { dictionary: [{}] } },
  ],
});
