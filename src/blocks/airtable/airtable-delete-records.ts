import * as z from "zod";
import { block } from "../block.ts";
import {
  airtable,
  airtableCredentials,
  airtableExample,
  basePin,
  batches,
  tablePath,
  tablePin,
} from "./api.ts";

const Deleted = () => z.object({ id: z.string(), deleted: z.boolean() });

export const airtableDeleteRecords = block({
  id: "93e22b8b-3642-4477-aefb-1c0929a4a3a6",
  name: "AirtableDeleteRecordsBlock",
  description: "Deletes records of Airtable, ten at a time.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("data.records:write"),
      base_id: basePin(),
      table_id_or_name: tablePin(),
      record_ids: z.array(z.string()).describe("Ids of the records"),
    }),
  output: () => z.object({ records: z.array(Deleted()).describe("What became of each") }),
  async *run({ credentials, base_id, table_id_or_name, record_ids }, io) {
    const client = airtable(io, credentials);
    const deleted: z.output<ReturnType<typeof Deleted>>[] = [];
    for (const batch of batches(record_ids)) {
      const path = tablePath(base_id, table_id_or_name);
      const request = { method: "DELETE", query: { "records[]": batch } } as const;
      deleted.push(...(await client.ask(z.object({ records: z.array(Deleted()) }), path, request)).records);
    }
    yield ["records", deleted];
  },
  examples: [
    {
      input: {
        credentials: airtableExample,
        base_id: "app1",
        table_id_or_name: "tbl1",
        record_ids: ["r1", "r2"],
      },
      answers: [
        {
          method: "DELETE",
          url: "https://api.airtable.com/v0/app1/tbl1?records%5B%5D=r1&records%5B%5D=r2",
          body: {
            records: [
              { id: "r1", deleted: true },
              { id: "r2", deleted: true },
            ],
          },
        },
      ],
      yields: {
        records: [
          [
            { id: "r1", deleted: true },
            { id: "r2", deleted: true },
          ],
        ],
      },
    },
  ],
});
