import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, Tables } from "./api.ts";

export const airtableCreateBase = block({
  id: "f59b88a8-54ce-4676-a508-fd614b4e8dce",
  name: "AirtableCreateBaseBlock",
  description: "Makes a base of Airtable with its tables, or finds the one that has the name.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:read", "schema.bases:write"),
      workspace_id: z.string().describe("Id of the workspace that it is to be in"),
      name: z.string().describe("Name of the base"),
      find_existing: z.boolean().default(true).describe("Whether a base of that name will do"),
      tables: z
        .array(anyDict())
        .default([
          {
            description: "Default table",
            name: "Default table",
            fields: [
              {
                name: "ID",
                type: "number",
                description: "Auto-incrementing ID field",
                options: { precision: 0 },
              },
            ],
          },
        ])
        .describe("Its tables, as Airtable's API has them"),
    }),
  output: () =>
    z.object({
      base_id: z.string().describe("Id of the base"),
      tables: z.array(anyDict()).describe("Its tables"),
      table: anyDict().describe("A table"),
      was_created: z.boolean().describe("Whether it is new"),
    }),
  async *run({ credentials, workspace_id, name, find_existing, tables }, io) {
    const client = airtable(io, credentials);
    const found = find_existing ? await baseNamed(client, name) : undefined;
    const base = found ?? (await newBase(client, { name, workspaceId: workspace_id, tables }));
    yield ["base_id", base.id];
    yield ["tables", base.tables];
    for (const table of base.tables) yield ["table", table];
    yield ["was_created", found === undefined];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        workspace_id: "wsp1",
        name: "Kitchen",
        find_existing: false,
        tables: [{ name: "Dishes", fields: [{ name: "Name", type: "singleLineText" }] }],
      },
      answers: [
        {
          method: "POST",
          url: "https://api.airtable.com/v0/meta/bases",
          requestBody: {
            name: "Kitchen",
            workspaceId: "wsp1",
            tables: [{ name: "Dishes", fields: [{ name: "Name", type: "singleLineText" }] }],
          },
          body: { id: "app1", tables: [{ id: "tbl1", name: "Dishes" }] },
        },
      ],
      yields: {
        base_id: ["app1"],
        tables: [[{ id: "tbl1", name: "Dishes" }]],
        table: [{ id: "tbl1", name: "Dishes" }],
        was_created: [true],
      },
    },
    {
      input: { credentials: airtableExample, workspace_id: "wsp1", name: "Kitchen" },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases",
          body: { bases: [{ id: "app0", name: "Garden" }], offset: "itr1" },
        },
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases?offset=itr1",
          body: { bases: [{ id: "app1", name: "Kitchen" }] },
        },
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables",
          body: { tables: [{ id: "tbl1", name: "Dishes" }] },
        },
      ],
      yields: {
        base_id: ["app1"],
        tables: [[{ id: "tbl1", name: "Dishes" }]],
        table: [{ id: "tbl1", name: "Dishes" }],
        was_created: [false],
      },
    },
  ],
});

const Base = () => Tables().extend({ id: z.string() });

const newBase = (client: ApiClient, body: JsonObject) =>
  client.ask(Base(), "/meta/bases", { method: "POST", body });

/** Bases come by the page. */
async function baseNamed(
  client: ApiClient,
  name: string,
): Promise<z.output<ReturnType<typeof Base>> | undefined> {
  const Page = z.object({
    bases: z.array(z.object({ id: z.string(), name: z.string() })),
    offset: z.string().optional(),
  });
  let offset: string | undefined;
  do {
    const page: z.output<typeof Page> = await client.ask(Page, "/meta/bases", { query: { offset } });
    const found = page.bases.find((base) => base.name === name);
    if (found !== undefined) {
      const { tables } = await client.ask(Tables(), `/meta/bases/${found.id}/tables`);
      return { id: found.id, tables };
    }
    offset = page.offset;
  } while (offset !== undefined);
  return undefined;
}
