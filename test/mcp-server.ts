import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as z from "zod";

export const TOKEN = "Bearer s3cret";

/** An MCP server made with the official SDK, with sessions: it streams, or answers JSON, to whoever shows the token. */
export async function startMcpServer(enableJsonResponse: boolean, token = TOKEN) {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  let opened = 0;
  let waiting = 0;
  const http = createServer(async (request, response) => {
    if (token !== "" && request.headers.authorization !== token) return void response.writeHead(401).end();
    const known = sessions.get(String(request.headers["mcp-session-id"]));
    await (known ?? (await open())).handleRequest(request, response);
  });
  async function open(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      enableJsonResponse,
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        opened += 1;
        sessions.set(id, transport);
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const tools = toolServer();
    tools.registerTool("wait", {}, () => {
      waiting += 1;
      return new Promise(() => undefined);
    });
    await tools.connect(transport as Parameters<McpServer["connect"]>[0]);
    return transport;
  }
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  const { port } = z.object({ port: z.number() }).parse(http.address());
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    opened: () => opened,
    live: () => sessions.size,
    /** Calls of a tool that never answers. */
    waiting: () => waiting,
    close: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

function toolServer(): McpServer {
  const server = new McpServer({ name: "Lamps", version: "1.0.0" });
  const text = (words: string) => ({ type: "text" as const, text: words });
  const numbers = { a: z.number(), b: z.number() };
  const adding = { description: "Adds", inputSchema: numbers, outputSchema: { sum: z.number() } };
  server.registerTool("add", adding, ({ a, b }) => ({
    structuredContent: { sum: a + b },
    content: [text(String(a + b))],
  }));
  server.registerTool("say", {}, () => ({ content: [text("plain words")] }));
  server.registerTool("say_json", {}, () => ({ content: [text('{"fine": true}')] }));
  server.registerTool("say_twice", {}, () => ({ content: [text("one"), text("2")] }));
  server.registerTool("draw", {}, () => ({
    content: [{ type: "image", data: "AA==", mimeType: "image/png" }],
  }));
  server.registerTool("fail", {}, () => ({ isError: true, content: [text("The lamp is broken")] }));
  return server;
}
