import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { type ApiClient, type ApiRequest, apiClient } from "../api.ts";
import { type Block, type BlockIo, block } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

const TODOIST = { name: "Todoist", base: "https://api.todoist.com/api/v1" };

export const todoist = (io: BlockIo, using: CredentialRef): ApiClient => apiClient(TODOIST, io, using);

export const todoistPins = () => ({
  credentials: credentialPin({
    provider: "todoist",
    types: ["api_key", "oauth2"],
    scopes: ["data:read_write"],
    description: "Your Todoist account",
  }),
});

export const todoistExample = exampleCredential("todoist");

const COLORS = [
  "berry_red",
  "red",
  "orange",
  "yellow",
  "olive_green",
  "lime_green",
  "green",
  "mint_green",
  "teal",
  "sky_blue",
  "light_blue",
  "blue",
  "grape",
  "violet",
  "lavender",
  "magenta",
  "salmon",
  "charcoal",
  "grey",
  "taupe",
] as const;

export const colorPin = () => z.enum(COLORS);

/** A request's body without what is not given. */
export const given = (fields: { [name: string]: JsonObject[string] | undefined }): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** No account has so many pages of anything. */
const MOST_PAGES = 50;

/** All items of a list, which comes by the page. */
export async function all<S extends z.ZodType>(
  client: ApiClient,
  item: S,
  path: string,
  query: ApiRequest["query"] = {},
): Promise<z.output<S>[]> {
  const Page = z.object({ results: z.array(item), next_cursor: z.string().nullish() });
  const items: z.output<S>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { results, next_cursor } = await client.ask(Page, path, {
      query: { ...query, limit: 200, cursor },
    });
    items.push(...results);
    if (typeof next_cursor !== "string") break;
    cursor = next_cursor;
  }
  return items;
}

/** An id in a path. */
export const part = (id: string): string => encodeURIComponent(id);

interface Deed {
  method: "POST" | "DELETE";
  path: string;
  body?: JsonObject;
}

interface DeedSpec<I extends z.ZodObject> {
  id: string;
  name: string;
  description: string;
  input: () => I;
  /** What is asked for, one after the other. */
  deeds(input: z.output<I>): Deed[];
  example: { input: JsonObject; deeds: Deed[] };
}

/** A block that does something and tells only that it is done. */
export function deed<I extends z.ZodObject>({ deeds, example, ...spec }: DeedSpec<I>): Block {
  const answers = example.deeds.map(({ method, path, body }) => ({
    method,
    url: TODOIST.base + path,
    ...(body !== undefined && { requestBody: body }),
    status: 204,
  }));
  return block({
    ...spec,
    categories: ["PRODUCTIVITY"],
    pure: false,
    output: () => z.object({ success: z.boolean().describe("Whether it is done") }),
    async *run(input, io) {
      const { credentials } = z.object(todoistPins()).parse(input);
      const client = todoist(io, credentials);
      for (const { method, path, body } of deeds(input)) {
        await client.send(path, { method, ...(body !== undefined && { body }) });
      }
      yield ["success", true];
    },
    examples: [
      { input: { credentials: todoistExample, ...example.input }, answers, yields: { success: [true] } },
    ],
  });
}
