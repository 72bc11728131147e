import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample, basePin } from "./api.ts";

/** The types of fields that the API makes. */
const TYPES = [
  "singleLineText",
  "email",
  "url",
  "multilineText",
  "number",
  "percent",
  "currency",
  "singleSelect",
  "multipleSelects",
  "singleCollaborator",
  "multipleCollaborators",
  "multipleRecordLinks",
  "date",
  "dateTime",
  "phoneNumber",
  "multipleAttachments",
  "checkbox",
  "formula",
  "createdTime",
  "rollup",
  "count",
  "lookup",
  "multipleLookupValues",
  "autoNumber",
  "barcode",
  "rating",
  "richText",
  "duration",
  "lastModifiedTime",
  "button",
  "createdBy",
  "lastModifiedBy",
  "externalSyncSource",
  "aiText",
] as const;

export const airtableCreateField = block({
  id: "6c98a32f-dbf9-45d8-a2a8-5e97e8326351",
  name: "AirtableCreateFieldBlock",
  description: "Adds a field to a table of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:write"),
      base_id: basePin(),
      table_id: z.string().describe("Id of the table"),
      field_type: z.enum(TYPES).default("singleLineText").describe("What it holds"),
      name: z.string().describe("Its name"),
      description: z.string().optional().describe("What it is for"),
      options: anyDict().optional().describe("What its type lets one choose, as Airtable's API has it"),
    }),
  output: () => z.object({ field: anyDict().describe("The field"), field_id: z.string().describe("Its id") }),
  async *run({ credentials, base_id, table_id, field_type, name, description, options }, io) {
    const Made = z.looseObject({ id: z.string() });
    const path = `/meta/bases/${encodeURIComponent(base_id)}/tables/${encodeURIComponent(table_id)}/fields`;
    const body = {
      name,
      type: field_type,
      ...(description !== undefined && { description }),
      ...(options !== undefined && { options }),
    };
    const field = await airtable(io, credentials).ask(anyDict(), path, { method: "POST", body });
    yield ["field", field];
    yield ["field_id", Made.parse(field).id];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id: "tbl1",
        field_type: "number",
        name: "Portions",
        options: { precision: 0 },
      },
      answers: [
        {
          method: "POST",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables/tbl1/fields",
          requestBody: { name: "Portions", type: "number", options: { precision: 0 } },
          body: { id: "fld1", name: "Portions", type: "number", options: { precision: 0 } },
        },
      ],
      yields: {
        field: [{ id: "fld1", name: "Portions", type: "number", options: { precision: 0 } }],
        field_id: ["fld1"],
      },
    },
  ],
});
