import { findBlock } from "#blocks/registry.ts";
import { isCredentialPin } from "#kernel/compile.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { GraphRecord } from "./graph.ts";
import { ioSchemas } from "./io-schemas.ts";

/** A graph as it may leave its owner: without credentials, and without the values of inputs that are secret. */
export function forExport(graph: GraphRecord): GraphRecord {
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputDefault: withoutSecrets(node.inputDefault, findBlock(node.blockId)?.kind === "INPUT"),
  }));
  const schemas = ioSchemas({ nodes, links: graph.links }, findBlock);
  return { ...graph, ...schemas, nodes, subGraphs: graph.subGraphs.map(embeddedForExport) };
}

function embeddedForExport(graph: JsonObject): JsonObject {
  const { nodes, sub_graphs: inner } = graph;
  return {
    ...graph,
    ...(Array.isArray(nodes) && { nodes: nodes.map(nodeForExport) }),
    ...(Array.isArray(inner) && {
      sub_graphs: inner.map((each) => (isDict(each) ? embeddedForExport(each) : each)),
    }),
  };
}

function nodeForExport(node: Json): Json {
  if (!isDict(node) || !isDict(node["input_default"])) return node;
  const isInput = findBlock(String(node["block_id"]))?.kind === "INPUT";
  return { ...node, input_default: withoutSecrets(node["input_default"], isInput) };
}

function withoutSecrets(defaults: JsonObject, isInput: boolean): JsonObject {
  const isSecret = isInput && defaults["secret"] === true;
  return Object.fromEntries(
    Object.entries(defaults)
      .filter(([pin]) => !isCredentialPin(pin) && !(isSecret && pin === "value"))
      .map(([pin, value]) => [pin, isDict(value) ? withoutAccount(value) : value]),
  );
}

/** A file that somebody picked names the credential that opens it. */
function withoutAccount({ _credentials_id, ...file }: JsonObject): JsonObject {
  return file;
}

const isDict = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
