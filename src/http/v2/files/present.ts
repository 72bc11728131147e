import * as z from "zod";
import type { FileRecord } from "#domain/files/records.ts";
import { referenceTo } from "#domain/files/workspace.ts";
import { iso } from "#lib/clock.ts";

export const fileParams = z.object({ file_id: z.guid().toLowerCase() });

export const FileBody = z.object({
  id: z.string(),
  name: z.string(),
  content_type: z.string(),
  size: z.int().describe("In bytes"),
  uri: z.string().describe("What a run is given in the file's place"),
  created_at: z.string(),
  expires_at: z
    .string()
    .nullable()
    .describe("When it is deleted by itself; null for a file that was uploaded"),
});

export const presentFile = (file: FileRecord): z.input<typeof FileBody> => ({
  id: file.id,
  name: file.name,
  content_type: file.contentType,
  size: file.size,
  uri: referenceTo(file.id, file),
  created_at: iso(file.createdAt),
  expires_at: file.expiresAt === null ? null : iso(file.expiresAt),
});
