import type { GraphLink } from "#kernel/graph.ts";
import { type PathStep, parsePin } from "#kernel/pins.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { WiredNode, Wiring } from "./wiring.ts";

/** A link whose source may give what its sink does not take as it is. */
export interface TypeMismatch {
  linkId: string;
  sourceTypes: string[];
  sinkTypes: string[];
  /** Nothing that the source gives fits as it is. */
  always: boolean;
  /** What becomes of values that do not fit. */
  coercion: string;
}

/** Compares the JSON Schema types at both ends of each link; what a schema leaves open fits. */
export function typeMismatches({ nodes, links }: Wiring): TypeMismatch[] {
  return links.flatMap((link) => {
    const source = typesAt(outputOf(nodes.get(link.sourceId)), link.sourceName);
    const sink = typesAt(inputOf(nodes.get(link.sinkId)), link.sinkName);
    return source === null || sink === null ? [] : mismatch(link, source, sink);
  });
}

function mismatch(link: GraphLink, source: string[], sink: string[]): TypeMismatch[] {
  const given = source.filter((type) => type !== "null"); // a null on a pin is as no value
  const takes = (type: string) => sink.includes(type) || (type === "integer" && sink.includes("number"));
  const unfit = given.filter((type) => !takes(type));
  if (unfit.length === 0) return [];
  const [target = ""] = sink.filter((type) => type !== "null");
  const coercion = unfit.map((type) => `${type}: ${coercionOf(type, target)}`).join("; ");
  return [
    { linkId: link.id, sourceTypes: given, sinkTypes: sink, always: unfit.length === given.length, coercion },
  ];
}

/** By the type that is wanted, then by the type that is given; `*` for all others. */
const COERCIONS: Record<string, Record<string, string>> = {
  array: {
    object: "becomes a list of its [key, value] pairs",
    string: "is parsed if it spells a list, else wrapped in one",
    "*": "is wrapped in a list",
  },
  object: {
    array: "becomes an object of its items by index",
    string: 'is parsed if it spells an object, else {"value": …}',
    "*": 'becomes {"value": …}',
  },
  string: { "*": "becomes its JSON text" },
  integer: {
    string: "is read as a number, 0 if it is none",
    array: "becomes its length",
    object: "becomes its length",
    number: "is truncated",
    "*": "becomes 1 or 0",
  },
  number: {
    string: "is read as a number, 0 if it is none",
    array: "becomes its length",
    object: "becomes its length",
    "*": "becomes 1 or 0",
  },
  boolean: { string: 'is true if it is "true" or "1"', "*": "is true unless it is empty or 0" },
};

const coercionOf = (from: string, to: string): string =>
  COERCIONS[to]?.[from] ?? COERCIONS[to]?.["*"] ?? "is left as it is";

const ownSchema = ({ node, block }: WiredNode, name: "input_schema" | "output_schema"): JsonObject | null =>
  block.kind === "AGENT" ? dictOf(node.inputDefault[name]) : null;

const inputOf = (wired: WiredNode | undefined): JsonObject =>
  wired === undefined ? {} : (ownSchema(wired, "input_schema") ?? wired.block.inputSchema());

const outputOf = (wired: WiredNode | undefined): JsonObject =>
  wired === undefined ? {} : (ownSchema(wired, "output_schema") ?? wired.block.outputSchema());

/** The types that a pin, or the place in its value that a dynamic pin names, may have; null when that is open. */
function typesAt(schema: JsonObject, name: string): string[] | null {
  const { pin, path } = parsePin(name);
  let at = dictOf(dictOf(schema["properties"])?.[pin]);
  for (const step of path) at = at && into(at, step);
  return at && typesOf(at);
}

function into(schema: JsonObject, { kind, key }: PathStep): JsonObject | null {
  if (kind === "index") return dictOf(schema["items"]);
  return dictOf(dictOf(schema["properties"])?.[key]) ?? dictOf(schema["additionalProperties"]);
}

function typesOf(schema: JsonObject): string[] | null {
  const { type, const: only, enum: choices } = schema;
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  if (only !== undefined) return [typeName(only)];
  if (Array.isArray(choices)) return [...new Set(choices.map(typeName))];
  if (!Array.isArray(branches)) return null;
  const all = new Set<string>();
  for (const branch of branches) {
    const types = typesOf(dictOf(branch) ?? {});
    if (types === null) return null;
    for (const each of types) all.add(each);
  }
  return [...all];
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const dictOf = (value: Json | undefined): JsonObject | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
