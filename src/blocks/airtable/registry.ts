import type { Block } from "../block.ts";
import { airtableCreateBase } from "./airtable-create-base.ts";
import { airtableCreateField } from "./airtable-create-field.ts";
import { airtableCreateRecords } from "./airtable-create-records.ts";
import { airtableCreateTable } from "./airtable-create-table.ts";
import { airtableDeleteRecords } from "./airtable-delete-records.ts";
import { airtableGetRecord } from "./airtable-get-record.ts";
import { airtableListBases } from "./airtable-list-bases.ts";
import { airtableListRecords } from "./airtable-list-records.ts";
import { airtableListSchema } from "./airtable-list-schema.ts";
import { airtableUpdateField } from "./airtable-update-field.ts";
import { airtableUpdateRecords } from "./airtable-update-records.ts";
import { airtableUpdateTable } from "./airtable-update-table.ts";

export const AIRTABLE_BLOCKS: readonly Block[] = [
  airtableCreateRecords,
  airtableCreateTable,
  airtableDeleteRecords,
  airtableGetRecord,
  airtableListBases,
  airtableListRecords,
  airtableListSchema,
  airtableUpdateField,
  airtableUpdateRecords,
  airtableUpdateTable,
  airtableCreateBase,
  airtableCreateField,
];
