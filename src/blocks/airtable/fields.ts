import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";

const Tables = z.object({
  tables: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      fields: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
    }),
  ),
});

export type Fields = { [name: string]: { id: string; type: string } };

/** The fields of a table by their names; none when there is no such table. */
export async function fieldsOf(client: ApiClient, base: string, table: string): Promise<Fields> {
  const { tables } = await client.ask(Tables, `/meta/bases/${encodeURIComponent(base)}/tables`);
  const found = tables.find(({ id, name }) => id === table || name === table);
  return Object.fromEntries((found?.fields ?? []).map(({ id, name, type }) => [name, { id, type }]));
}

/** A record with all these fields: Airtable leaves empty ones out. */
export function normalized<R extends { fields: JsonObject }>(record: R, fields: Fields): R {
  const empty = Object.entries(fields).map(([name, { type }]): [string, Json] => [name, emptyOf(type)]);
  return { ...record, fields: { ...Object.fromEntries(empty), ...record.fields } };
}

function emptyOf(type: string): Json {
  if (type === "checkbox") return false;
  return type.startsWith("multiple") ? [] : null;
}
