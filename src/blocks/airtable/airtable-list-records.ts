import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
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
import { type Fields, fieldsOf, normalized } from "./fields.ts";

export const airtableListRecords = block({
  id: "588a9fde-5733-4da7-b03c-35f5671e960f",
  name: "AirtableListRecordsBlock",
  description: "Lists records of a table of Airtable.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("data.records:read", "schema.bases:read"),
      base_id: basePin(),
      table_id_or_name: tablePin(),
      filter_formula: z.string().default("").describe("Only records for which this formula holds"),
      view: z.string().default("").describe("Id or name of a view whose records are wanted"),
      sort: z.array(anyDict()).default([]).describe("Fields to sort by: `field` and `direction` of each"),
      max_records: z.int().min(1).default(100).describe("How many at most"),
      page_size: z.int().min(1).max(100).default(100).describe("How many on a page"),
      offset: z.string().default("").describe("Where an earlier answer went on"),
      return_fields: z.array(z.string()).default([]).describe("Only these fields"),
      normalize_output: z.boolean().default(true).describe("Whether empty fields are there too, as null"),
      include_field_metadata: z.boolean().default(false).describe("Whether to tell the fields' types"),
    }),
  output: () =>
    z.object({
      records: z.array(Record()).describe("The records"),
      offset: z.string().describe("Where the rest begins, if there is any"),
      field_metadata: anyDict().describe("The fields by name, with their types"),
    }),
  async *run({ credentials, base_id, table_id_or_name, ...input }, io) {
    const client = airtable(io, credentials);
    const Found = z.object({ records: z.array(Record()), offset: z.string().optional() });
    const found = await client.ask(Found, tablePath(base_id, table_id_or_name), {
      query: {
        filterByFormula: input.filter_formula,
        view: input.view,
        ...sorting(input.sort),
        maxRecords: input.max_records,
        pageSize: input.page_size,
        offset: input.offset,
        "fields[]": input.return_fields,
      },
    });
    const isWanted = input.normalize_output || input.include_field_metadata;
    const fields = isWanted ? await fieldsOf(client, base_id, table_id_or_name) : {};
    const given = input.normalize_output ? only(fields, input.return_fields) : {};
    yield ["records", found.records.map((record) => normalized(record, given))];
    if (found.offset !== undefined) yield ["offset", found.offset];
    if (input.include_field_metadata) yield ["field_metadata", fields];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "Kinds",
        sort: [{ field: "Name", direction: "desc" }],
        max_records: 1,
      },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/app1/Kinds?sort%5B0%5D%5Bfield%5D=Name&sort%5B0%5D%5Bdirection%5D=desc&maxRecords=1&pageSize=100",
          body: {
            records: [{ id: "rec1", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Oolong" } }],
          },
        },
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases/app1/tables",
          body: {
            tables: [
              {
                id: "tbl1",
                name: "Kinds",
                fields: [
                  { id: "fld1", name: "Name", type: "singleLineText" },
                  { id: "fld2", name: "Hot", type: "checkbox" },
                ],
              },
            ],
          },
        },
      ],
      yields: {
        records: [
          [{ id: "rec1", createdTime: "2026-11-22T10:00:00.000Z", fields: { Name: "Oolong", Hot: false } }],
        ],
      },
    },
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "Kinds",
        return_fields: ["Name"],
        normalize_output: false,
      },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/app1/Kinds?maxRecords=100&pageSize=100&fields%5B%5D=Name",
          body: { records: [], offset: "next" },
        },
      ],
      yields: { records: [[]], offset: ["next"] },
    },
  ],
});

const only = (fields: Fields, names: readonly string[]): Fields =>
  names.length === 0
    ? fields
    : Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

const sorting = (sort: readonly JsonObject[]): { [name: string]: string } =>
  Object.fromEntries(
    sort.flatMap(({ field, direction }, index) => [
      [`sort[${index}][field]`, String(field ?? "")],
      [`sort[${index}][direction]`, String(direction ?? "asc")],
    ]),
  );
