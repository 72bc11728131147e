import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { calculator } from "#blocks/logic/calculator.ts";
import { mcpTool } from "#blocks/mcp/mcp-tool.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { type ToolDeps, toolsFor } from "#engine/steps/tools.ts";
import type { PlanTool } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { quietIo } from "../blocks/run.ts";

const planned = (
  blockId: string,
  sinks: string[],
  defaults: JsonObject = {},
  title: string | null = null,
): PlanTool => ({
  node: "n",
  blockId,
  title,
  defaults,
  pins: sinks.map((sink) => ({ source: `tools_^_n_~_${sink}`, sink })),
});

const deps = (more: Partial<ToolDeps> = {}): ToolDeps => ({
  io: quietIo(),
  hide: (value: Json) => value,
  asksFirst: false,
  runGraph: async ({ inputs }) => ({ out: [inputs] }),
  ...more,
});

/** The only tool that a planned one makes. */
function toolOf(tool: PlanTool, more: Partial<ToolDeps> = {}) {
  const [only] = toolsFor([tool], deps(more));
  if (only === undefined) throw new Error("There is no tool");
  return only;
}

describe("what a model is told of a tool", () => {
  it("has the schemas of the linked pins, those required that the node has no value for", () => {
    const tool = toolOf(planned(calculator.id, ["a", "b"], { operation: "Add", b: 2 }, "Add things up!"));
    expect(tool.name).toBe("add_things_up_");
    expect(tool.parameters).toMatchObject({
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a"],
      additionalProperties: false,
    });
    expect(tool.pins).toMatchObject([
      { argument: "a", fallback: null },
      { argument: "b", fallback: 2 },
    ]);
  });

  it("has plain names, each once, also for pins inside values and for two nodes of one block", () => {
    const sinks = ["body_#_first name", "body_#_first-name", "body_#_first_name"];
    const twice = [planned(sendWebRequest.id, sinks), planned(sendWebRequest.id, sinks)];
    const [first, second] = toolsFor(twice, deps());
    expect([first?.name, second?.name]).toEqual(["sendwebrequest", "sendwebrequest_2"]);
    expect(first?.pins.map(({ argument }) => argument)).toEqual([
      "body_first_name",
      "body_first-name",
      "body_first_name_2",
    ]);
  });

  it("has an agent's and an MCP tool's own names and schemas", () => {
    const schema = { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] };
    const agent = toolOf(
      planned(agentExecutor.id, ["topic"], { agent_name: "Letter writer", input_schema: schema }),
    );
    const mcp = toolOf(
      planned(mcpTool.id, ["topic"], {
        selected_tool: "search",
        tool_description: "Searches",
        tool_input_schema: schema,
      }),
    );
    expect(agent).toMatchObject({ name: "letter_writer", parameters: { required: ["topic"] } });
    expect(mcp).toMatchObject({
      name: "search",
      description: "Searches",
      parameters: { required: ["topic"] },
    });
  });

  it("leaves out a node whose block does not exist", () => {
    expect(toolsFor([planned("nope", [])], deps())).toEqual([]);
  });
});

describe("a tool that is run", () => {
  it("takes its node's values for what it is not given, and yields by pin", async () => {
    const tool = toolOf(planned(calculator.id, ["a", "b"], { operation: "Add", b: 40 }));
    expect(await tool.run({ a: 2, b: null }, "0.0")).toEqual({ result: [42] });
  });

  it("sends a key of its own for each call, and an answer of the last attempt", async () => {
    const keys: (string | null)[] = [];
    const fetch = async (_url: string, init?: RequestInit) => {
      keys.push(new Headers(init?.headers).get("idempotency-key"));
      return new Response("busy", { status: 503 });
    };
    const tool = toolOf(planned(sendWebRequest.id, ["url"]), {
      io: { ...quietIo(), fetch, lastAttempt: false },
    });
    expect(await tool.run({ url: "https://example.com" }, "0.0")).toEqual({ server_error: ["busy"] });
    await tool.run({ url: "https://example.com" }, "1.0");
    expect(keys).toEqual(["execution:node:1:0.0", "execution:node:1:1.0"]);
  });

  it("tells a model no secret", async () => {
    const fetch = async () => new Response("your key is s3cret");
    const hide = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll("s3cret", "***"));
    const tool = toolOf(planned(sendWebRequest.id, ["url"]), { io: { ...quietIo(), fetch }, hide });
    expect(await tool.run({ url: "https://example.com" }, "0.0")).toEqual({ response: ["your key is ***"] });
  });

  it("runs an agent as a child, with what the node and the model give it", async () => {
    const schema = { properties: { topic: {}, tone: {} } };
    const defaults = { graph_id: "G", graph_version: 1, inputs: { tone: "kind" }, input_schema: schema };
    const tool = toolOf(planned(agentExecutor.id, ["topic"], defaults));
    expect(await tool.run({ topic: "lamps" }, "0.0")).toEqual({ out: [{ tone: "kind", topic: "lamps" }] });
  });

  it.each<[string, PlanTool, Partial<ToolDeps>, string]>([
    ["waits", planned(humanInTheLoop.id, ["data"], { name: "Ok?" }), {}, "waits"],
    ["does not take its input", planned(calculator.id, ["a"], { operation: "Cube" }), {}, "operation"],
  ])("is refused when it %s", async (_what, tool, more, message) => {
    await expect(toolOf(tool, more).run({ a: 1 }, "0.0")).rejects.toThrow(message);
  });
});
