import * as z from "zod";
import { block } from "../block.ts";
import { anyValue } from "../pins.ts";
import { MEMORY_SCOPES } from "../ports.ts";

export const persistInformation = block({
  id: "1d055e55-a2b9-4547-8311-907d05b0304d",
  name: "PersistInformationBlock",
  description: "Remembers a value under a key for later runs.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      key: z.string().describe("The key to find it by; what is remembered under it is replaced"),
      value: anyValue().describe("What to remember"),
      scope: z
        .enum(MEMORY_SCOPES)
        .default("within_agent")
        .describe("Who can retrieve it: runs of this agent, or of all your agents"),
    }),
  output: () => z.object({ value: anyValue().describe("What was remembered") }),
  async *run({ key, value, scope }, { memory }) {
    await memory.remember(scope, key, value);
    yield ["value", value];
  },
  examples: [
    { input: { key: "last", value: { seen: [1] } }, yields: { value: [{ seen: [1] }] } },
    { input: { key: "last", value: 1, scope: "across_agents" }, yields: { value: [1] } },
  ],
});
