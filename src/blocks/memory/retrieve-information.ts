import * as z from "zod";
import { block } from "../block.ts";
import { anyValue } from "../pins.ts";
import { MEMORY_SCOPES } from "../ports.ts";

export const retrieveInformation = block({
  id: "d8710fc9-6e29-481e-a7d5-165eb16f8471",
  name: "RetrieveInformationBlock",
  description: "Yields what an earlier run remembered under a key.",
  categories: ["DATA"],
  pure: false,
  staticOutput: true,
  input: () =>
    z.object({
      key: z.string().describe("The key under which it was persisted"),
      scope: z
        .enum(MEMORY_SCOPES)
        .default("within_agent")
        .describe("Whose it is: of runs of this agent, or of all your agents"),
      default_value: anyValue().optional().describe("What to yield when nothing is remembered"),
    }),
  output: () => z.object({ value: anyValue().describe("What was remembered, or the default, or null") }),
  async *run({ key, scope, default_value = null }, { memory }) {
    yield ["value", (await memory.recall(scope, key)) ?? default_value];
  },
  examples: [
    {
      input: { key: "last" },
      memory: { within_agent: { last: { seen: [1] } } },
      yields: { value: [{ seen: [1] }] },
    },
    {
      input: { key: "last", scope: "across_agents", default_value: "none" },
      memory: { within_agent: { last: 1 } },
      yields: { value: ["none"] },
    },
    { input: { key: "last" }, yields: { value: [null] } },
  ],
});
