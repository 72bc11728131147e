import { type Block, BlockError, type BlockIo } from "#blocks/block.ts";
import { isDict } from "#blocks/convert.ts";
import { findBlock } from "#blocks/registry.ts";
import type { Tool } from "#blocks/tool.ts";
import { expand, parsePin } from "#kernel/pins.ts";
import type { PlanTool } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";

export interface ToolDeps {
  /** The world of the step whose tools they are. */
  io: Omit<BlockIo, "tools">;
  /** A value without the secrets that were used: a model must not be told. */
  hide(value: Json): Json;
  /** Whether a person must be asked before a sensitive block runs. */
  asksFirst: boolean;
  /** Runs a graph as a child, once a key; answers its outputs. */
  runGraph(
    graph: { graphId: string; graphVersion: number; inputs: JsonObject },
    key: string,
  ): Promise<Outputs>;
}

type Outputs = Record<string, Json[]>;

const MAX_VALUES = 1000;

/** What a step may use as tools. A node whose block does not exist is none. */
export function toolsFor(tools: readonly PlanTool[], deps: ToolDeps): Tool[] {
  const taken = new Set<string>();
  return tools.flatMap((planned) => {
    const block = findBlock(planned.blockId);
    return block === undefined ? [] : [toolOf(planned, block, taken, deps)];
  });
}

function toolOf(planned: PlanTool, block: Block, taken: Set<string>, deps: ToolDeps): Tool {
  const inputs = inputsOf(block, planned.defaults);
  const names = argumentNames(planned);
  const properties = planned.pins.map(
    ({ sink }, index) => [names[index] ?? sink, schemaOf(inputs, sink)] as const,
  );
  const required = planned.pins.flatMap(({ sink }, index) =>
    inputs.required.has(sink) && planned.defaults[sink] === undefined ? [names[index] ?? sink] : [],
  );
  return {
    name: unique(nameOf(planned, block), taken),
    description: descriptionOf(planned, block),
    parameters: {
      type: "object",
      properties: Object.fromEntries(properties),
      required,
      additionalProperties: false,
    },
    pins: planned.pins.map(({ source, sink }, index) => ({
      argument: names[index] ?? sink,
      source,
      fallback: planned.defaults[sink] ?? null,
    })),
    run: async (args, call) => {
      const given = planned.pins.flatMap(({ sink }, index): [string, Json][] => {
        const value = args[names[index] ?? sink];
        return value === undefined || value === null ? [] : [[sink, value]];
      });
      const input = expand({ ...planned.defaults, ...Object.fromEntries(given) });
      const outputs =
        block.kind === "AGENT" ? await runAgent(input, call, deps) : await runHere(block, input, call, deps);
      return Object.fromEntries(Object.entries(outputs).map(([pin, values]) => [pin, values.map(deps.hide)]));
    },
  };
}

interface Inputs {
  properties: JsonObject;
  required: ReadonlySet<Json>;
}

/** Agents and MCP tools carry the schema of their inputs with them. */
function inputsOf(block: Block, defaults: JsonObject): Inputs {
  const own = { AGENT: defaults["input_schema"], MCP_TOOL: defaults["tool_input_schema"] }[
    String(block.kind)
  ];
  const schema = isDict(own) ? own : block.inputSchema();
  const { properties, required } = schema;
  return {
    properties: isDict(properties) ? properties : {},
    required: new Set(Array.isArray(required) ? required : []),
  };
}

/** Without what only forms understand. A pin that reaches into a value says so. */
function schemaOf({ properties }: Inputs, sink: string): JsonObject {
  const { pin, path } = parsePin(sink);
  const schema = properties[pin];
  if (path.length > 0) return { description: `${path.map(({ key }) => key).join(".")} of ${pin}` };
  if (!isDict(schema)) return {};
  const { default: _default, advanced: _advanced, title: _title, secret: _secret, ...rest } = schema;
  return rest;
}

/** Models take only plain names; two pins that become the same one get a number. */
function argumentNames({ pins }: PlanTool): string[] {
  const taken = new Set<string>();
  return pins.map(({ sink }) => unique(plain(sink.replaceAll(/_[#$@]_/g, "_")), taken));
}

const plain = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_-]+/g, "_").slice(0, 60) || "_";

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
  taken.add(free);
  return free;
}

function nameOf({ title, defaults }: PlanTool, block: Block): string {
  const own = { AGENT: defaults["agent_name"], MCP_TOOL: defaults["selected_tool"] }[String(block.kind)];
  const name = title ?? (typeof own === "string" && own !== "" ? own : block.name.replace(/Block$/, ""));
  return plain(name).toLowerCase();
}

function descriptionOf({ title, defaults }: PlanTool, block: Block): string {
  const own = defaults[block.kind === "MCP_TOOL" ? "tool_description" : "description"];
  const description = typeof own === "string" && own !== "" ? own : block.description;
  return title === null ? description : `${title}: ${description}`;
}

async function runHere(
  block: Block,
  input: JsonObject,
  call: string,
  { io, asksFirst }: ToolDeps,
): Promise<Outputs> {
  if (block.waits)
    throw new BlockError(`${block.name} waits, and so cannot be a tool inside an agent's node`);
  if (asksFirst && block.sensitive)
    throw new BlockError(
      `${block.name} needs a person's approval, which a tool inside an agent's node cannot ask for`,
    );
  const parsed = block.parse(input);
  if (!parsed.ok) throw new BlockError(parsed.message);
  const idempotencyKey = `${io.idempotencyKey}:${call}`;
  const outputs: Outputs = {};
  let count = 0;
  for await (const [pin, value] of block.run(parsed.input, {
    ...io,
    tools: [],
    // The whole call of a tool is one note of the agent's.
    once: (make) => make(),
    idempotencyKey,
    lastAttempt: true,
  })) {
    if (pin === "error") throw new BlockError(String(value));
    count += 1;
    if (count > MAX_VALUES) throw new BlockError(`${block.name} yielded more than ${MAX_VALUES} values`);
    outputs[pin] = [...(outputs[pin] ?? []), value];
  }
  return outputs;
}

function runAgent(input: JsonObject, call: string, { runGraph }: ToolDeps): Promise<Outputs> {
  const { graph_id: graphId, graph_version: graphVersion, inputs, input_schema: schema } = input;
  if (typeof graphId !== "string" || typeof graphVersion !== "number")
    throw new BlockError("The agent names no graph");
  const properties = isDict(schema) && isDict(schema["properties"]) ? schema["properties"] : {};
  const linked = Object.entries(input).filter(([name]) => Object.hasOwn(properties, name));
  const given = { ...(isDict(inputs) ? inputs : {}), ...Object.fromEntries(linked) };
  return runGraph({ graphId: graphId.toLowerCase(), graphVersion, inputs: given }, call);
}
