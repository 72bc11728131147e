import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Answer, nobody, type World } from "../../world.ts";

/** One call that the app's own OpenAPI document offers. */
export interface Operation {
  method: string;
  /** With `{names}` in place of values. */
  path: string;
  /**
   * What it asks for; "session" for the user in person, "public" for nothing, "elsewhere" for what the platform's keys
   * and tokens do not open: a client's secret, a cookie.
   */
  scope: string;
  params: string[];
  query: string[];
  /** JSON Schema of its body; null without one. */
  body: JsonObject | null;
}

const Schema = z.custom<JsonObject>();

const Item = z.object({
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: Schema.optional() })) })
    .optional(),
});

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Item)) });

/** Every call of every door, read from the document that the app serves. */
export async function operationsOf(api: World["api"]): Promise<Operation[]> {
  const { paths } = Document.parse((await api(nobody).get("/openapi.json")).body);
  return Object.entries(paths).flatMap(([path, items]) =>
    Object.entries(items).map(([method, item]) => ({
      method: method.toUpperCase(),
      path,
      scope: scopeOf(item),
      params: namesIn("path", item),
      query: namesIn("query", item),
      body: item.requestBody?.content["application/json"]?.schema ?? null,
    })),
  );
}

function scopeOf({ security }: z.infer<typeof Item>): string {
  const [first] = security;
  if (first === undefined) return "public";
  return first["bearer"] === undefined ? "elsewhere" : (first["bearer"][0] ?? "session");
}

const namesIn = (where: string, { parameters }: z.infer<typeof Item>): string[] =>
  parameters.filter((parameter) => parameter.in === where).map(({ name }) => name);

/** Values by the name of a parameter or of a field of a body. */
export type Values = Readonly<Record<string, Json>>;

/** Makes the call with these values in its path, its query and its body, and the least besides that is valid. */
export function call(
  caller: ReturnType<World["api"]>,
  { method, path, params, query, body }: Operation,
  values: Values,
): Promise<Answer> {
  const filled = params.reduce(
    (text, name) =>
      text.replace(`{${name}}`, encodeURIComponent(String(values[name] ?? crypto.randomUUID()))),
    path,
  );
  const search = new URLSearchParams(
    query.flatMap((name) => (values[name] ? [[name, String(values[name])]] : [])),
  );
  const sent = body === null ? undefined : exampleOf(body, values);
  return caller.send(method, search.size > 0 ? `${filled}?${search}` : filled, sent);
}

/** The least that fits a schema, and every field that there is a value for. */
export function exampleOf(schema: JsonObject, values: Values): Json {
  if (schema["const"] !== undefined) return schema["const"];
  if (Array.isArray(schema["enum"])) return schema["enum"][0] ?? null;
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(choices)) return exampleOf(Schema.parse(choices[0]), values);
  switch (schema["type"]) {
    case "object":
      return objectOf(schema, values);
    case "array": {
      const items = Array.from({ length: Number(schema["minItems"] ?? 0) });
      return items.map(() => exampleOf(Schema.parse(schema["items"]), values));
    }
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return Math.max(1, Number(schema["minimum"] ?? 1));
    case "boolean":
      return true;
    default:
      return null;
  }
}

function objectOf(schema: JsonObject, values: Values): JsonObject {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const properties = Object.entries(z.record(z.string(), Schema).parse(schema["properties"] ?? {}));
  return Object.fromEntries(
    properties.flatMap(([name, property]) => {
      const value = values[name];
      if (value !== undefined) return [[name, value]];
      return required.includes(name) ? [[name, exampleOf(property, values)]] : [];
    }),
  );
}

function textOf({ format, minLength }: JsonObject): string {
  if (format === "uuid" || format === "guid") return crypto.randomUUID();
  if (format === "email") return "somebody@example.com";
  if (format === "uri") return "https://example.com/";
  return "x".repeat(Math.max(1, Number(minLength ?? 1)));
}
