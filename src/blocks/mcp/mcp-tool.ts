import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { isDict } from "../convert.ts";
import { credentialPin } from "../credential-pin.ts";
import { anyDict, anyValue } from "../pins.ts";
import { callMcpTool, listMcpTools } from "./mcp-client.ts";

export const mcpTool = block({
  id: "a0a4b1c2-d3e4-4f56-a7b8-c9d0e1f2a3b4",
  name: "MCPToolBlock",
  description: "Calls a tool of an MCP server; without a tool it gives the list of those there are.",
  categories: ["DEVELOPER_TOOLS"],
  kind: "MCP_TOOL",
  pure: false,
  input: () =>
    z
      .object({
        server_url: z.string().describe("Where the server is: its Streamable HTTP address"),
        credentials: optionalCredentials(),
        selected_tool: z.string().default("").describe("Which of its tools to call; none lists them"),
        tool_input_schema: anyDict().default({}).describe("The tool's arguments: the pins of this node"),
        tool_description: z.string().default("").describe("What the tool is for"),
        tool_arguments: anyDict().default({}).describe("Arguments that no link brings"),
      })
      .catchall(anyValue()),
  output: () => z.object({ result: anyValue().describe("What the tool gives") }),
  async *run(input, io) {
    const { server_url: url, credentials: using, selected_tool: tool, tool_arguments, ...others } = input;
    if (tool === "") {
      yield ["result", await listMcpTools(io, { url, using })];
      return;
    }
    const { tool_input_schema: schema, tool_description: _, ...linked } = others;
    const args = { ...tool_arguments, ...knownTo(schema, linked) };
    yield ["result", await callMcpTool(io, { url, using, tool, arguments: args })];
  },
  examples: [
    {
      input: { server_url: "mcp.example.com", selected_tool: "add" },
      yields: { error: ["mcp.example.com is not an http or https address"] },
    },
  ],
});

/** Exports leave an empty place where a server asks for no credential. */
function optionalCredentials() {
  const pin = credentialPin({
    provider: "mcp",
    types: ["api_key", "oauth2", "host_scoped"],
    discriminator: "server_url",
    description: "Your credential for the server, if it asks for one",
  });
  const empty = z.strictObject({}).transform(() => undefined);
  return z
    .union([pin, empty])
    .prefault({})
    .meta(pin.meta() ?? {});
}

/** Links feed the tool's own pins; they arrive beside the block's. */
function knownTo({ properties }: JsonObject, linked: JsonObject): JsonObject {
  if (!isDict(properties)) return {};
  return Object.fromEntries(Object.entries(linked).filter(([name]) => Object.hasOwn(properties, name)));
}
