import type { CallToolResult, Client, RequestOptions } from "@modelcontextprotocol/client";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";

export interface McpServer {
  url: string;
  using: CredentialRef | undefined;
}

export interface McpCall extends McpServer {
  tool: string;
  arguments: JsonObject;
}

/** One exchange with an MCP server; a tool may take as long as its node has time. */
const WITHIN_MS = 600_000;

/**
 * Calls a tool of a Streamable HTTP server (Model Context Protocol) and answers what it says as JSON. Throws a BlockError;
 * retryable when the server could not be reached or was busy before the call.
 */
export const callMcpTool = (io: BlockIo, call: McpCall): Promise<Json> =>
  withServer(io, call, async (client, options) =>
    saidBy(await client.callTool({ name: call.tool, arguments: call.arguments }, options)),
  );

/** The tools of a server, on as many pages as it has, each with its name, description and the schema of its arguments. */
export const listMcpTools = (io: BlockIo, server: McpServer): Promise<Json[]> =>
  withServer(io, server, async (client, options) => {
    const { tools } = await client.listTools(undefined, options);
    return tools.map(({ name, description = "", inputSchema }) => ({
      name,
      description,
      input_schema: JSON.parse(JSON.stringify(inputSchema)),
    }));
  });

/** Opens a session, uses it and closes it. */
async function withServer<T>(
  io: BlockIo,
  { url, using }: McpServer,
  use: (client: Client, options: RequestOptions) => Promise<T>,
): Promise<T> {
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const transport = new StreamableHTTPClientTransport(addressOf(url), {
    fetch: (to, init) => io.fetch(String(to), { ...init, using, timeoutMs: WITHIN_MS }),
  });
  const client = new Client({ name: "Gossamer", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
  const options = { signal: io.signal, timeout: WITHIN_MS };
  let isConnected = false;
  try {
    await client.connect(transport, options);
    isConnected = true;
    return await use(client, options);
  } catch (error) {
    throw mcpFailure(error, io, !isConnected);
  } finally {
    await transport.terminateSession().catch(() => undefined);
    await client.close();
  }
}

function addressOf(text: string): URL {
  const url = URL.parse(text.trim());
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new BlockError(`${text} is not an http or https address`);
}

/** What a tool gives: its structured content, else its texts, read as JSON where they are, else its other content. */
function saidBy({ isError, structuredContent, content }: CallToolResult): Json {
  const parts: Json = JSON.parse(JSON.stringify(content ?? []));
  const texts = (content ?? []).flatMap((part) => (part.type === "text" ? [part.text] : []));
  if (isError === true) throw new BlockError(texts.join("\n") || "The tool failed");
  if (structuredContent !== undefined) return JSON.parse(JSON.stringify(structuredContent));
  if (texts.length === 0 || texts.length < (content ?? []).length) return parts;
  return texts.length === 1 ? parsed(texts[0] ?? "") : texts.map(parsed);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The SDK wraps what our own fetch threw, and gives the HTTP status where there was one. */
function mcpFailure(error: unknown, io: BlockIo, isBeforeCall: boolean): unknown {
  if (io.signal.aborted || error instanceof BlockError) return error;
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof BlockError) return cause;
  const message = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  if (status === 401 || status === 403)
    return new BlockError(`The MCP server wants another credential (${status})`, { cause: error });
  const isBusy = status === 429 || status === 503;
  const isAway = status === undefined ? !isProtocolError(error) : status >= 500;
  return new BlockError(`The MCP server: ${message}`, {
    retryable: isBusy || (isBeforeCall && isAway),
    cause: error,
  });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** JSON-RPC 2.0 section 5.1: an error that the server has understood and answered has a number. */
const isProtocolError = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "number";
