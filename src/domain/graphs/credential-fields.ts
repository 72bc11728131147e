import { CREDENTIAL_TYPES, type CredentialRef } from "#blocks/credential-pin.ts";
import { findBlock } from "#blocks/registry.ts";
import type { Graph, GraphNode } from "#kernel/graph.ts";
import { parsePin } from "#kernel/pins.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { embeddedGraphs } from "./embedded.ts";
import type { GraphDraft } from "./graph.ts";

type Content = Pick<Graph, "nodes" | "links">;

/** A pin of a node that takes a credential. */
interface Field {
  node: GraphNode;
  pin: string;
  providers: string[];
  types: string[];
  scopes: string[];
  /** Where a host's own credential would go. */
  host: string | null;
  /** The node cannot do without, and has none. */
  isMissing: boolean;
}

/**
 * What credentials a run can be given: fields of the graph, and of graphs that it embeds, that take the same providers and
 * types are one. JSON Schema; each property's value is `{id, provider, type, title?}`.
 */
export function credentialsInputSchema(graph: Pick<GraphDraft, "nodes" | "links" | "subGraphs">): JsonObject {
  const fields = [graph, ...embeddedGraphs(graph.subGraphs)].flatMap(fieldsOf);
  const groups = [...Map.groupBy(fields, keyOf)];
  return {
    type: "object",
    properties: Object.fromEntries(groups.map(([key, group]) => [key, propertyOf(group)])),
    required: groups.filter(([, group]) => group.some(({ isMissing }) => isMissing)).map(([key]) => key),
  };
}

/** Credentials for a run by the keys of `credentialsInputSchema`. */
export type CredentialInputs = Readonly<Record<string, CredentialRef>>;

/** The keys of the credentials that the nodes of a graph take. */
export const credentialKeys = (graph: Content): string[] => fieldsOf(graph).map(keyOf);

/** The graph with these credentials on every pin that takes them. */
export function withCredentials<G extends Content>(graph: G, given: CredentialInputs): G {
  const byNode = Map.groupBy(fieldsOf(graph), ({ node }) => node.id);
  const nodes = graph.nodes.map((node) => {
    const fed = (byNode.get(node.id) ?? []).flatMap((field): [string, Json][] => {
      const key = keyOf(field);
      const ref = Object.hasOwn(given, key) ? given[key] : undefined;
      return ref === undefined ? [] : [[field.pin, jsonOf(ref)]];
    });
    return fed.length === 0
      ? node
      : { ...node, inputDefault: { ...node.inputDefault, ...Object.fromEntries(fed) } };
  });
  return { ...graph, nodes };
}

const jsonOf = ({ id, provider, type, title }: CredentialRef): JsonObject => ({
  id,
  provider,
  type,
  ...(title != null && { title }),
});

const keyOf = ({ providers, types, host }: Field): string =>
  [
    providers.toSorted().join("-"),
    types.toSorted().join("-"),
    ...(host === null ? [] : [host]),
    "credentials",
  ].join("_");

function propertyOf(group: readonly Field[]): JsonObject {
  const [first] = group;
  const { providers = [], types = [], host = null } = first ?? {};
  return {
    type: "object",
    title: `${providers.join(", ")} credentials`,
    properties: {
      id: { type: "string" },
      title: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
      provider: { type: "string", enum: providers },
      type: { type: "string", enum: types },
    },
    required: ["id", "provider", "type"],
    credentials_provider: providers,
    credentials_types: types,
    credentials_scopes: [...new Set(group.flatMap(({ scopes }) => scopes))],
    ...(host !== null && { discriminator: "host", discriminator_values: [host] }),
  };
}

function fieldsOf({ nodes, links }: Content): Field[] {
  const fed = new Set(links.map(({ sinkId, sinkName }) => `${sinkId}\n${parsePin(sinkName).pin}`));
  return nodes.flatMap((node) => {
    const properties = dictOf(findBlock(node.blockId)?.inputSchema()["properties"]);
    return Object.entries(properties).flatMap(([pin, of]) => {
      const schema = dictOf(of);
      if (schema["credentials_provider"] === undefined || fed.has(`${node.id}\n${pin}`)) return [];
      return [fieldOf(node, pin, schema)];
    });
  });
}

function fieldOf(node: GraphNode, pin: string, schema: JsonObject): Field {
  const deciding = node.inputDefault[String(schema["discriminator"])];
  const mapped = dictOf(schema["discriminator_mapping"])[String(deciding)];
  const types = textsOf(schema["credentials_types"]);
  return {
    node,
    pin,
    types,
    providers: typeof mapped === "string" ? [mapped] : textsOf(schema["credentials_provider"]),
    scopes: textsOf(schema["credentials_scopes"]),
    host: types.includes("host_scoped") ? (URL.parse(String(deciding))?.host ?? null) : null,
    isMissing: !isRef(node.inputDefault[pin]) && node.metadata["credentials_optional"] !== true,
  };
}

const isRef = (value: Json | undefined): boolean => {
  const { id, type } = dictOf(value);
  return typeof id === "string" && CREDENTIAL_TYPES.some((known) => known === type);
};

const textsOf = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

const dictOf = (value: Json | undefined): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
