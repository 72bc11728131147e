import { afterAll, expect, it } from "vitest";
import { startMcpServer } from "../mcp-server.ts";
import { BLOCK, startPlatform } from "./platform.ts";

const platform = await startPlatform();
const server = await startMcpServer(false, "");
afterAll(async () => {
  server.close();
  await platform.stop();
});

const MCP_TOOL = "a0a4b1c2-d3e4-4f56-a7b8-c9d0e1f2a3b4";

it("a node calls a tool of an MCP server, its own pins fed by links, and hears of failures", async () => {
  const properties = { a: { type: "number" }, b: { type: "number" } };
  const of = (selected_tool: string) => ({ server_url: server.url, selected_tool, credentials: {} });
  const graph = await platform.graph({
    name: "Adder",
    nodes: [
      { id: "in", block_id: BLOCK.input, input_default: { name: "a" } },
      {
        id: "add",
        block_id: MCP_TOOL,
        input_default: {
          ...of("add"),
          tool_arguments: { b: 40 },
          tool_input_schema: { type: "object", properties },
        },
      },
      { id: "fail", block_id: MCP_TOOL, input_default: of("fail") },
      { id: "sum", block_id: BLOCK.output, input_default: { name: "sum" } },
      { id: "why", block_id: BLOCK.output, input_default: { name: "why" } },
    ],
    links: [
      { source_id: "in", source_name: "result", sink_id: "add", sink_name: "a" },
      { source_id: "add", source_name: "result_#_sum", sink_id: "sum", sink_name: "value" },
      { source_id: "fail", source_name: "error", sink_id: "why", sink_name: "value" },
    ],
  });
  const execution = await platform.ended(await platform.start(graph, { a: 2 }));
  expect(execution).toMatchObject({
    status: "COMPLETED",
    outputs: { sum: [42], why: ["The lamp is broken"] },
  });
});
