import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { isDict } from "../convert.ts";
import { anyDict, anyValue } from "../pins.ts";

export const agentExecutor = block({
  id: "e189baac-8c20-45a1-94a7-55177ea42565",
  name: "AgentExecutorBlock",
  description: "Runs another graph and yields its outputs by their names, as they come.",
  categories: ["AGENT"],
  kind: "AGENT",
  waits: true,
  input: () =>
    z
      .object({
        user_id: z.string().default("").describe("Ignored: an agent runs for whoever runs the graph"),
        graph_id: z.string().describe("The graph to run"),
        graph_version: z.int().describe("Which version of it"),
        agent_name: z.string().optional().describe("What the agent is called"),
        inputs: anyDict().default({}).describe("Inputs that no link brings"),
        input_schema: anyDict().describe("The graph's inputs: the pins of this node"),
        output_schema: anyDict().describe("The graph's outputs: the output pins of this node"),
        nodes_input_masks: anyValue().optional().describe("Values that the graph's nodes are given"),
      })
      .catchall(anyValue()),
  output: () => z.looseObject({}),
  suspend: (input) => ({
    type: "child",
    graphId: input.graph_id,
    graphVersion: input.graph_version,
    inputs: { ...input.inputs, ...linkedInputs(input) },
  }),
  resume: (_input, occurrence) => {
    if (occurrence.type === "child-output") {
      return { outputs: [[occurrence.name, occurrence.value]], next: "same" };
    }
    if (occurrence.type === "child-end" && occurrence.status === "COMPLETED")
      return { outputs: [], next: "end" };
    const message = occurrence.type === "child-end" ? occurrence.message : null;
    return { outputs: [["error", message ?? "The agent did not end as it should"]], next: "end" };
  },
  examples: [
    {
      input: {
        graph_id: "11111111-1111-4111-8111-111111111111",
        graph_version: 1,
        inputs: { tone: "kind" },
        input_schema: { type: "object", properties: { topic: {}, tone: {} } },
        output_schema: { type: "object", properties: { text: {} } },
      },
      happens: [
        { type: "child-output", name: "text", value: "one" },
        { type: "child-output", name: "text", value: "two" },
        { type: "child-end", status: "COMPLETED", message: null },
      ],
      yields: { text: ["one", "two"] },
    },
    {
      input: {
        graph_id: "11111111-1111-4111-8111-111111111111",
        graph_version: 1,
        inputs: {},
        input_schema: {},
        output_schema: {},
      },
      happens: [{ type: "child-end", status: "FAILED", message: "The run has used its 10 node executions" }],
      yields: { error: ["The run has used its 10 node executions"] },
    },
  ],
});

/** Links feed the pins of the graph by name; what they bring is beside the block's own inputs. */
function linkedInputs(input: Readonly<Record<string, Json | undefined>>): JsonObject {
  const schema = input["input_schema"];
  const properties = isDict(schema) && isDict(schema["properties"]) ? schema["properties"] : {};
  const isInput = (name: string) => Object.hasOwn(properties, name) || !DYNAMIC.test(name);
  const linked: JsonObject = {};
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && !OWN.has(name) && isInput(name)) linked[name] = value;
  }
  return linked;
}

/** What a dynamic pin was given is in the value that it builds, too. */
const DYNAMIC = /_[#$@]_/;

const OWN = new Set([
  "user_id",
  "graph_id",
  "graph_version",
  "agent_name",
  "inputs",
  "input_schema",
  "output_schema",
  "nodes_input_masks",
]);
