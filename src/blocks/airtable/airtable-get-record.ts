import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import {
  airtable,
  airtableCredentials,
  airtableExample,
  basePin,
  Record,
  tablePath,
  tablePin,
} from "./api.ts";
import { fieldsOf, normalized } from "./fields.ts";

export const airtableGetRecord = block({
  id: "c29c5cbf-0aff-40f9-bbb5-f26061792d2b",
  name: "AirtableGetRecordBlock",
  description: "Reads one record of a table of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("data.records:read", "schema.bases:read"),
      base_id: basePin(),
      table_id_or_name: tablePin(),
      record_id: z.string().describe("Id of the record"),
      normalize_output: z.boolean().default(true).describe("Whether empty fields are there too, as null"),
      include_field_metadata: z.boolean().default(false).describe("Whether to tell the fields' types"),
    }),
  output: () =>
    z.object({
      id: z.string().describe("Id of the record"),
      fields: anyDict().describe("Its fields"),
      created_time: z.string().describe("When it was made"),
      field_metadata: anyDict().describe("The fields by name, with their types"),
    }),
  async *run({ credentials, base_id, table_id_or_name, record_id, ...input }, io) {
    const client = airtable(io, credentials);
    const path = `${tablePath(base_id, table_id_or_name)}/${encodeURIComponent(record_id)}`;
    const found = await client.ask(Record(), path);
    const isWanted = input.normalize_output || input.include_field_metadata;
    const fields = isWanted ? await fieldsOf(client, base_id, table_id_or_name) : {};
    yield ["id", found.id];
    yield ["fields", input.normalize_output ? normalized(found, fields).fields : found.fields];
    yield ["created_time", found.createdTime];
    if (input.include_field_metadata) yield ["field_metadata", fields];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "tbl1",
        record_id: "rec1",
        include_field_metadata: true,
      },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/app1/tbl1/rec1",
          body: { id: "rec1", createdTime: "2026-11-22T10:00:00.000Z", fields: {} },
        },
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables",
          body: {
            tables: [
              { id: "tbl1", name: "Kinds", fields: [{ id: "fld1", name: "Tags", type: "multipleSelects" }] },
            ],
          },
        },
      ],
      yields: {
        id: ["rec1"],
        fields: [{ Tags: [] }],
        created_time: ["2026-11-22T10:00:00.000Z"],
        field_metadata: [{ Tags: { id: "fld1", type: "multipleSelects" } }],
      },
    },
  ],
});
