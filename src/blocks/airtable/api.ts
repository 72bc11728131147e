import * as z from "zod";
import { type ApiClient, apiClient } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { anyDict } from "../pins.ts";

export const airtable = (io: BlockIo, using: CredentialRef): ApiClient =>
  apiClient({ name: "Airtable", base: "https://api.airtable.com/v0" }, io, using);

export const airtableCredentials = (...scopes: string[]) =>
  credentialPin({
    provider: "airtable",
    types: ["api_key", "oauth2"],
    scopes,
    description: "Your Airtable account: a token, or a connection",
  });

export const airtableExample = exampleCredential("airtable");

export const basePin = () => z.string().describe("Id of the base");

export const tablePin = () => z.string().describe("Id or name of the table");

export const tablePath = (base: string, table: string): string =>
  `/${encodeURIComponent(base)}/${encodeURIComponent(table)}`;

export const Record = () =>
  z.object({ id: z.string(), createdTime: z.string().default(""), fields: anyDict() }).describe("A record");

export const Tables = () => z.object({ tables: z.array(anyDict()) });

/** Airtable takes so many records at once. */
export const MOST_RECORDS = 10;

export function* batches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += MOST_RECORDS) yield items.slice(at, at + MOST_RECORDS);
}
