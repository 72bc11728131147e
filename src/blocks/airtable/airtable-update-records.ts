import * as z from "zod";
import { block } from "../block.ts";
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

export const airtableUpdateRecords = block({
  id: "6e7d2590-ac2b-4b5d-b08c-fc039cd77e1f",
  name: "AirtableUpdateRecordsBlock",
  description: "Changes fields of records of Airtable, ten records at a time.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("data.records:write"),
      base_id: basePin(),
      table_id_or_name: tablePin(),
      records: z.array(anyDict()).describe("The records: `id`, and `fields` with what changes"),
      typecast: z.boolean().optional().describe("Whether Airtable may fit values to their fields"),
    }),
  output: () => z.object({ records: z.array(Record()).describe("The records as they are now") }),
  async *run({ credentials, base_id, table_id_or_name, records, typecast }, io) {
    const client = airtable(io, credentials);
    const changed: z.output<ReturnType<typeof Record>>[] = [];
    for (const batch of batches(records)) {
      const body = { records: batch, ...(typecast !== undefined && { typecast }) };
      const path = tablePath(base_id, table_id_or_name);
      const answer = await client.ask(z.object({ records: z.array(Record()) }), path, {
        method: "PATCH",
        body,
      });
      changed.push(...answer.records);
    }
    yield ["records", changed];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "tbl1",
        records: [{ id: "rec1", fields: { Name: "Darjeeling" } }],
      },
      answers: [
        {
          method: "PATCH",
          url: "https://api.airtable.com/v0/app1/tbl1",
          requestBody: { records: [{ id: "rec1", fields: { Name: "Darjeeling" } }] },
          body: { records: [{ id: "rec1", fields: { Name: "Darjeeling" } }] },
        },
      ],
      yields: { records: [[{ id: "rec1", createdTime: "", fields: { Name: "Darjeeling" } }]] },
    },
  ],
});
