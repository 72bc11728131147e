import { afterAll, describe, expect, it } from "vitest";
import { BlockError, type BlockIo } from "#blocks/block.ts";
import { mcpTool } from "#blocks/mcp/mcp-tool.ts";
import type { JsonObject } from "#lib/json.ts";
import { startMcpServer, TOKEN } from "../mcp-server.ts";
import { quietIo, runBlock } from "./run.ts";

const CREDENTIAL = { id: "c1", provider: "mcp", type: "api_key" } as const;

/** Servers made with the official SDK: one with sessions that streams, one without that answers JSON; both want a token. */
const servers = { streaming: await startMcpServer(false), json: await startMcpServer(true) };
afterAll(() => {
  for (const server of Object.values(servers)) server.close();
});

/** The world as the broker makes it: the credential's header is added on the way. */
function mcpIo(io: Partial<BlockIo> = {}): BlockIo {
  const send: BlockIo["fetch"] = async (url, { using, timeoutMs: _, ...init } = {}) => {
    const headers = new Headers(init.headers);
    if (using !== undefined) headers.set("authorization", TOKEN);
    return fetch(url, { ...init, headers });
  };
  return { ...quietIo(), fetch: send, ...io };
}

const SCHEMA = { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } };

describe.each(Object.entries(servers))("a %s server", (_kind, server) => {
  const call = (selected_tool: string, more: JsonObject = {}, io = mcpIo()) =>
    runBlock(mcpTool, { server_url: server.url, credentials: CREDENTIAL, selected_tool, ...more }, io);

  it("gives structured content, from arguments of the node and of links", async () => {
    const input = { tool_arguments: { a: 1, b: 1 }, tool_input_schema: SCHEMA, b: 41 };
    expect(await call("add", input)).toEqual({ result: [{ sum: 42 }] });
  });

  it.each([
    ["say", "plain words"],
    ["say_json", { fine: true }],
    ["say_twice", ["one", 2]],
  ])("gives the text of %s, read as JSON where it is", async (tool, result) => {
    expect(await call(tool)).toEqual({ result: [result] });
  });

  it("tells its tools where none is selected", async () => {
    const { result } = await call("");
    expect(result).toEqual([
      expect.arrayContaining([
        {
          name: "add",
          description: "Adds",
          input_schema: expect.objectContaining({
            type: "object",
            properties: { a: { type: "number" }, b: { type: "number" } },
            required: ["a", "b"],
          }),
        },
        { name: "say", description: "", input_schema: expect.objectContaining({ type: "object" }) },
      ]),
    ]);
    expect(result?.[0]).toHaveLength(7);
  });

  it("hands on an image as it came", async () => {
    expect(await call("draw")).toEqual({
      result: [[{ type: "image", data: "AA==", mimeType: "image/png" }]],
    });
  });

  it.each([
    ["fail", "The lamp is broken"],
    ["nothing_like_it", "nothing_like_it"],
  ])("says why %s fails", async (tool, message) => {
    expect(await call(tool)).toEqual({ error: [expect.stringContaining(message)] });
  });

  it("that wants a credential says so", async () => {
    expect(await call("say", { credentials: {} })).toEqual({
      error: [expect.stringContaining("another credential (401)")],
    });
  });

  it("is left alone when the node's time is up", async () => {
    const time = new AbortController();
    const called = call("wait", {}, mcpIo({ signal: time.signal }));
    await expect.poll(server.waiting).toBe(1);
    time.abort(new Error("The time is up"));
    expect(await called).toHaveProperty("error");
  });
});

it("closes the session that it opened", async () => {
  await runBlock(
    mcpTool,
    { server_url: servers.streaming.url, credentials: CREDENTIAL, selected_tool: "say" },
    mcpIo(),
  );
  expect(servers.streaming.opened()).toBeGreaterThan(0);
  await expect.poll(() => servers.streaming.live()).toBe(0);
});

describe("a server that is not there", () => {
  const failure = async (fetch: BlockIo["fetch"]) => {
    const parsed = mcpTool.parse({ server_url: "https://mcp.example.com/mcp", selected_tool: "say" });
    if (!parsed.ok) throw new Error(parsed.message);
    try {
      for await (const _ of mcpTool.run(parsed.input, mcpIo({ fetch })));
      return null;
    } catch (error) {
      return error;
    }
  };

  it("is tried again by the engine when it is away or busy", async () => {
    expect(await failure(async () => new Response("busy", { status: 503 }))).toMatchObject({
      retryable: true,
    });
    const away = new BlockError("mcp.example.com cannot be reached", { retryable: true });
    expect(await failure(async () => Promise.reject(away))).toMatchObject({
      retryable: true,
      message: away.message,
    });
  });

  it("is not when the guard refuses it", async () => {
    const refused = new BlockError("10.0.0.1 is not on the public internet");
    expect(await failure(async () => Promise.reject(refused))).toMatchObject({
      retryable: false,
      message: refused.message,
    });
  });
});
