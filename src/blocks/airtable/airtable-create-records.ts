import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { isDict } from "../convert.ts";
import { anyDict } from "../pins.ts";
import {
  airtable,
  airtableCredentials,
  airtableExample,
  basePin,
  batches,
  Record,
  tablePath,
  tablePin,
} from "./api.ts";

export const airtableCreateRecords = block({
  id: "42527e98-47b6-44ce-ac0e-86b4883721d3",
  name: "AirtableCreateRecordsBlock",
  description: "Puts records into a table of Airtable, ten at a time.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("data.records:write"),
      base_id: basePin(),
      table_id_or_name: tablePin(),
      records: z.array(anyDict()).describe("The records: their fields, or `fields` with them"),
      skip_normalization: z.boolean().default(false).describe("Kept for old graphs: records go as they are"),
      typecast: z.boolean().default(false).describe("Whether Airtable may fit values to their fields"),
      return_fields_by_field_id: z.boolean().optional().describe("Whether answers name fields by their ids"),
    }),
  output: () =>
    z.object({
      records: z.array(Record()).describe("What was made"),
      details: anyDict().describe("How many"),
    }),
  async *run({ credentials, base_id, table_id_or_name, records, typecast, return_fields_by_field_id }, io) {
    const client = airtable(io, credentials);
    const made: z.output<ReturnType<typeof Record>>[] = [];
    for (const batch of batches(records.map(asRecord))) {
      const answer = await client.ask(
        z.object({ records: z.array(Record()) }),
        tablePath(base_id, table_id_or_name),
        {
          method: "POST",
          body: {
            records: batch,
            typecast,
            ...(return_fields_by_field_id !== undefined && {
              returnFieldsByFieldId: return_fields_by_field_id,
            }),
          },
        },
      );
      made.push(...answer.records);
    }
    yield ["records", made];
    yield ["details", { created: made.length }];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "Kinds of tea",
        records: [{ Name: "Assam" }, { fields: { Name: "Oolong" } }],
      },
      answers: [
        {
          method: "POST",
          url: "https://api.airtable.com/v0/app1/Kinds%20of%20tea",
          requestBody: {
            records: [{ fields: { Name: "Assam" } }, { fields: { Name: "Oolong" } }],
            typecast: false,
          },
          body: {
            records: [
              { id: "rec1", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Assam" } },
              { id: "rec2", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Oolong" } },
            ],
          },
        },
      ],
      yields: {
        records: [
          [
            { id: "rec1", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Assam" } },
            { id: "rec2", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Oolong" } },
          ],
        ],
        details: [{ created: 2 }],
      },
    },
    {
      input: { credentials: airtableExample, base_id: "app1", table_id_or_name: "x", records: [{ A: 1 }] },
      answers: [
        {
          method: "POST",
          url: "https://api.airtable.com/v0/app1/x",
          status: 422,
          body: { error: { type: "UNKNOWN_FIELD_NAME", message: 'Unknown field name: "A"' } },
        },
      ],
      yields: { error: ['Airtable answered 422: Unknown field name: "A"'] },
    },
  ],
});

const asRecord = (record: JsonObject): JsonObject =>
  isDict(record["fields"] ?? null) ? { fields: record["fields"] ?? {} } : { fields: record };
