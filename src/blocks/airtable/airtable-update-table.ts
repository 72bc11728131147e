import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, basePin } from "./api.ts";

export const airtableUpdateTable = block({
  id: "34077c5f-f962-49f2-9ec6-97c67077013a",
  name: "AirtableUpdateTableBlock",
  description: "Renames or describes a table of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:write"),
      base_id: basePin(),
      table_id: z.string().describe("Id of the table"),
      table_name: z.string().optional().describe("Its new name"),
      table_description: z.string().optional().describe("Its new description"),
      date_dependency: anyDict().optional().describe("How its dates depend on each other"),
    }),
  output: () => z.object({ table: anyDict().describe("The table as it is now") }),
  async *run({ credentials, base_id, table_id, table_name, table_description, date_dependency }, io) {
    const path = `/meta/bases/${encodeURIComponent(base_id)}/tables/${encodeURIComponent(table_id)}`;
    const body = {
      ...(table_name !== undefined && { name: table_name }),
      ...(table_description !== undefined && { description: table_description }),
      ...(date_dependency !== undefined && { dateDependencySettings: date_dependency }),
    };
    yield ["table", await airtable(io, credentials).ask(anyDict(), path, { method: "PATCH", body })];
  },
  examples: [
    {
      input: { credentials: airtableExample, base_id: "app1", table_id: "tbl1", table_name: "Teas" },
      answers: [
        {
          method: "PATCH",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables/tbl1",
          requestBody: { name: "Teas" },
          body: { id: "tbl1", name: "Teas" },
        },
      ],
      yields: { table: [{ id: "tbl1", name: "Teas" }] },
    },
  ],
});
