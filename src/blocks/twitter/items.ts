import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import type { ApiClient, ApiRequest } from "../api.ts";
import { BlockError } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";

/** Posts, users, lists or Spaces of X with what they refer to. */
export interface Items {
  data: JsonObject[];
  included: JsonObject;
  meta: JsonObject;
}

export type Query = NonNullable<ApiRequest["query"]>;

/** Asks for items. X answers 200 also when there is none because of an error: that is thrown. */
export async function askItems(client: ApiClient, path: string, query: Query): Promise<Items> {
  const Answer = z.object({
    data: z.union([z.array(anyDict()), anyDict().transform((item) => [item])]).default([]),
    includes: anyDict().default({}),
    meta: anyDict().default({}),
    errors: z.array(z.object({ title: z.string().default(""), detail: z.string().default("") })).default([]),
  });
  const { data, includes, meta, errors } = await client.ask(Answer, path, { query });
  const [error] = errors;
  if (data.length === 0 && error !== undefined) throw new BlockError(`X: ${error.detail || error.title}`);
  return { data, included: includes, meta };
}

/** The only item that was asked for. */
export async function askItem(client: ApiClient, path: string, query: Query) {
  const { data, included, meta } = await askItems(client, path, query);
  const [item] = data;
  if (item === undefined) throw new BlockError("X answered without what was asked for");
  return { item, included, meta };
}

/** A text of an item; empty when X does not tell it. */
export function textOf(item: JsonObject, key: string): string {
  const value: Json | undefined = item[key];
  return typeof value === "string" ? value : "";
}

export const textsOf = ({ data }: Items, key: string): string[] => data.map((item) => textOf(item, key));

/** Names the next page; empty on the last. */
export const nextToken = ({ meta }: Items): string => textOf(meta, "next_token");

export const pagePins = (least: number, most: number) => ({
  max_results: z.int().min(least).max(most).default(10).meta(advanced("How many at most")),
  pagination_token: z.string().default("").meta(advanced("`next_token` of the page before")),
});

export const itemsOutput = (what: string) => ({
  data: z.array(anyDict()).describe(`The ${what}, as X tells them`),
  meta: anyDict().describe("What X tells of the answer as a whole"),
});

export const referred = () => anyDict().describe("What they refer to, as far as it was asked for");

export const nextOutput = () => z.string().describe("Names the next page, if there is one");
