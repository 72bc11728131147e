import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, basePin, Tables } from "./api.ts";

export const airtableListSchema = block({
  id: "64291d3c-99b5-47b7-a976-6d94293cdb2d",
  name: "AirtableListSchemaBlock",
  description: "Tells the tables of a base of Airtable, with their fields and views.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ credentials: airtableCredentials("schema.bases:read"), base_id: basePin() }),
  output: () =>
    z.object({
      base_schema: anyDict().describe("All that Airtable tells"),
      tables: z.array(anyDict()).describe("The tables"),
    }),
  async *run({ credentials, base_id }, io) {
    const path = `/meta/bases/${encodeURIComponent(base_id)}/tables`;
    const schema = await airtable(io, credentials).ask(Tables(), path);
    yield ["base_schema", schema];
    yield ["tables", schema.tables];
  },
  examples: [
    {
      input: { credentials: airtableExample, base_id: "app1" },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables",
          body: { tables: [{ id: "tbl1", name: "Kinds", fields: [] }] },
        },
      ],
      yields: {
        base_schema: [{ tables: [{ id: "tbl1", name: "Kinds", fields: [] }] }],
        tables: [[{ id: "tbl1", name: "Kinds", fields: [] }]],
      },
    },
  ],
});
