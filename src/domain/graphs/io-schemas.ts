import type { Block } from "#blocks/block.ts";
import type { GraphNode } from "#kernel/graph.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { GraphDraft } from "./graph.ts";

interface IoSchemas {
  inputSchema: JsonObject;
  outputSchema: JsonObject;
}

/** What a run of the graph takes and gives: JSON Schemas gathered from its INPUT and OUTPUT nodes. */
export function ioSchemas(
  { nodes, links }: Pick<GraphDraft, "nodes" | "links">,
  blockOf: (id: string) => Block | undefined,
): IoSchemas {
  const inputs = new Gathering();
  const outputs = new Gathering();
  const linked = new Set(links.map(({ sinkId }) => sinkId));
  for (const node of nodes) {
    const block = blockOf(node.blockId);
    const name = node.inputDefault["name"];
    if (block === undefined || typeof name !== "string") continue;
    if (block.kind === "INPUT") {
      const value = presetValue(node, block);
      inputs.add(name, inputProperty(node, block, value), value === null && !linked.has(node.id));
    }
    if (block.kind === "OUTPUT") outputs.add(name, describe(node, name), false);
  }
  return { inputSchema: inputs.schema(), outputSchema: outputs.schema() };
}

/** The value that a run without this input uses; null when there is none. */
function presetValue(node: GraphNode, block: Block): Json {
  return node.inputDefault["value"] ?? valuePin(block)["default"] ?? null;
}

function inputProperty(node: GraphNode, block: Block, value: Json): JsonObject {
  const { description: _, default: __, pattern: ___, ...type } = valuePin(block);
  const choices = node.inputDefault["options"];
  const isDropdown = Object.hasOwn(propertiesOf(block), "options");
  return {
    ...type,
    ...(isDropdown && Array.isArray(choices) && choices.length > 0 && { enum: choices }),
    ...describe(node, String(node.inputDefault["name"])),
    ...(value !== null && { default: value }),
  };
}

function describe({ inputDefault }: GraphNode, name: string): JsonObject {
  const { title, description, secret, advanced } = inputDefault;
  return {
    title: typeof title === "string" && title !== "" ? title : name,
    ...(typeof description === "string" && description !== "" && { description }),
    ...(secret === true && { secret }),
    ...(advanced === true && { advanced }),
  };
}

const valuePin = (block: Block): JsonObject => dictOf(propertiesOf(block)["value"]);

const propertiesOf = (block: Block): JsonObject => dictOf(block.inputSchema()["properties"]);

const dictOf = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

class Gathering {
  readonly #properties = new Map<string, JsonObject>();
  readonly #required = new Set<string>();

  add(name: string, property: JsonObject, isRequired: boolean): void {
    this.#properties.set(name, property);
    if (isRequired) this.#required.add(name);
  }

  schema(): JsonObject {
    return {
      type: "object",
      properties: Object.fromEntries(this.#properties),
      required: [...this.#required],
    };
  }
}
