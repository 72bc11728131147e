import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, basePin } from "./api.ts";

export const airtableCreateTable = block({
  id: "fcc20ced-d817-42ea-9b40-c35e7bf34b4f",
  name: "AirtableCreateTableBlock",
  description: "Makes a table in a base of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:write"),
      base_id: basePin(),
      table_name: z.string().describe("Name of the table"),
      table_fields: z
        .array(anyDict())
        .default([{ name: "Name", type: "singleLineText" }])
        .describe("Its fields, as Airtable's API has them"),
    }),
  output: () => z.object({ table: anyDict().describe("The table"), table_id: z.string().describe("Its id") }),
  async *run({ credentials, base_id, table_name, table_fields }, io) {
    const Made = z.looseObject({ id: z.string() });
    const path = `/meta/bases/${encodeURIComponent(base_id)}/tables`;
    const body = { name: table_name, fields: table_fields };
    const table = await airtable(io, credentials).ask(anyDict(), path, { method: "POST", body });
    yield ["table", table];
    yield ["table_id", Made.parse(table).id];
  },
  examples: [
    {
      input: { credentials: airtableExample, base_id: "app1", table_name: "Kinds" },
      answers: [
        {
          method: "POST",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables",
          requestBody: { name: "Kinds", fields: [{ name: "Name", type: "singleLineText" }] },
          body: { id: "tbl1", name: "Kinds" },
        },
      ],
      yields: { table: [{ id: "tbl1", name: "Kinds" }], table_id: ["tbl1"] },
    },
  ],
});
