import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { notion, notionCredentials, notionExample, Titled, titleOf } from "./api.ts";
import { filterOf } from "./filter.ts";
import { plainValue } from "./property.ts";

export const notionReadDatabase = block({
  id: "fcd53135-88c9-4ba3-be50-cc6936286e6c",
  name: "NotionReadDatabaseBlock",
  description: "Reads the entries of a database of Notion.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      credentials: notionCredentials(),
      database_id: z.string().describe("Id of the database"),
      filter_property: z.string().optional().describe("A property that must hold the value"),
      filter_value: z.string().optional().describe("The value that it must hold"),
      sort_property: z.string().optional().describe("The property to sort by"),
      sort_direction: z.string().optional().default("ascending").describe("ascending or descending"),
      limit: z.int().min(1).max(100).default(100).describe("How many at most"),
    }),
  output: () =>
    z.object({
      entries: z.array(anyDict()).describe("All of them: property by name"),
      entry: anyDict().describe("An entry"),
      entry_ids: z.array(z.string()).describe("Their ids"),
      entry_id: z.string().describe("Id of an entry"),
      count: z.int().describe("How many"),
      database_title: z.string().describe("Title of the database"),
    }),
  async *run({ credentials, database_id, ...input }, io) {
    const client = notion(io, credentials);
    const path = `/databases/${encodeURIComponent(database_id)}`;
    const Database = Titled().extend({ properties: z.record(z.string(), z.object({ type: z.string() })) });
    const { properties, ...database } = await client.ask(Database, path);
    const types = Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type]));
    const Found = z.object({ results: z.array(z.object({ id: z.string(), properties: anyDict() })) });
    const { results } = await client.ask(Found, `${path}/query`, {
      method: "POST",
      body: queryOf(input, types),
    });
    const entries = results.map(({ id, properties }) => ({
      _id: id,
      ...Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, plainValue(of)])),
    }));
    yield ["entries", entries];
    for (const entry of entries) yield ["entry", entry];
    yield ["entry_ids", results.map(({ id }) => id)];
    for (const { id } of results) yield ["entry_id", id];
    yield ["count", entries.length];
    yield ["database_title", titleOf({ ...database, properties: {} })];
  },
  examples: [
    {
      input: {
        credentials: notionExample,
        database_id: "d1",
        filter_property: "Name",
        filter_value: "Tea",
        sort_property: "Hot",
        limit: 5,
      },
      answers: [
        {
          method: "GET",
          url: "https://api.notion.com/v1/databases/d1",
          body: {
            id: "d1",
            title: [{ plain_text: "Kinds" }],
            properties: { Name: { type: "title", title: {} } },
          },
        },
        {
          method: "POST",
          url: "https://api.notion.com/v1/databases/d1/query",
          requestBody: {
            page_size: 5,
            filter: { property: "Name", title: { contains: "Tea" } },
            sorts: [{ property: "Hot", direction: "ascending" }],
          },
          body: {
            results: [
              {
                id: "e1",
                properties: {
                  Name: { type: "title", title: [{ plain_text: "Tea" }] },
                  Hot: { type: "checkbox", checkbox: true },
                  Tags: { type: "multi_select", multi_select: [{ name: "green" }] },
                  Since: { type: "date", date: { start: "2026-11-22", end: null } },
                },
              },
            ],
          },
        },
      ],
      yields: {
        entries: [[{ _id: "e1", Name: "Tea", Hot: true, Tags: ["green"], Since: "2026-11-22" }]],
        entry: [{ _id: "e1", Name: "Tea", Hot: true, Tags: ["green"], Since: "2026-11-22" }],
        entry_ids: [["e1"]],
        entry_id: ["e1"],
        count: [1],
        database_title: ["Kinds"],
      },
    },
  ],
});

interface Query {
  filter_property?: string | undefined;
  filter_value?: string | undefined;
  sort_property?: string | undefined;
  sort_direction: string;
  limit: number;
}

const queryOf = (
  { filter_property, filter_value, sort_property, sort_direction, limit }: Query,
  types: Readonly<Record<string, string>>,
): JsonObject => ({
  page_size: limit,
  ...(filter_property && filter_value && { filter: filterOf(types, filter_property, filter_value) }),
  ...(sort_property && { sorts: [{ property: sort_property, direction: sort_direction }] }),
});
