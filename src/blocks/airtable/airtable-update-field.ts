import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, basePin } from "./api.ts";

export const airtableUpdateField = block({
  id: "f46ac716-3b18-4da1-92e4-34ca9a464d48",
  name: "AirtableUpdateFieldBlock",
  description: "Renames or describes a field of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:write"),
      base_id: basePin(),
      table_id: z.string().describe("Id of the table"),
      field_id: z.string().describe("Id of the field"),
      name: z.string().optional().describe("Its new name"),
      description: z.string().optional().describe("Its new description"),
    }),
  output: () => z.object({ field: anyDict().describe("The field as it is now") }),
  async *run({ credentials, base_id, table_id, field_id, name, description }, io) {
    const [base, table, field] = [base_id, table_id, field_id].map(encodeURIComponent);
    const body = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    const path = `/meta/bases/${base}/tables/${table}/fields/${field}`;
    yield ["field", await airtable(io, credentials).ask(anyDict(), path, { method: "PATCH", body })];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id: "tbl1",
        field_id: "fld1",
        name: "Kind",
      },
      answers: [
        {
          method: "PATCH",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables/tbl1/fields/fld1",
          requestBody: { name: "Kind" },
          body: { id: "fld1", name: "Kind", type: "singleLineText" },
        },
      ],
      yields: { field: [{ id: "fld1", name: "Kind", type: "singleLineText" }] },
    },
  ],
});
